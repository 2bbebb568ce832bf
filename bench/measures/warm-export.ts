/** Warm export: the question that a scanner answers by scanning again, asked of a database that is there. */

import type { Bench, Measure } from '../harness/bench.ts';
import { ccusage20, runRival } from '../harness/ccusage.ts';
import { interleave } from '../harness/interleave.ts';
import { atMost, type Result } from '../harness/result.ts';
import { runSuccessfully } from '../harness/run-command.ts';

const ROUNDS = 7;

export const warmExport: Measure = {
  name: 'warm-export',
  about: 'export --json --view models with nothing new to read, against a ccusage rescan',
  run: measure,
};

async function measure(bench: Bench): Promise<Result[]> {
  const folder = bench.freshFolder('warm-export');
  const env = bench.environment(folder, { CLAUDE_CONFIG_DIR: bench.corpus().claudeDirectory });
  await runSuccessfully(bench.command('ingest', '--once'), { env, cwd: folder });
  const ours = async (): Promise<number> =>
    (await runSuccessfully(bench.command('export', '--json', '--view', 'models'), { env, cwd: folder }))
      .wallMs;
  const rival = ccusage20(bench);
  const times =
    rival === null
      ? { ...(await interleave({ ours }, ROUNDS)), rival: null }
      : await interleave({ ours, rival: async () => (await runRival(bench, rival)).wallMs }, ROUNDS);
  return [
    {
      figure: 'warm export ÷ ccusage 20 rescan',
      value: times.rival === null ? null : times.ours / times.rival,
      unit: '×',
      goal: atMost(1 / 5, 1 / 10),
      context: `${times.ours.toFixed(0)} ms ours, ${times.rival === null ? 'no ccusage 20' : `${times.rival.toFixed(0)} ms ccusage 20`}`,
    },
  ];
}
