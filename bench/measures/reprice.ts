/** Re-pricing: every call of an archive gets another price, sums moved with it. */

import { join } from 'node:path';
import { createRecorder } from '../../src/db/recorder.ts';
import { NOBODY } from '../../src/domain/identity.ts';
import { createPricer } from '../../src/metrics/cost.ts';
import { estimatedOutput } from '../../src/metrics/output-estimate.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import { atMost, type Result } from '../harness/result.ts';
import { databaseOfCalls } from '../money-database.ts';

const CALLS = 1_000_000;

export const reprice: Measure = {
  name: 'reprice',
  about: 'a million calls that all get another price',
  run: measure,
};

async function measure(bench: Bench): Promise<Result[]> {
  const file = join(bench.freshFolder('reprice'), 'agentperf.db');
  const db = databaseOfCalls(file, { days: 100, sessionsPerDay: 100, callsPerSession: CALLS / 10_000 });
  const pricer = createPricer();
  const recorder = createRecorder(db, {
    pricing: {
      price: pricer.price,
      estimateOutput: estimatedOutput,
      fingerprint: pricer.fingerprint,
      source: JSON.stringify(pricer.source()),
    },
    naming: pricer,
    alertId: () => '',
    observe: () => [],
    projectOf: () => null,
    shorten: (folder) => folder,
    expand: (folder) => folder,
    identify: () => NOBODY,
    keepTitles: true,
    keepPaths: true,
    now: () => 0,
    usageKinds: new Set(),
    timezone: 'UTC',
  });
  const start = performance.now();
  const cpuBefore = process.cpuUsage();
  let longest = 0;
  for (let before = start; recorder.reprice() !== null; before = performance.now())
    longest = Math.max(longest, performance.now() - before);
  const wallMs = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  const sum = (sql: string): number => db.prepare(sql).pluck().get() as number;
  const inRows = sum(`SELECT sum(cost) FROM model_calls`);
  if (inRows === 0 || inRows !== sum(`SELECT sum(cost) FROM rollups`))
    throw new Error('the sums do not agree');
  db.close();
  return [
    {
      figure: 're-pricing 1 M calls',
      value: wallMs,
      unit: 'ms',
      goal: atMost(5_000, 5_000),
      context: `${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of processor time, longest transaction ${longest.toFixed(0)} ms`,
    },
  ];
}
