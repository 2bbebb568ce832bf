/** The machine as configuration sees it: environment, folders, zone, clock. The one place that asks the real one. */

import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import envPaths from 'env-paths';
import type { DiscoveryEnvironment } from '../domain/adapter.ts';
import { storedZone } from '../reading/stored-zone.ts';
import { canonicalZone } from './time-range.ts';

export interface Machine extends DiscoveryEnvironment {
  /** `$XDG_DATA_HOME/agentperf` and its like on other systems. */
  readonly dataFolder: string;
  /** `$XDG_CONFIG_HOME/agentperf`. */
  readonly configFolder: string;
  readonly timezone: string;
  /** Zone of the days of a database; null = none yet. */
  readonly storedZone: (databasePath: string) => string | null;
  readonly now: () => number;
}

export function thisMachine(): Machine {
  const home = os.homedir();
  const places = envPaths('agentperf', { suffix: '' });
  return {
    env: process.env,
    home,
    cwd: process.cwd(),
    platform: process.platform,
    dataFolder: absoluteOr(places.data, path.join(home, '.local', 'share', 'agentperf')),
    configFolder: absoluteOr(places.config, path.join(home, '.config', 'agentperf')),
    get timezone() {
      return machineZone();
    },
    storedZone,
    now: Date.now,
  };
}

/** Asked only where nobody else says a zone: the first question about zones takes 10 ms. */
function machineZone(): string {
  if (process.env.TZ === 'UTC') return 'UTC';
  return canonicalZone(new Intl.DateTimeFormat().resolvedOptions().timeZone ?? '') ?? 'UTC';
}

/** A relative XDG folder is invalid (XDG base directory specification) and would pick files from the working folder (S15). */
function absoluteOr(folder: string, fallback: string): string {
  return path.isAbsolute(folder) ? folder : fallback;
}
