import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ingestOnce } from '../../../../src/writing/ingest-once.ts';
import { Logs } from '../../../helpers/logs.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const started = { type: 'work_log', id: 'wl-1', bead_id: 'b', agent_id: 'a', at: '2026-03-02T10:00:00Z' };
const closed = {
  ...started,
  at: '2026-03-02T11:00:00Z',
  completed_at: '2026-03-02T11:00:00Z',
  quality_signal: 'passed',
};
const other = { ...started, id: 'wl-2' };

const file = (name: string) => path.join(logs.folder, 'ledgers', name);
const ingest = () =>
  ingestOnce(
    logs.options({ roots: [{ source: 'ledger', path: path.join(logs.folder, 'ledgers'), explicit: true }] }),
  );
const rows = () =>
  JSON.parse(
    logs.value<string>(
      `SELECT json_group_array(json_array(record_id, version, data)) FROM (SELECT * FROM ledger ORDER BY record_id)`,
    ) ?? '[]',
  );

it.each([
  ['one file', [['a.jsonl', started, closed, other]]],
  ['the newer version first', [['a.jsonl', closed, other, started]]],
  [
    'two files that share lines',
    [
      ['a.jsonl', started, other],
      ['b.jsonl', started, closed],
    ],
  ],
  [
    'two files, the other way round',
    [
      ['a.jsonl', started, closed],
      ['b.jsonl', started, other],
    ],
  ],
] as const)('ledger.md: the same id is one fact, the last write wins: %s', async (_how, files) => {
  for (const [name, ...lines] of files) {
    logs.append(file(name), lines);
    await ingest();
  }
  const version = (text: string) => Date.parse(text);
  expect(rows()).toEqual([
    [
      'wl-1',
      version(closed.at),
      JSON.stringify({ completed_at: '2026-03-02T11:00:00.000Z', quality_signal: 'passed' }),
    ],
    ['wl-2', version(other.at), '{}'],
  ]);
});

it('ledger.md: without a time too: what returns to an earlier content stands as the latest', async () => {
  const { at: _at, completed_at: _completed, ...untimed } = closed;
  const failed = { ...untimed, quality_signal: 'failed' };
  for (const lines of [[untimed, failed], [untimed]]) {
    logs.append(file('a.jsonl'), lines);
    await ingest();
  }
  expect(rows()).toMatchObject([['wl-1', expect.anything(), '{"quality_signal":"passed"}']]);
  await ingestOnce(logs.options({ rescan: true }));
  expect(rows()).toMatchObject([['wl-1', expect.anything(), '{"quality_signal":"passed"}']]);
});

it('the same line in two files is one record, and one copy that is known', async () => {
  logs.append(file('a.jsonl'), [started]);
  logs.append(file('b.jsonl'), [other, started]);
  expect(await ingest()).toMatchObject({ records: 2, duplicates: 1, problems: [] });
});

it('a hook line becomes evidence on the session it names', async () => {
  logs.append(file('a.jsonl'), [
    {
      type: 'session_status',
      session_id: 's',
      status: 'waiting',
      reason: 'permission',
      at: '2026-03-02T10:00:00Z',
    },
  ]);
  await ingest();
  const found = logs.value<string>(
    `SELECT session_id || ' ' || harness || ' ' || rung || ' ' || status || ' ' || reason FROM evidence JOIN sessions USING (session_key)`,
  );
  expect(found).toBe('s claude_code hook waiting permission');
});
