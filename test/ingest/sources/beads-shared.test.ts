/** Exports and backups of real repositories; skipped where ../shared is absent. Counts are made straight from the files. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileReports } from '../../../src/db/queries/accounting.ts';
import { isRejection } from '../../../src/domain/event.ts';
import { beadsAdapter } from '../../../src/ingest/sources/beads.ts';
import { ADAPTERS } from '../../../src/ingest/sources/registry.ts';
import { Town } from '../../db/queries/bead-town.ts';
import { type Fields, factsOf, ofType, readDocument, tally } from './gastown-lines.ts';

const SAMPLES = path.resolve('../shared/samples');
const FOLDERS = [path.join(SAMPLES, 'gastown'), path.join(SAMPLES, 'beads')];
const hasSamples = FOLDERS.every((folder) => existsSync(folder));
if (!hasSamples)
  console.warn(
    'SKIPPED: samples of beads (../shared/samples) not found; the adapter is not checked against them',
  );

const files = (hasSamples ? FOLDERS : []).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => path.join(folder, name)),
);
const rowsOf = (file: string): Fields[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const isIssue = (row: Fields): boolean => 'title' in row && 'issue_type' in row;
const isEvent = (row: Fields): boolean => 'event_type' in row;
const textOf = (row: Fields): string => String(row.description ?? '');
const labelsOf = (row: Fields): string[] => (row.labels ?? []) as string[];

const towns: Town[] = [];
const newTown = (): Town => {
  const town = new Town();
  towns.push(town);
  return town;
};
afterAll(() => {
  for (const town of towns) town.remove();
});

describe.skipIf(!hasSamples)('real beads', () => {
  it.each(files.map((file) => [path.relative(SAMPLES, file), file]))(
    '%s is what its lines say',
    (_, file) => {
      const content = readFileSync(file);
      const rows = rowsOf(file);
      expect(
        ADAPTERS.filter((one) => one.recognises(file, content.subarray(0, 65_536))).map(({ id }) => id),
      ).toEqual(['beads']);
      const { records, saved } = readDocument(content);
      const results = records.map(({ result }) => result);
      const facts = factsOf(results);
      expect(results.filter(isRejection)).toEqual([]);
      expect(results).toHaveLength(rows.length);
      expect(results.every((result) => !isRejection(result) && result.clampedFields === 0)).toBe(true);
      expect(Object.keys(tally(results)).filter((kind) => kind.startsWith('other:'))).toEqual([]);
      expect(readDocument(content, saved).records).toEqual([]);

      const issues = rows.filter(isIssue);
      const items = ofType(facts, 'work_item');
      const closed = (row: Fields): boolean => row.status === 'closed';
      expect(items).toHaveLength(issues.length);
      expect(items.filter(({ data }) => closed(data))).toHaveLength(issues.filter(closed).length);
      expect(items.filter(({ data }) => data.closed_at !== undefined)).toHaveLength(
        issues.filter((row) => typeof row.closed_at === 'string' && row.closed_at !== '').length,
      );
      expect(ofType(facts, 'escalation')).toHaveLength(
        issues.filter((row) => labelsOf(row).includes('gt:escalation') || /^escalated_by:/m.test(textOf(row)))
          .length,
      );
      const changes = ofType(facts, 'work_item_event');
      for (const type of ['created', 'closed', 'reopened'])
        expect(
          changes.filter(({ data }) => data.event === type),
          type,
        ).toHaveLength(rows.filter((row) => isEvent(row) && row.event_type === type).length);
      expect(new Set(changes.map(({ recordId }) => recordId)).size).toBe(changes.length);
    },
  );

  it('through the database every line of every file is accounted for', async () => {
    const town = newTown();
    const roots = FOLDERS.map((folder) => ({ source: 'beads' as const, path: folder, explicit: true }));
    expect((await town.read(roots)).problems).toEqual([]);
    const reports = town.ask(fileReports);
    console.log(
      [
        '',
        'accepted other rejected  file',
        ...reports.map(({ path: file, accepted, other, skippedByReason }) => {
          const rejected = [...skippedByReason].map(([reason, n]) => `${reason} ${n}`).join(', ') || '0';
          return `${String(accepted).padStart(8)} ${String(other).padStart(5)} ${rejected.padStart(8)}  ${path.relative(SAMPLES, file)}`;
        }),
      ].join('\n'),
    );
    expect(reports.map(({ path: file }) => file).sort()).toEqual([...files].sort());
    for (const { path: file, accepted, skippedByReason } of reports) {
      expect(accepted, file).toBe(rowsOf(file).length);
      expect([...skippedByReason], file).toEqual([]);
    }
    const ids = new Set(
      files
        .flatMap(rowsOf)
        .filter(isIssue)
        .map(({ id }) => id),
    );
    const stored = town.ask((db) =>
      db.prepare(`SELECT count(*) FROM ledger WHERE record_type = 'work_item'`).pluck().get(),
    );
    expect(stored).toBe(ids.size);
  });

  it('the three exports of one repository end in the same rows, in any order', async () => {
    const exports = files.filter((file) => /steveyegge__beads__issues/.test(file));
    expect(exports).toHaveLength(3);
    const outcomes: unknown[] = [];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const town = newTown();
      for (const index of order)
        await town.read([{ source: 'beads', path: exports[index] as string, explicit: true, forced: true }]);
      outcomes.push(
        town.ask((db) =>
          db
            .prepare(
              `SELECT record_type, record_id, version, at, agent, task_id, session_id, flags, data FROM ledger ORDER BY record_type, record_id`,
            )
            .all(),
        ),
      );
    }
    expect((outcomes[0] as unknown[]).length).toBeGreaterThan(600);
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
  });

  it('no e-mail address and no text of a bead is kept', () => {
    const stored = files.flatMap((file) =>
      readDocument(readFileSync(file)).records.map(({ result }) => result),
    );
    const text = JSON.stringify(stored);
    expect(text).not.toContain('@example.com');
    const titles = new Set(factsOf(stored).map(({ data }) => data.title));
    const long = files
      .flatMap(rowsOf)
      .flatMap((row) => [row.description, row.close_reason, row.notes, row.text]);
    const leaked = long.filter(
      (words) => typeof words === 'string' && words.length > 40 && text.includes(words) && !titles.has(words),
    );
    expect(leaked).toEqual([]);
    expect(beadsAdapter.yields).toContain('tasks');
  });
});
