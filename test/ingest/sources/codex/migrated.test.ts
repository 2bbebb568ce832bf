/** A rollout that `codex migrate-rollouts` wrote anew under its own name: what both files tell is counted once (codex.md 1). */

import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodexHome } from './home.ts';
import {
  bytesOf,
  call,
  counts,
  event,
  type Fields,
  item,
  meta,
  output,
  row,
  START,
  THREAD,
  tokens,
  turn,
} from './rollout.ts';

const LIVE = `sessions/2026/02/23/rollout-2026-02-23T10-00-00-${THREAD}.jsonl`;
const at = (seconds: number) => START + seconds * 1000;

const LEGACY: readonly Fields[] = [
  meta(),
  event('task_started', { turn_id: 't1' }, at(1)),
  turn({ turn_id: 't1' }, at(1)),
  event('user_message', { message: 'fix it' }, at(2)),
  call('c1', at(3)),
  output('c1', 'Exit code: 3\nOutput:\nbad', at(4)),
  tokens(counts(100, 0, 10, 0), counts(100, 0, 10, 0), at(5)),
  // Two equal rows of one moment are two rows.
  event('agent_reasoning', { text: 'hm' }, at(6)),
  event('agent_reasoning', { text: 'hm' }, at(6)),
  event('error', { message: 'stream disconnected', codex_error_info: 'other' }, at(7)),
  row('compacted', { message: 'summary', replacement_history: [] }, at(8)),
  event('context_compacted', {}, at(8)),
  event('task_complete', { turn_id: 't1', error: { message: 'usage limit reached' } }, at(9)),
];

/** With ordinals, items where there were events, and a turn that came after. */
const MIGRATED: readonly Fields[] = [
  meta({ history_mode: 'paginated' }),
  ...LEGACY.slice(1, 3),
  event(
    'item_completed',
    { item: { type: 'UserMessage', content: [{ type: 'text', text: 'fix it' }] } },
    at(2),
  ),
  ...LEGACY.slice(4, 11),
  event('item_completed', { item: { type: 'ContextCompaction' } }, at(8)),
  ...LEGACY.slice(12),
].map((fields, ordinal) => ({ ...fields, ordinal }));
const LATER: readonly Fields[] = [
  item('reasoning', { summary: [] }, at(20)),
  event('error', { message: 'later' }, at(21)),
];

let home: CodexHome;
beforeEach(() => {
  home = new CodexHome();
});
afterEach(() => home.logs.remove());

async function sumsAfter(...files: readonly (readonly [string, readonly Fields[]])[]) {
  for (const [name, rows] of files) {
    const file = home.at(name);
    fs.writeFileSync(`${file}.new`, bytesOf(rows));
    fs.renameSync(`${file}.new`, file);
    await home.ingest();
  }
  return home.sums();
}

const copyOf = (name: string) => name.replace('sessions/2026/02/23', 'archived_sessions');
/** Everything that either file tells: the first 13 rows, of which 2 have another kind, and the 2 rows behind them. */
const ALL = {
  ...{ events: 13 + 2 + 2, model_calls: 1, input: 100, cache_read: 0, output: 10, reasoning: 0 },
  ...{ tool_calls: 1, tool_errors: 1, errors: 4, compactions: 1 },
};
const GROWN = [...MIGRATED, ...LATER];

describe('codex §1: a rollout that was written anew is counted once', () => {
  test.each<[string, readonly (readonly [string, readonly Fields[]])[]]>([
    [
      'in its place',
      [
        [LIVE, LEGACY],
        [LIVE, GROWN],
      ],
    ],
    [
      'in its place, and grown later',
      [
        [LIVE, LEGACY],
        [LIVE, MIGRATED],
        [LIVE, GROWN],
      ],
    ],
    [
      'in its place while half of it was read',
      [
        [LIVE, LEGACY.slice(0, 8)],
        [LIVE, MIGRATED.slice(0, 9)],
        [LIVE, GROWN],
        [copyOf(LIVE), LEGACY],
      ],
    ],
    [
      'the old one beside it',
      [
        [copyOf(LIVE), LEGACY],
        [LIVE, GROWN],
      ],
    ],
    [
      'the old one read last',
      [
        [LIVE, GROWN],
        [copyOf(LIVE), LEGACY],
      ],
    ],
  ])('%s', async (_name, files) => {
    expect(await sumsAfter(...files)).toEqual(ALL);
  });

  test('its rows are read where they stand now, each once', async () => {
    await sumsAfter([LIVE, LEGACY], [LIVE, GROWN]);
    const places = home.logs.value<string>(
      `SELECT json_group_array(f.state ORDER BY e.at) FROM events e JOIN files f USING (lineage) WHERE e.flags & 1 AND e.role <> 0`,
    );
    expect(new Set(JSON.parse(places ?? '[]'))).toEqual(new Set(['live']));
  });
});
