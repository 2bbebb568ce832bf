/** A whole made-up Codex home: which rule of codex.md each of its files proves. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CodexHome, FIXTURE, rolloutsIn } from './home.ts';
import { idAt, START, THREAD } from './rollout.ts';

const HOUR = 3_600_000;
const FORKS = [idAt(START + HOUR, 21), idAt(START + 2 * HOUR, 22)] as const;
const [ADA, BOB] = [idAt(START + 30_000, 31), idAt(START + 31_000, 32)];
const PAGINATED = idAt(START + 5 * HOUR, 41);
const OLD = '0197f0aa-1111-7222-8333-444455556666';
const DAY = 'sessions/2026/02/23';

const PARENT_FILE = `${DAY}/rollout-2026-02-23T10-00-00-${THREAD}.jsonl`;
const FORK_FILES = [
  `${DAY}/rollout-2026-02-23T11-00-00-${FORKS[0]}.jsonl`,
  `${DAY}/rollout-2026-02-23T12-00-00-${FORKS[1]}.jsonl`,
] as const;
const ADA_FILE = `${DAY}/rollout-2026-02-23T10-00-30-${ADA}.jsonl`;
const BOB_FILE = `${DAY}/rollout-2026-02-23T10-00-31-${BOB}.jsonl`;
const PAGINATED_FILE = `archived_sessions/rollout-2026-02-23T15-00-00-${PAGINATED}.jsonl`;
const OLD_FILE = `sessions/2025/08/01/rollout-2025-08-01T09-00-00-${OLD}.jsonl`;

const home = new CodexHome(FIXTURE);
beforeAll(async () => {
  expect((await home.ingest()).problems).toEqual([]);
});
afterAll(() => home.logs.remove());

const of = (session: string, ...names: string[]) => names.map((name) => home.sums(session)[name]);
const CHILD_FIGURES = [1, 50, 50, 10, 1, 1, 0];
const childFigures = (id: string) =>
  of(id, 'model_calls', 'input', 'cache_read', 'output', 'reasoning', 'tool_calls', 'tool_errors');

/** Rule, the fixture that proves it, what is asked, what must be said. */
const RULES: readonly (readonly [string, string, () => unknown, unknown])[] = [
  [
    '§1: an archived rollout is a session as any other',
    PAGINATED_FILE,
    () => home.session(PAGINATED, 'parent_id'),
    null,
  ],
  ['§2: the session is the first session_meta', PARENT_FILE, () => home.session(THREAD, 'harness'), 'codex'],
  ['§2: turn_context says the effort', PARENT_FILE, () => home.session(THREAD, 'effort'), 'low'],
  [
    '§2: lines without an envelope',
    OLD_FILE,
    () => of(OLD, 'events', 'tool_calls', 'tool_errors'),
    [5, 1, 1],
  ],
  ['§2: a compaction stands in two rows and is one', PARENT_FILE, () => of(THREAD, 'compactions'), [1]],
  [
    '§3: cached is a part of input, reasoning of output',
    PARENT_FILE,
    () => of(THREAD, 'input', 'cache_read', 'output', 'reasoning'),
    [1400, 1600, 500, 90],
  ],
  [
    '§3: written tokens are a part of input',
    PAGINATED_FILE,
    () => of(PAGINATED, 'input', 'cache_read', 'output'),
    [90, 20, 8],
  ],
  ['§4: a repeated total is not counted again', PARENT_FILE, () => of(THREAD, 'model_calls'), [2]],
  [
    '§4: token_usage_record stands before token_count',
    PAGINATED_FILE,
    () => of(PAGINATED, 'model_calls'),
    [1],
  ],
  ['§5: a fork counts its own work', FORK_FILES[0], () => childFigures(FORKS[0]), CHILD_FIGURES],
  [
    '§5: a sibling that did equal work is not merged',
    FORK_FILES[1],
    () => childFigures(FORKS[1]),
    CHILD_FIGURES,
  ],
  ['§5: a fork continues its parent', FORK_FILES[0], () => home.session(FORKS[0], 'resumed_from'), THREAD],
  ['§5: a sub-agent counts its own work', ADA_FILE, () => childFigures(`${THREAD}/${ADA}`), CHILD_FIGURES],
  ['§5: a second sub-agent, too', BOB_FILE, () => childFigures(`${THREAD}/${BOB}`), CHILD_FIGURES],
  [
    '§6: a sub-agent hangs below its parent',
    ADA_FILE,
    () => home.session(`${THREAD}/${ADA}`, 'parent_id'),
    THREAD,
  ],
  ['§6: its type is its role', ADA_FILE, () => home.session(`${THREAD}/${ADA}`, 'agent_type'), 'explorer'],
  [
    '§6: its type is its nickname without a role',
    BOB_FILE,
    () => home.session(`${THREAD}/${BOB}`, 'agent_type'),
    'Bob',
  ],
  [
    '§6: branch and folder',
    PARENT_FILE,
    () => [home.session(THREAD, 'branch'), home.session(THREAD, 'cwd')],
    ['main', '~/shop'],
  ],
  [
    '§6: the title is the first prompt, not a preamble',
    PARENT_FILE,
    () => home.session(THREAD, 'title'),
    'add a login page',
  ],
  [
    '§6: a fork’s title is its own first prompt',
    FORK_FILES[0],
    () => home.session(FORKS[0], 'title'),
    'own work 21',
  ],
  [
    '§6: an exit code in JSON is a tool error',
    PARENT_FILE,
    () => of(THREAD, 'tool_errors', 'errors'),
    [1, 1],
  ],
  [
    '§6: a CommandExecution that repeats a call is no call',
    PAGINATED_FILE,
    () => of(PAGINATED, 'tool_calls'),
    [2],
  ],
  [
    '§6: an item measured how long its call took',
    PAGINATED_FILE,
    () =>
      home.logs.value(
        `SELECT t.duration_ms FROM tool_calls t JOIN sessions USING (session_key) WHERE session_id = '${PAGINATED}' AND result_at IS NOT NULL`,
      ),
    250,
  ],
  [
    '§6: turn_aborted by the person is an interruption',
    PARENT_FILE,
    () => home.session(THREAD, 'turn_state'),
    'interrupted',
  ],
  ['§6: task_complete ends the turn', FORK_FILES[0], () => home.session(FORKS[0], 'turn_state'), 'done'],
  [
    '§6: request_user_input waits for a person',
    PAGINATED_FILE,
    () => home.session(PAGINATED, 'ask_key') !== null,
    true,
  ],
  [
    '§6: the window of five hours',
    PARENT_FILE,
    () => home.logs.value(`SELECT used_percent FROM rate_limits WHERE window_minutes = 300`),
    12.5,
  ],
  [
    '§6: the week',
    PARENT_FILE,
    () => home.logs.value(`SELECT resets_at FROM rate_limits WHERE window_minutes = 10080`),
    1_772_300_000_000,
  ],
];

describe('the fixture of Codex', () => {
  test.each(RULES)('codex %s (%s)', (_rule, file, ask, expected) => {
    expect(existsSync(path.join(FIXTURE, file))).toBe(true);
    expect(ask()).toEqual(expected);
  });

  test('every file of it proves a rule', () => {
    const proving = new Set(RULES.map(([, file]) => file));
    expect(rolloutsIn(FIXTURE).filter((file) => !proving.has(file))).toEqual([]);
  });

  test('nothing in it is at fault', () => {
    expect(home.logs.value(`SELECT sum(clamped_fields) FROM rollups`)).toBe(0);
    expect(home.logs.value(`SELECT count(*) FROM skipped`)).toBe(0);
  });
});
