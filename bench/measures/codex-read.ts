/** Cold read of Codex rollouts into a fresh database, against a program that only scans them. */

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CodexCorpus, ensureCodexCorpus } from '../corpus/codex-files.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import { ccusage20, type Rival, rivalTotals } from '../harness/ccusage.ts';
import { interleave } from '../harness/interleave.ts';
import { atMost, type Result } from '../harness/result.ts';
import { type CommandRun, runSuccessfully } from '../harness/run-command.ts';
import { verifyEqual } from '../harness/verify.ts';

const ROUNDS = 5;
const MEGABYTE = 1_000_000;
const DEFAULT_MEGABYTES = 1_000;
const SEED = 1;

export const codexRead: Measure = {
  name: 'codex-read',
  about: 'ingest --once of Codex rollouts into a fresh database, against ccusage codex',
  run: measure,
};

async function measure(bench: Bench): Promise<Result[]> {
  const corpus = ensureCodexCorpus(bench.root, Number(process.env.BENCH_MB ?? DEFAULT_MEGABYTES), SEED);
  const folder = bench.freshFolder('codex-read');
  const runs: CommandRun[] = [];
  const ours = async (): Promise<number> => {
    removeDatabase(folder);
    const env = bench.environment(folder, { CODEX_HOME: corpus.home });
    const run = await runSuccessfully(bench.command('ingest', '--once'), { env, cwd: folder });
    runs.push(run);
    return run.wallMs;
  };
  const rival = ccusage20(bench);
  const scan = rival === null ? null : scanner(bench, rival, corpus);
  const times =
    scan === null
      ? { ours: (await interleave({ ours }, ROUNDS)).ours, rival: null }
      : await interleave({ ours, rival: scan.run }, ROUNDS);
  await verifyTotals(bench, folder, corpus);
  const peak = Math.max(...runs.map((run) => run.peakRssBytes ?? Number.NaN)) / MEGABYTE;
  return [
    {
      figure: 'cold read of Codex ÷ ccusage 20 scan',
      value: times.rival === null ? null : times.ours / times.rival,
      unit: '×',
      goal: atMost(4, 2),
      context: `${seconds(times.ours)} ours, ${times.rival === null ? 'no ccusage 20' : `${seconds(times.rival)} ccusage 20`}; totals exact${scan === null ? '' : `, its are ${scan.excess()}`}`,
    },
    {
      figure: 'peak memory of the cold read of Codex',
      value: Number.isNaN(peak) ? null : peak,
      unit: 'MB',
      goal: atMost(200, 160),
      context: `highest of ${runs.length} runs`,
    },
  ];
}

/** ccusage counts replayed history again where timestamps were rewritten, so its totals are shown, not held against the truth. */
function scanner(bench: Bench, rival: Rival, { home, truth }: CodexCorpus) {
  const folder = join(bench.root, 'run', 'rival-codex');
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  const command = [rival.command[0] as string, 'codex', 'session', '--json', '--offline'];
  let output = Number.NaN;
  return {
    async run(): Promise<number> {
      const env = bench.environment(folder, { CODEX_HOME: home });
      const run = await runSuccessfully(command, { env, cwd: folder });
      output = rivalTotals(run).output;
      return run.wallMs;
    },
    excess: (): string => `${(output / truth.tokens.output).toFixed(3)} × the true output`,
  };
}

async function verifyTotals(bench: Bench, folder: string, { truth }: CodexCorpus): Promise<void> {
  const env = bench.environment(folder);
  const command = bench.command('export', '--json', '--no-ingest', '--view', 'totals', '--view', 'models');
  const { totals, models } = JSON.parse((await runSuccessfully(command, { env, cwd: folder })).stdout);
  const { bytes, calls_by_model, files, ...expected } = truth;
  verifyEqual(`ingest of ${files} rollouts, ${bytes} bytes`, totals, expected);
  const calls = new Map<string, number>();
  for (const row of models as { models: string[]; model_calls: number; task_type: string | null }[])
    if (row.task_type === null)
      calls.set(row.models.join('+'), (calls.get(row.models.join('+')) ?? 0) + row.model_calls);
  verifyEqual('calls by model', Object.fromEntries(calls), calls_by_model);
}

function removeDatabase(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith('agentperf.db')) rmSync(join(folder, name), { force: true });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
