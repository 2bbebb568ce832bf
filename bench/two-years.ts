/** Ten million calls of two years, with a task for each session: what the views of cost and trends are asked about. */

import { join } from 'node:path';
import { type Connection, openReader } from '../src/db/open.ts';
import { prepareDays } from '../src/db/prepare-days.ts';
import type { Bench } from './harness/bench.ts';
import { databaseOfRollups } from './money-database.ts';
import { addTasks } from './task-database.ts';

export const ZONE = 'Europe/Berlin';
const SPENDING = { days: 730, sessionsPerDay: 137, callsPerSession: 100 };
const COUNTED = ['rollups', 'tasks', 'period_sums', 'places'];

/** Open for reading, with its days cut in ZONE; says what it holds. `addMore` writes more into it first. The caller closes it. */
export function twoYears(
  bench: Bench,
  name: string,
  addMore: (db: Connection) => void = () => {},
): Connection {
  const file = join(bench.freshFolder(name), 'agentperf.db');
  const writer = databaseOfRollups(file, SPENDING);
  addMore(writer);
  addTasks(writer);
  const start = performance.now();
  prepareDays(writer, ZONE);
  const cutMs = performance.now() - start;
  const counts = COUNTED.map(
    (table) => `${writer.prepare(`SELECT count(*) FROM ${table}`).pluck().get()} ${table}`,
  );
  process.stdout.write(`  ${counts.join(', ')}; all days cut anew in ${(cutMs / 1000).toFixed(1)} s\n`);
  writer.close();
  return openReader(file, { busyTimeoutMs: 1_000 });
}
