/** Rules of codex.md that no other test proves. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../../src/ingest/sources/registry.ts';
import { CodexHome, FIXTURE, rolloutsIn } from './codex/home.ts';
import {
  bytesOf,
  call,
  counts,
  event,
  facts,
  factsOf,
  item,
  meta,
  output,
  read,
  row,
  START,
  THREAD,
  tokens,
  turn,
} from './codex/rollout.ts';

const ONE = counts(100, 60, 20, 5);
const TWO = counts(300, 160, 50, 9);
const STEP = counts(200, 100, 30, 4);

describe('codex §1: files', () => {
  it('the time is that of the line: directory and name are in local time', () => {
    const local = '/h/.codex/sessions/2026/02/24/rollout-2026-02-24T03-00-00-x.jsonl';
    expect(read([meta()], local)[0]).toMatchObject({ at: START, timeSource: 'log' });
  });

  it.each(['state_5.sqlite', 'logs_2.sqlite', 'thread_history_1.sqlite', 'goals_1.sqlite'])(
    '%s is an index only, and nobody’s log',
    (name) => {
      const head = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(1000)]);
      const file = `/h/.codex/${name}`;
      expect(ADAPTERS.filter((adapter) => adapter.recognises(file, head)).map(({ id }) => id)).toEqual([]);
    },
  );
});

describe('codex §2: rows that count nothing', () => {
  it.each([
    [row('world_state', { environment: {} })],
    [row('inter_agent_communication', { content: 'go' })],
    [row('retained_context', {})],
    [row('security_risk_score', { score: 1 })],
    [row('realtime_item', {})],
    [item('reasoning', { summary: [], encrypted_content: 'x' })],
    [item('agent_message', { content: [] })],
    [item('ghost_snapshot', { ghost_commit: {} })],
    [item('compaction', { encrypted_content: 'x' })],
    [event('thread_goal_updated', { goal: { tokensUsed: 90_000, timeUsedSeconds: 5, status: 'active' } })],
    [event('agent_reasoning', { text: 'thinking' })],
    [event('sub_agent_activity', { thread_id: 'x' })],
    [event('collab_agent_spawn_end', { new_thread_id: 'x' })],
    [event('item_completed', { item: { type: 'Plan', text: 'first' } })],
  ])('nothing is counted of %j', (one) => {
    const [, , record] = read([meta(), turn(), one]);
    expect(record).toMatchObject({ facts: [], clampedFields: 0 });
    expect(record?.kind).not.toMatch(/^other:/);
  });

  it('a turn_context is no turn: it comes with each request', () => {
    const told = read([meta(), turn(), turn(), turn({ turn_id: 't2' })]).flatMap((record) => record.facts);
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['session_info']));
  });

  it('ordinal and metadata of newer versions change nothing', () => {
    const newer = { ...tokens(ONE, ONE), ordinal: 9, metadata: { a: 1 } };
    expect(facts('model_call', newer)).toEqual(facts('model_call', tokens(ONE, ONE)));
  });

  it('what was rolled back was paid for', () => {
    const rows = [tokens(ONE, ONE), event('thread_rolled_back', { num_turns: 1 }), tokens(TWO, STEP)];
    expect(facts('model_call', ...rows)).toHaveLength(2);
  });
});

describe('codex, through the database', () => {
  let home: CodexHome;
  beforeEach(() => {
    home = new CodexHome();
  });
  afterEach(() => home.logs.remove());
  const file = `sessions/2026/02/23/rollout-2026-02-23T10-00-00-${THREAD}.jsonl`;
  const rows = [
    meta(),
    turn(),
    event('user_message', { message: 'go' }),
    call('c1', START + 1000),
    output('c1', 'Exit code: 1\nOutput:\nbad', START + 2000),
    tokens(ONE, ONE, START + 3000),
    event('task_complete', {}, START + 4000),
  ];

  it('codex §1: a resumed thread goes on in its file', async () => {
    fs.writeFileSync(home.at(file), bytesOf(rows));
    await home.ingest();
    const later = START + 86_400_000;
    fs.appendFileSync(home.at(file), bytesOf([turn({}, later), tokens(TWO, STEP, later)]));
    await home.ingest();
    expect(home.sums()).toMatchObject({ events: 9, model_calls: 2, input: 140, cache_read: 160, output: 50 });
    expect(home.logs.value('SELECT count(*) FROM sessions')).toBe(1);
  });

  it('codex §1: a legacy file that is migrated keeps its calls and tools counted once', async () => {
    fs.writeFileSync(home.at(file), bytesOf(rows));
    await home.ingest();
    const migrated = rows.map((one, ordinal) => ({ ...one, ordinal }));
    fs.writeFileSync(home.at(`${file}.tmp`), bytesOf(migrated));
    fs.renameSync(home.at(`${file}.tmp`), home.at(file));
    await home.ingest();
    expect(home.sums()).toMatchObject({ model_calls: 1, input: 40, tool_calls: 1, tool_errors: 1 });
  });

  it('codex §6: a command that failed is one error, though event, item and output tell of it', async () => {
    const failed = { exit_code: 3, status: 'failed' };
    const ends = [
      event('exec_command_end', { call_id: 'c1', ...failed, stderr: 'bad' }, START + 1500),
      event('item_completed', { item: { type: 'CommandExecution', id: 'c1', ...failed } }, START + 1600),
    ];
    fs.writeFileSync(home.at(file), bytesOf([...rows.slice(0, 4), ...ends, ...rows.slice(4)]));
    await home.ingest();
    expect(home.sums()).toMatchObject({ tool_calls: 1, tool_errors: 1, errors: 1 });
  });

  it('codex §6: no end is written: a session ends at its last row', async () => {
    fs.writeFileSync(home.at(file), bytesOf(rows));
    await home.ingest();
    expect([home.session(THREAD, 'last_at'), home.session(THREAD, 'end_at')]).toEqual([START + 4000, null]);
  });

  it('codex §5: siblings that did equal work in the same second are two', async () => {
    const forks = rolloutsIn(FIXTURE).filter((name) => /T1[12]-00-00-/.test(name));
    for (const name of forks) fs.copyFileSync(path.join(FIXTURE, name), home.at(name));
    await home.ingest();
    expect(home.sums()).toMatchObject({ model_calls: 2, output: 20, tool_calls: 2 });
  });
});

it('codex §3: context fill is the whole of the last request', () => {
  const rows = read([meta(), turn(), tokens(ONE, ONE), row('compacted', { message: '' })]);
  expect(factsOf(rows, 'compaction')).toMatchObject([{ preTokens: 120 }]);
});
