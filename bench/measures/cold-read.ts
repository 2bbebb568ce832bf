/** Cold read: everything from the logs into a fresh database, against programs that only scan. */

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Measure } from '../harness/bench.ts';
import { ccusage18, ccusage20, type Rival, rivalTotals, runRival } from '../harness/ccusage.ts';
import { interleave } from '../harness/interleave.ts';
import { atLeast, atMost, type Result } from '../harness/result.ts';
import { type CommandRun, runSuccessfully } from '../harness/run-command.ts';
import { verifyEqual } from '../harness/verify.ts';

const ROUNDS = 5;
const MEGABYTE = 1_000_000;

export const coldRead: Measure = {
  name: 'cold-read',
  about: 'ingest --once into a fresh database, against ccusage',
  run: measure,
};

async function measure(bench: Bench): Promise<Result[]> {
  const folder = bench.freshFolder('cold-read');
  const runs: CommandRun[] = [];
  const ours = async (): Promise<number> => {
    removeDatabase(folder);
    const run = await ingest(bench, folder);
    runs.push(run);
    return run.wallMs;
  };
  const rival = ccusage20(bench);
  const times = rival === null ? { ours: await soloTime(ours), rival: null } : await race(bench, rival, ours);
  await verifyTotals(bench, folder);
  const peak = Math.max(...runs.map((run) => run.peakRssBytes ?? Number.NaN)) / MEGABYTE;
  return [
    {
      figure: 'cold read ÷ ccusage 20 scan',
      value: times.rival === null ? null : times.ours / times.rival,
      unit: '×',
      goal: atMost(1.5, 1),
      context: `${seconds(times.ours)} ours, ${times.rival === null ? 'no ccusage 20' : `${seconds(times.rival)} ccusage 20`}; totals exact`,
    },
    {
      figure: 'peak memory of the cold read',
      value: Number.isNaN(peak) ? null : peak,
      unit: 'MB',
      goal: atMost(200, 160),
      context: `highest of ${runs.length} runs`,
    },
    await againstJavaScript(bench, times.ours),
    await readStream(bench),
  ];
}

async function race(
  bench: Bench,
  rival: Rival,
  ours: () => Promise<number>,
): Promise<{ ours: number; rival: number }> {
  const theirs = async (): Promise<number> => {
    const run = await runRival(bench, rival);
    const { input, output, cache_creation, cache_read } = bench.corpus().claude.tokens;
    verifyEqual(`ccusage ${rival.version}`, rivalTotals(run), { input, output, cache_creation, cache_read });
    return run.wallMs;
  };
  return interleave({ ours, rival: theirs }, ROUNDS);
}

async function soloTime(ours: () => Promise<number>): Promise<number> {
  return (await interleave({ ours }, ROUNDS)).ours;
}

/** ccusage 18 keeps the first row of a call, so its totals are not held against the truth. */
async function againstJavaScript(bench: Bench, oursMs: number): Promise<Result> {
  const rival = ccusage18(bench);
  const theirsMs = rival === null ? null : (await runRival(bench, rival)).wallMs;
  return {
    figure: 'times faster than ccusage 18',
    value: theirsMs === null ? null : theirsMs / oursMs,
    unit: '×',
    goal: atLeast(12, 20),
    context: theirsMs === null ? 'no ccusage 18' : `${seconds(theirsMs)} ccusage 18, one run`,
  };
}

function ingest(bench: Bench, folder: string): Promise<CommandRun> {
  const env = bench.environment(folder, { CLAUDE_CONFIG_DIR: bench.corpus().claudeDirectory });
  return runSuccessfully(bench.command('ingest', '--once'), { env, cwd: folder });
}

async function verifyTotals(bench: Bench, folder: string): Promise<void> {
  const env = bench.environment(folder);
  const command = bench.command('export', '--json', '--no-ingest', '--view', 'totals', '--view', 'models');
  const { totals, models } = JSON.parse((await runSuccessfully(command, { env, cwd: folder })).stdout);
  const { files, bytes, lines, duplicates, calls_by_model, ...expected } = bench.corpus().claude;
  verifyEqual(`ingest of ${files} files, ${bytes} bytes, ${lines} lines`, totals, expected);
  verifyEqual('copied rows', totals.skipped_by_reason, { duplicate: duplicates });
  const calls = new Map<string, number>();
  for (const row of models as { models: string[]; model_calls: number; task_type: string | null }[])
    if (row.task_type === null)
      calls.set(row.models.join('+'), (calls.get(row.models.join('+')) ?? 0) + row.model_calls);
  verifyEqual('calls by model', Object.fromEntries(calls), calls_by_model);
}

/** The stream has no rival; its rate is shown, and its totals are verified. */
async function readStream(bench: Bench): Promise<Result> {
  const folder = bench.freshFolder('cold-read-stream');
  const { streamDirectory, stream } = bench.corpus();
  const env = bench.environment(folder);
  const command = bench.command('ingest', '--once', streamDirectory);
  const { ours } = await interleave(
    {
      ours: async () => {
        removeDatabase(folder);
        return (await runSuccessfully(command, { env, cwd: folder })).wallMs;
      },
    },
    3,
  );
  const view = bench.command('export', '--json', '--no-ingest', '--view', 'totals');
  const { totals } = JSON.parse((await runSuccessfully(view, { env, cwd: folder })).stdout);
  const { bytes, unclassified, ...expected } = stream;
  verifyEqual('ingest of the work stream', totals, { ...expected, tokens: { unclassified } });
  return {
    figure: 'wrong totals of the work stream',
    value: 0,
    unit: 'wrong',
    goal: atMost(0, 0),
    context: `${(bytes / MEGABYTE).toFixed(0)} MB in ${seconds(ours)}; session files counted once`,
  };
}

function removeDatabase(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith('agentperf.db')) rmSync(join(folder, name), { force: true });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
