/** `npm run bench [-- NAME …]`: runs the measurements and prints each as a figure with its goals (PERFORMANCE.md of the design). */

import { existsSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { type Corpus, ensureCorpus } from './corpus.ts';
import { Bench, type Measure } from './harness/bench.ts';
import { formatTable, type Result, verdict } from './harness/result.ts';
import { append } from './measures/append.ts';
import { codexRead } from './measures/codex-read.ts';
import { coldRead } from './measures/cold-read.ts';
import { costQueries } from './measures/cost-queries.ts';
import { idleCpu, liveCpu } from './measures/cpu.ts';
import { cards, comparison, trends } from './measures/performance.ts';
import { reprice } from './measures/reprice.ts';
import { firstFrame, keyPress } from './measures/screen.ts';
import { trendQueries } from './measures/trend-queries.ts';
import { warmExport } from './measures/warm-export.ts';

const MEASURES: readonly Measure[] = [
  coldRead,
  codexRead,
  warmExport,
  firstFrame,
  append,
  idleCpu,
  liveCpu,
  keyPress,
  reprice,
  cards,
  comparison,
  trends,
  costQueries,
  trendQueries,
];
const DEFAULT_MEGABYTES = 1_000;
const SEED = 1;

process.exitCode = await main(process.argv.slice(2));

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !MEASURES.some((measure) => measure.name === name));
  const megabytes = Number(process.env.BENCH_MB ?? DEFAULT_MEGABYTES);
  if (unknown.length > 0 || !Number.isInteger(megabytes) || megabytes < 1) return usage(unknown);
  const bench = new Bench(once(() => ensureCorpus('.bench', megabytes, SEED)));
  if (!existsSync(bench.cli)) {
    process.stderr.write(`bench: ${bench.cli}: not there; run npm run build\n`);
    return 1;
  }
  describeMachine(megabytes);
  const chosen = MEASURES.filter((measure) => names.length === 0 || names.includes(measure.name));
  const { results, failures } = await runAll(bench, chosen);
  process.stdout.write(`\n${formatTable(results)}\n`);
  for (const failure of failures) process.stdout.write(`\nFAILED ${failure}\n`);
  const missed = results.filter((result) => verdict(result) === 'MISSED').length;
  process.stdout.write(
    `\n${results.length} figures, ${missed} missed, ${failures.length} measurements failed\n`,
  );
  return failures.length > 0 ? 1 : 0;
}

async function runAll(
  bench: Bench,
  measures: readonly Measure[],
): Promise<{ results: Result[]; failures: string[] }> {
  const results: Result[] = [];
  const failures: string[] = [];
  for (const measure of measures) {
    process.stdout.write(`${measure.name}: ${measure.about} …\n`);
    try {
      results.push(...(await measure.run(bench)));
    } catch (error) {
      failures.push(`${measure.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { results, failures };
}

function describeMachine(megabytes: number): void {
  const load = loadavg()[0]?.toFixed(1);
  process.stdout.write(
    `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load}; corpus ${megabytes} MB, seed ${SEED}.\n` +
      'Ratios and shares are the result; times are true of this run on this machine only.\n\n',
  );
}

function usage(unknown: readonly string[]): number {
  const list = MEASURES.map((measure) => `  ${measure.name.padEnd(12)} ${measure.about}`).join('\n');
  const problem =
    unknown.length > 0 ? `no measurement is called ${unknown.join(', ')}` : 'BENCH_MB must be a whole number';
  process.stderr.write(`bench: ${problem}; there are\n${list}\n`);
  return 2;
}

function once(make: () => Corpus): () => Corpus {
  let made: Corpus | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
