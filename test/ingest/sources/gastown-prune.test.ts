/** A pruned event log, and an export that is rewritten, through the database: nothing counts twice, nothing is called lost. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ledgerRows } from '../../../src/db/queries/bead-ledger.ts';
import { TOAST, Town } from '../../db/queries/bead-town.ts';

let town: Town;
beforeEach(() => {
  town = new Town();
});
afterEach(() => town.remove());

const count = (sql: string): number => town.ask((db) => db.prepare(sql).pluck().get()) as number;
const EVENTS = `SELECT count(*) FROM events`;
const FACTS = `SELECT count(*) FROM ledger`;
const GAPS = `SELECT sum(gaps) FROM files`;

/** What `gt krc prune` does: the lines that stay are written beside and renamed. */
function prune(keep: (line: string) => boolean): void {
  const lines = fs
    .readFileSync(town.events, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && keep(line));
  fs.writeFileSync(`${town.events}.tmp`, `${lines.join('\n')}\n`);
  fs.renameSync(`${town.events}.tmp`, town.events);
}

/** Patrols every minute, and work between them; some lines are equal. */
function writeEvents(): void {
  for (let at = 0; at < 30; at++) {
    town.event(at, 'patrol_started', 'gastown/witness', { rig: 'gastown', polecat_count: 2 });
    if (at % 3 === 0) town.sling(at, `gt-${at}`, TOAST);
    if (at % 5 === 0)
      for (let n = 0; n < 3; n++)
        town.event(at, 'nudge', 'gastown/witness', { rig: 'gastown', target: 'Toast' });
  }
}

test('gastown §1: lines that vanish in pruning are neither counted again nor lost', async () => {
  writeEvents();
  await town.read();
  const [events, facts] = [count(EVENTS), count(FACTS)];
  expect(events).toBe(30 + 10 + 18);
  expect(facts).toBe(events);
  prune((line) => !line.includes('patrol'));
  expect(await town.read()).toMatchObject({ records: 0, skipped: 0, duplicates: 28, problems: [] });
  expect([count(EVENTS), count(FACTS), count(GAPS)]).toEqual([events, facts, 0]);
  town.sling(40, 'gt-40', TOAST);
  expect(await town.read()).toMatchObject({ records: 1, skipped: 0 });
  prune((line) => !line.includes('nudge'));
  town.sling(41, 'gt-41', TOAST);
  expect(await town.read()).toMatchObject({ records: 1, skipped: 0, problems: [] });
  expect([count(EVENTS), count(FACTS), count(GAPS)]).toEqual([events + 2, facts + 2, 0]);
});

test('gastown §1: pruned to nothing but what is new', async () => {
  writeEvents();
  await town.read();
  const events = count(EVENTS);
  prune(() => false);
  town.sling(50, 'gt-50', TOAST);
  await town.read();
  expect([count(EVENTS), count(GAPS)]).toEqual([events + 1, 0]);
});

test('beads §1: an export rewritten in another order revises one bead and counts no other again', async () => {
  const issue = (id: number, fields = {}) => ({
    ...{ id: `bd-${id}`, title: 't', status: 'open', created_at: '2026-03-02T09:00:00Z' },
    ...fields,
  });
  const rows = Array.from({ length: 50 }, (_, id) => issue(id));
  town.issues(...rows);
  expect(await town.read()).toMatchObject({ records: 50, problems: [] });
  rows[7] = issue(7, { status: 'closed', updated_at: '2026-03-02T10:00:00Z' });
  town.issues(...rows.toReversed());
  expect(await town.read()).toMatchObject({ records: 0, problems: [] });
  expect([count(EVENTS), count(`SELECT count(*) FROM ledger WHERE record_type = 'work_item'`)]).toEqual([
    50, 50,
  ]);
  const [item] = town.ask((db) => ledgerRows(db, 'work_item', 'task_id', ['bd-7']));
  expect(item?.data.status).toBe('closed');
});

test('half written: reported, the last good version kept, and read when it is whole', async () => {
  const line = '{"id":"bd-1","title":"t","status":"open","created_at":"2026-03-02T09:00:00Z"}\n';
  const file = path.join(town.beads, 'issues.jsonl');
  fs.mkdirSync(town.beads, { recursive: true });
  fs.writeFileSync(file, line);
  await town.read();
  fs.writeFileSync(file, line + line.replace('bd-1', 'bd-2').slice(0, 30));
  expect((await town.read()).problems).toMatchObject([
    { path: file, reason: expect.stringMatching(/cut off/) },
  ]);
  expect(count(FACTS)).toBe(1);
  fs.writeFileSync(file, line + line.replace('bd-1', 'bd-2'));
  expect(await town.read()).toMatchObject({ problems: [], records: 1 });
});

test('titles switched off: none is stored', async () => {
  town.issues({ id: 'bd-1', title: 'a word', status: 'open', created_at: '2026-03-02T09:00:00Z' });
  await town.read(town.roots(), { titles: false });
  const [item] = town.ask((db) => ledgerRows(db, 'work_item', 'task_id', ['bd-1']));
  expect(item?.data).toEqual({
    ...{ status: 'open', bead_kind: 'work', rig: 'bd', created_at: '2026-03-02T09:00:00.000Z' },
  });
});
