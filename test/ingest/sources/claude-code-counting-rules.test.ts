/** Rules of claude-code.md about what several rows and files count together, through the whole of reading. */

import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestOnce } from '../../../src/writing/ingest-once.ts';
import { claudeRow, claudeTool, claudeTurn, jsonl, Logs } from '../../helpers/logs.ts';
import { START } from '../../helpers/records.ts';

type Rows = ReturnType<typeof claudeTurn>;

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const ingest = () => ingestOnce(logs.options());
const sum = (name: string) => logs.value(`SELECT coalesce(sum(${name}), 0) FROM rollups`);
const sums = (...names: string[]) => names.map(sum);
const inSession = (name: string, id: string) =>
  logs.value(`SELECT sum(${name}) FROM rollups JOIN sessions USING (session_key) WHERE session_id = '${id}'`);

const usage = { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 100 };
const block = (content: unknown, at: number, output = 5) =>
  claudeRow('assistant', 'a', at, {
    requestId: 'r1',
    message: {
      ...{ id: 'm1', role: 'assistant', model: 'claude-opus-4-6', content: [content], stop_reason: null },
      usage: { ...usage, output_tokens: output },
    },
  });

describe('claude-code §1: files', () => {
  it('what was read of a transcript stays when the harness deletes it', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest();
    fs.rmSync(logs.transcript('a'));
    await ingest();
    expect(sums('events', 'model_calls', 'output')).toEqual([2, 1, 20]);
  });

  it('a line of megabytes, as an image is, hides neither itself nor the lines around it', async () => {
    const image = { type: 'image', source: { type: 'base64', data: 'A'.repeat(3_000_000) } };
    const content = [{ type: 'tool_result', tool_use_id: 't1', content: [image] }];
    const [call] = claudeTool('a', 't1', null) as [Rows[number]];
    const row = claudeRow('user', 'a', START + 3000, { message: { role: 'user', content } });
    logs.append(logs.transcript('a'), [call, row, ...claudeTurn('a', 'one', START + 4000)]);
    expect(await ingest()).toMatchObject({ records: 4, skipped: 0 });
    expect(sums('tool_calls', 'model_calls')).toEqual([1, 2]);
    expect(logs.value('SELECT count(*) FROM tool_calls WHERE result_at IS NULL')).toBe(0);
  });

  it('a session that Claude Desktop ran is read from its projects', async () => {
    const root = `${logs.folder}/local-agent-mode-sessions`;
    const folder = `${root}/u1/o1/local_s1`;
    logs.append(`${folder}/.claude/projects/-sessions-s1/a.jsonl`, claudeTurn('a', 'one'));
    logs.append(`${folder}/audit.jsonl`, claudeTurn('b', 'two'));
    await ingestOnce(logs.options({ roots: [{ source: 'claude-code', path: root, explicit: false }] }));
    expect(sums('events', 'model_calls')).toEqual([2, 1]);
  });
});

describe('claude-code §4.2: one row for each block of a reply', () => {
  it('is one call with the tools of all rows, from the first row to the last', async () => {
    logs.append(logs.transcript('a'), [
      block({ type: 'text', text: 'I look.' }, START, 1),
      block({ type: 'tool_use', id: 't1', name: 'Read', input: {} }, START + 1000, 1),
      block({ type: 'tool_use', id: 't2', name: 'Bash', input: {} }, START + 2000, 30),
    ]);
    await ingest();
    expect(sums('model_calls', 'tool_calls', 'input', 'cache_read', 'output')).toEqual([1, 2, 10, 100, 30]);
    expect(logs.value('SELECT first_at FROM model_calls')).toBe(START);
    expect(logs.value('SELECT last_at FROM model_calls')).toBe(START + 2000);
  });

  it('one constant message id with other figures is another call, as some servers give every call one id', async () => {
    const row = (input: number, at: number) =>
      claudeRow('assistant', 'a', at, {
        message: {
          ...{ id: 'msg_1', role: 'assistant', model: 'm', content: [], stop_reason: 'end_turn' },
          usage: { input_tokens: input, output_tokens: 7 },
        },
      });
    logs.append(logs.transcript('a'), [row(10, START), row(10, START + 1), row(20, START + 2)]);
    await ingest();
    expect(sums('model_calls', 'input', 'output')).toEqual([2, 30, 14]);
  });
});

