/** Every line of Bosun's own sample files, end to end; skipped where ../shared is absent. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ingestOnce } from '../../../src/writing/ingest-once.ts';
import { Logs } from '../../helpers/logs.ts';

const FOLDER = path.resolve('../shared/samples/loose/bosun');
const present = existsSync(FOLDER);
if (!present) console.warn('SKIPPED: sample files of Bosun (../shared/samples) not found');

/** Rows of a sample: lines, or the elements of its array. */
function rowsOf(name: string): unknown[] {
  const text = readFileSync(path.join(FOLDER, name), 'utf8');
  if (name.endsWith('.json')) return JSON.parse(text) as unknown[];
  return text.split('\n').filter((line) => line !== '');
}

describe.skipIf(!present)('loose/bosun', () => {
  const logs = new Logs();
  afterAll(() => logs.remove());
  const names = present ? readdirSync(FOLDER) : [];
  const roots = [
    { source: 'work-stream', path: FOLDER, explicit: true },
    { source: 'bosun', path: FOLDER, explicit: true },
  ] as const;

  it('every file is read, every line accounted for', async () => {
    const rows = names.reduce((sum, name) => sum + rowsOf(name).length, 0);
    expect(rows).toBeGreaterThan(50);
    expect(await ingestOnce(logs.options({ roots }))).toMatchObject({
      files: names.length,
      records: rows,
      skipped: 0,
      duplicates: 0,
      problems: [],
    });
    expect(await ingestOnce(logs.options({ roots }))).toMatchObject({ files: 0, records: 0 });
    expect(await ingestOnce(logs.options({ roots, rescan: true }))).toMatchObject({ records: 0, skipped: 0 });
  });

  it.each(names)('%s: its rows are records of its own file', (name) => {
    const file = path.join(FOLDER, name);
    const events = logs.value<number>(
      `SELECT count(*) FROM events JOIN files USING (lineage) WHERE path = '${file}'`,
    );
    expect(events).toBe(rowsOf(name).length);
  });

  it('errors are errors, metrics are totals of their attempts', () => {
    const of = (pattern: RegExp) =>
      names.filter((name) => pattern.test(name)).reduce((sum, name) => sum + rowsOf(name).length, 0);
    expect(logs.value<number>(`SELECT count(*) FROM errors`)).toBe(of(/errors/));
    expect(logs.value<number>(`SELECT sum(errors) FROM rollups`)).toBe(of(/errors/));
    // 9.99 dollars of the year 2000 stand in two files under two attempts.
    expect(logs.value<number>(`SELECT sum(reported_cost) FROM rollups`)).toBe(costOfMetrics());
  });

  function costOfMetrics(): number {
    const costs = names
      .filter((name) => name.endsWith('metrics-sample.jsonl') || name.endsWith('__metrics.jsonl'))
      .flatMap((name) => rowsOf(name).map((row) => JSON.parse(row as string).metrics.cost_usd as number));
    return Math.round(costs.reduce((sum, cost) => sum + cost * 1e6, 0));
  }
});
