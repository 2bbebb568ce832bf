/** Sub-agents of sub-agents hang under the whole path to them (DATA.md 2), whatever order their files are read in. */

import fs from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodexHome } from './home.ts';
import { zstdOf } from './zstd.ts';

let home: CodexHome;
beforeEach(() => {
  home = new CodexHome();
});
afterEach(() => home.logs.remove());

const DAY = Date.UTC(2026, 2, 3, 23, 59);
/** A uuid of version 7, made at a time. */
const thread = (at: number, n: number) => {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-00000000000${n}`;
};
const [ROOT, MID, LOW, DEEP] = [0, 1, 2, 3].map((n) => thread(DAY + n * 60_000, n)) as [
  string,
  string,
  string,
  string,
];

/** Writes a rollout of one row; its folder is that of its day. */
function write(id: string, at: number, parent: string | null, depth: number, folder?: string): void {
  const [day = ''] = new Date(at).toISOString().split('T');
  const place = folder ?? `sessions/${day.replaceAll('-', '/')}`;
  const timestamp = new Date(at).toISOString();
  const source =
    parent === null ? 'cli' : { subagent: { thread_spawn: { parent_thread_id: parent, depth } } };
  const payload = {
    id,
    timestamp,
    cwd: '/w',
    cli_version: '0.150.0',
    source,
    base_instructions: 'x'.repeat(40_000),
  };
  fs.writeFileSync(
    home.at(`${place}/rollout-${timestamp.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`),
    `${JSON.stringify({ timestamp, type: 'session_meta', payload })}\n`,
  );
}

const ids = () => [ROOT, `${ROOT}/${MID}`, `${ROOT}/${MID}/${LOW}`, `${ROOT}/${MID}/${LOW}/${DEEP}`];
const sessions = () =>
  JSON.parse(
    home.logs.value<string>(
      `SELECT json_group_array(json_array(session_id, parent_id)) FROM (SELECT * FROM sessions ORDER BY length(session_id))`,
    ) ?? '[]',
  );

test.each([
  ['in one pass', false, undefined],
  ['the deepest first', true, undefined],
  ['archived', false, 'archived_sessions'],
])('three levels down: %s', async (_how, isDeepFirst, folder) => {
  const all = [
    () => write(ROOT, DAY, null, 0, folder),
    () => write(MID, DAY + 60_000, ROOT, 1, folder),
    () => write(LOW, DAY + 120_000, MID, 2),
    () => write(DEEP, DAY + 180_000, LOW, 3),
  ];
  for (const one of all) one();
  if (isDeepFirst)
    for (const id of [DEEP, LOW, MID]) {
      const name = fs
        .readdirSync(home.folder, { recursive: true, encoding: 'utf8' })
        .find((one) => one.includes(id));
      const now = new Date();
      fs.utimesSync(`${home.folder}/${name}`, now, now);
      await home.ingest();
    }
  await home.ingest();
  expect(sessions()).toEqual(ids().map((id, level) => [id, level === 0 ? null : ids()[level - 1]]));
});

test('a parent that was compressed before its child is read is found', async () => {
  write(ROOT, DAY, null, 0);
  write(MID, DAY + 60_000, ROOT, 1);
  write(LOW, DAY + 120_000, MID, 2);
  for (const name of fs.readdirSync(home.folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.jsonl')) continue;
    const rollout = `${home.folder}/${name}`;
    fs.writeFileSync(`${rollout}.zst`, zstdOf(fs.readFileSync(rollout)));
    fs.rmSync(rollout);
  }
  write(DEEP, DAY + 180_000, LOW, 3);
  await home.ingest();
  expect(sessions()).toEqual(ids().map((id, level) => [id, level === 0 ? null : ids()[level - 1]]));
});

test('a parent whose rollout comes later is found by the children that follow', async () => {
  write(DEEP, DAY + 180_000, LOW, 3);
  await home.ingest();
  expect(sessions()).toEqual([[`${LOW}/${DEEP}`, LOW]]);
  write(LOW, DAY + 120_000, ROOT, 1);
  write(thread(DAY + 240_000, 4), DAY + 240_000, LOW, 3);
  await home.ingest();
  expect(sessions().at(-1)[1]).toBe(`${ROOT}/${LOW}`);
});

test('a parent whose rollout is gone is named as the child names it', async () => {
  write(DEEP, DAY, LOW, 3);
  await home.ingest();
  expect(sessions()).toEqual([[`${LOW}/${DEEP}`, LOW]]);
});

test('threads that name each other as parents end', async () => {
  write(LOW, DAY, DEEP, 3);
  write(DEEP, DAY, LOW, 3);
  await home.ingest();
  expect(sessions()).toHaveLength(2);
});
