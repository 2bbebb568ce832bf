/** A whole made-up home of two projects: which rule of gemini.md each of its files proves. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFinder } from '../../../../src/writing/find-files.ts';
import { ingestOnce } from '../../../../src/writing/ingest-once.ts';
import { Logs } from '../../../helpers/logs.ts';

const FIXTURE = path.resolve('test/fixtures/gemini-cli/tmp');
const SHOP = '0a1b2c3d-1111-4222-8333-444455556666';
const TILL = '9f8e7d6c-1111-4222-8333-444455556666';
const SUB = `${SHOP}/7e57ab1e-1111-4222-8333-444455556666`;
const TILL_FOLDER = '6e758b584c487f06d58b59cb8b0b9fe74f69aa5a34c19dff18cf55a9784bdbcc';

const LOG = 'shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl';
const SUB_LOG = `shop/chats/${SUB}.jsonl`;
const DOCUMENT = `${TILL_FOLDER}/chats/session-2026-01-10T08-30-9f8e7d6c.json`;
const RESUMED = `${DOCUMENT}l`;

const roots = [{ source: 'gemini-cli' as const, path: FIXTURE, explicit: false }];
const logs = new Logs();
beforeAll(async () => {
  expect((await ingestOnce(logs.options({ roots }))).problems).toEqual([]);
});
afterAll(() => logs.remove());

const sum = (session: string, name: string, and = '') =>
  logs.value(
    `SELECT coalesce(sum(${name}), 0) FROM rollups JOIN sessions USING (session_key) LEFT JOIN models m USING (model_id) WHERE session_id = '${session}' ${and}`,
  );
const session = (id: string, column: string) =>
  logs.value<unknown>(`SELECT ${column} FROM sessions WHERE session_id = '${id}'`);
const tool = (name: string, column: string) =>
  logs.value(
    `SELECT ${column} FROM tool_calls JOIN tools USING (tool_id) WHERE name = '${name}' ORDER BY at DESC LIMIT 1`,
  );
const of = (name: string) => `AND m.name = '${name}'`;

/** Rule, the fixture that proves it, what is asked, what must be said. */
const RULES: readonly (readonly [string, string, () => unknown, unknown])[] = [
  ['§1: the main chat is a session of its own', LOG, () => session(SHOP, 'parent_id'), null],
  ['§1: a sub-agent lies below the folder of its parent', SUB_LOG, () => session(SUB, 'parent_id'), SHOP],
  ['§1: .project_root names the project', 'shop/.project_root', () => session(SHOP, 'cwd'), '/home/dev/shop'],
  [
    '§1: projects.json and the hash name the project',
    '../projects.json',
    () => session(TILL, 'cwd'),
    '/home/dev/till',
  ],
  ['§2: a document gives its messages', DOCUMENT, () => sum(TILL, 'tool_calls'), 1],
  [
    '§2: a resumed copy is counted once',
    RESUMED,
    () => [sum(TILL, 'model_calls'), sum(TILL, 'output')],
    [3, 130],
  ],
  ['§3: a message written four times is one call', LOG, () => sum(SHOP, 'model_calls'), 3],
  ['§3: each line that says something new is a record', LOG, () => sum(SHOP, 'events'), 22],
  ['§3: tool states: a call that waited, ran and ended is one', LOG, () => sum(SHOP, 'tool_calls'), 6],
  [
    '§3: cancelled is refused, not failed',
    LOG,
    () => logs.value(`SELECT count(*) FROM tool_calls WHERE denied = 1 AND is_error = 0`),
    1,
  ],
  ['§4: fresh input is input − cached + tool', LOG, () => sum(SHOP, 'input', of('gemini-2.5-pro')), 630],
  ['§4: cached is read from the cache', LOG, () => sum(SHOP, 'cache_read'), 25_800],
  ['§4: thoughts are output', LOG, () => [sum(SHOP, 'output'), sum(SHOP, 'reasoning')], [371, 157]],
  [
    '§4: zero and null tokens are no call',
    LOG,
    () => sum(SHOP, 'model_calls', of('gemini-3-flash-preview')),
    2,
  ],
  ['§4: a rewound call was paid', LOG, () => sum(SHOP, 'cache_read', of('gemini-3-flash-preview')), 13_000],
  [
    '§4: the model is that of the message',
    RESUMED,
    () => sum(TILL, 'model_calls', of('gemini-3-flash-preview')),
    1,
  ],
  ['§5: start and last change', DOCUMENT, () => session(TILL, 'first_at'), Date.UTC(2026, 0, 10, 8, 30)],
  ['§5: the summary is the title', LOG, () => session(SHOP, 'title'), "List the shop's files"],
  ['§5: without a summary, the first prompt', SUB_LOG, () => session(SUB, 'title'), 'look'],
  [
    '§5: an error is type error; a failed tool is one too',
    LOG,
    () => [sum(SHOP, 'errors'), sum(SHOP, 'tool_errors')],
    [3, 2],
  ],
  [
    '§5: an exit code that is not 0 is a failed tool',
    LOG,
    () =>
      logs.value(
        `SELECT count(*) FROM tool_calls JOIN tools USING (tool_id) WHERE name = 'run_shell_command' AND is_error = 1`,
      ),
    1,
  ],
  ['§5: a shrinking checkpoint is a compaction', LOG, () => sum(SHOP, 'compactions'), 1],
  ['§5: an answer without open tools ends the turn', SUB_LOG, () => session(SUB, 'turn_state'), 'done'],
  [
    'a call’s time runs from its id to its last state',
    LOG,
    () => tool('codebase_investigator', 'duration_ms'),
    26_000,
  ],
];

describe('the fixture of Gemini CLI', () => {
  test.each(RULES)('gemini %s (%s)', (_rule, file, ask, expected) => {
    expect(existsSync(path.join(FIXTURE, file))).toBe(true);
    expect(ask()).toEqual(expected);
  });

  test('gemini §1: backups, prompt history and tool outputs are not read', () => {
    const found = createFinder(roots)().files.map(({ file }) => path.relative(FIXTURE, file.path));
    expect(found.toSorted()).toEqual([DOCUMENT, LOG, RESUMED, SUB_LOG].toSorted());
  });

  test('nothing in it is at fault', () => {
    expect(logs.value(`SELECT sum(clamped_fields) FROM rollups`)).toBe(0);
    expect(logs.value(`SELECT count(*) FROM skipped WHERE reason <> 'duplicate'`)).toBe(0);
  });
});