describe('claude-code §4.2, §5: history that several files replay', () => {
  const shared = [...claudeTurn('a', 'one'), ...claudeTurn('a', 'two', START + 10_000)];
  /** As a later version of the harness replays rows: new row ids, another request, the same message. */
  const replayed = (rows: Rows, session: string, fields: object): Rows =>
    rows.map((row, n) => ({
      ...row,
      sessionId: session,
      uuid: `00000000-0000-4000-9000-${session.charCodeAt(0)}${String(n).padStart(9, '0')}`,
      ...('requestId' in row ? { requestId: `${row.requestId}_${session}` } : {}),
      ...fields,
    }));
  const files: Readonly<Record<string, Rows>> = {
    parent: shared,
    // The whole history copied under its old session id, then its own turn.
    resumed: [...shared, ...claudeTurn('resumed', 'three', START + 60_000)],
    question: [
      ...replayed(shared, 'question', { isSidechain: true, timestamp: new Date(START - 1000).toISOString() }),
      ...claudeTurn('question', 'four', START + 30_000, { isSidechain: true }),
    ],
    'a/subagents/agent-x1': claudeTurn('a', 'five', START + 5000, { agentId: 'x1', isSidechain: true }),
  };
  const NAMES = Object.keys(files);
  const orders = NAMES.flatMap((first) => {
    const others = NAMES.filter((name) => name !== first);
    return [
      [first, ...others],
      [first, ...others.toReversed()],
    ];
  });
  const write = (name: string, content: string) => {
    const file = logs.transcript(name === 'parent' ? 'a' : name);
    fs.mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
    fs.writeFileSync(file, content);
  };
  const expectOnce = () => {
    expect(sums('model_calls', 'input', 'output')).toEqual([5, 50, 100]);
    expect(['a', 'resumed', 'question', 'a/x1'].map((session) => inSession('model_calls', session))).toEqual([
      2, 1, 1, 1,
    ]);
    expect(logs.value(`SELECT count(*) FROM sessions WHERE parent_id = 'a'`)).toBe(1);
  };

  it.each(orders)(
    'read in the order %s, %s, %s, %s: each call once, in the session that made it',
    async (...order) => {
      for (const name of order) {
        write(name, jsonl(files[name] as Rows));
        await ingest();
      }
      expectOnce();
    },
  );

  it('read in pieces that end anywhere, in turn, it is the same', async () => {
    for (let end = 400; end < 5000; end += 400) {
      for (const name of NAMES) write(name, jsonl(files[name] as Rows).slice(0, end));
      await ingest();
    }
    expectOnce();
  });
});

describe('claude-code §4.3, §4.4: totals that others say', () => {
  it('of running totals the last one stands as reported, whatever the rows add up to', async () => {
    const state = (totalCostUSD: number) => ({ type: 'cost-state', sessionId: 'a', totalCostUSD });
    logs.append(logs.transcript('a'), [
      ...claudeTurn('a', 'one'),
      state(0.5),
      ...claudeTurn('a', 'two', START + 60_000),
      state(0.75),
    ]);
    await ingest();
    expect(logs.value('SELECT reported_cost FROM sessions')).toBe(750_000);
    const ours = sum('cost');
    expect(ours).toBeGreaterThan(0);
    expect(ours).toBeLessThan(500_000);
  });

  it("a sub-agent's tokens are its own: what its parent repeats of them is not added", async () => {
    const own = claudeTurn('a', 'sub', START + 3000, { agentId: 'x1', isSidechain: true });
    logs.append(logs.transcript('a'), [
      ...claudeTurn('a', 'one'),
      claudeRow('progress', 'a', START + 4000, {
        ...{ toolUseID: 'agent_msg_1', parentToolUseID: 't1' },
        data: { type: 'agent_progress', agentId: 'x1', message: own[1] },
      }),
      claudeRow('user', 'a', START + 5000, {
        toolUseResult: { agentId: 'x1', status: 'completed', totalTokens: 19_831, usage },
        message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'found' }] },
      }),
    ]);
    logs.append(logs.transcript('a/subagents/agent-x1'), own);
    await ingest();
    expect([inSession('output', 'a'), inSession('output', 'a/x1'), sum('model_calls')]).toEqual([20, 20, 2]);
  });
});

describe('claude-code §5: deriving', () => {
  it('every branch of a conversation that was rewound was paid for', async () => {
    const [asked, answered] = claudeTurn('a', 'one') as [Rows[number], Rows[number]];
    const branch = (message: string) => {
      const [prompt, reply] = claudeTurn('a', message, START + 9000) as [Rows[number], Rows[number]];
      return [
        { ...prompt, parentUuid: answered.uuid },
        { ...reply, parentUuid: prompt.uuid },
      ];
    };
    logs.append(logs.transcript('a'), [asked, answered, ...branch('two'), ...branch('three')]);
    await ingest();
    expect(sums('model_calls', 'output')).toEqual([3, 60]);
    expect(logs.value('SELECT count(*) FROM sessions')).toBe(1);
  });

  it('a session lasts from its first row to its last: there is no end record', async () => {
    logs.append(logs.transcript('a'), [...claudeTurn('a', 'one'), ...claudeTurn('a', 'two', START + 60_000)]);
    await ingest();
    expect(logs.value('SELECT first_at FROM sessions')).toBe(START);
    expect(logs.value('SELECT last_at FROM sessions')).toBe(START + 61_000);
    expect(logs.value('SELECT end_at FROM sessions')).toBeNull();
  });
});
