/** The programs to compare with, from npm: installed once under `.bench/`, and said loudly where they cannot be had. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenTruth } from '../corpus/truth.ts';
import type { Bench } from './bench.ts';
import { type CommandRun, runSuccessfully } from './run-command.ts';

export interface Rival {
  readonly version: string;
  readonly command: readonly string[];
}

/** ccusage 20, run as its native program: without the few ms that its Node wrapper would add. */
export function ccusage20(bench: Bench): Rival | null {
  const folder = install(bench, 'ccusage', '20.0.24');
  if (folder === null) return null;
  const scope = join(folder, 'node_modules', '@ccusage');
  const platform = existsSync(scope) ? readdirSync(scope)[0] : undefined;
  if (platform === undefined)
    return unavailable('20.0.24', `no build for ${process.platform} ${process.arch}`);
  const program = join(scope, platform, 'bin', process.platform === 'win32' ? 'ccusage.exe' : 'ccusage');
  return { version: '20.0.24', command: [program, 'claude', 'session', '--json', '--offline'] };
}

/** ccusage 18, the JavaScript one. */
export function ccusage18(bench: Bench): Rival | null {
  const folder = install(bench, 'ccusage18', '18');
  if (folder === null) return null;
  const program = join(folder, 'node_modules', 'ccusage', 'dist', 'index.js');
  if (!existsSync(program)) return unavailable('18', 'its program is not where it was');
  return { version: '18', command: [process.execPath, program, 'session', '--json', '--offline'] };
}

/** Reads the whole corpus once. */
export function runRival(bench: Bench, rival: Rival): Promise<CommandRun> {
  const folder = join(bench.root, 'run', 'rival');
  mkdirSync(folder, { recursive: true });
  const env = bench.environment(folder, { CLAUDE_CONFIG_DIR: bench.corpus().claudeDirectory });
  return runSuccessfully(rival.command, { env, cwd: folder });
}

/** The four sums that ccusage reports. */
export function rivalTotals(
  run: CommandRun,
): Pick<TokenTruth, 'input' | 'output' | 'cache_creation' | 'cache_read'> {
  const { totals } = JSON.parse(run.stdout) as { totals: Record<string, number> };
  return {
    input: totals.inputTokens ?? Number.NaN,
    output: totals.outputTokens ?? Number.NaN,
    cache_creation: totals.cacheCreationTokens ?? Number.NaN,
    cache_read: totals.cacheReadTokens ?? Number.NaN,
  };
}

function install(bench: Bench, name: string, version: string): string | null {
  const folder = join(bench.root, name);
  if (existsSync(join(folder, 'node_modules', 'ccusage'))) return folder;
  mkdirSync(folder, { recursive: true });
  const npm = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', `ccusage@${version}`],
    {
      encoding: 'utf8',
    },
  );
  if (npm.status === 0) return folder;
  return unavailable(version, npm.stderr?.trim().split('\n').at(-1) ?? 'npm could not be started');
}

function unavailable(version: string, why: string): null {
  process.stdout.write(
    `\n!!! ccusage@${version} cannot be had here (${why}): NOTHING IS COMPARED WITH IT\n\n`,
  );
  return null;
}
