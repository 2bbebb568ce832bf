/** What every measurement is given: the program under test, its private environment, and the corpus. */

import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Corpus } from '../corpus.ts';
import type { Result } from './result.ts';

/** One measurement; `npm run bench -- NAME` runs it alone. */
export interface Measure {
  readonly name: string;
  readonly about: string;
  /** Throws when a figure cannot be trusted (wrong totals, a program that fails). */
  readonly run: (bench: Bench) => Promise<Result[]>;
}

export class Bench {
  /** Everything the benchmarks write: `.bench/` of the project. */
  readonly root = resolve('.bench');
  /** `AGENTPERF_TEST_CLI` puts another build or a stand-in in the program's place, to try the harness itself. */
  readonly cli = resolve(process.env.AGENTPERF_TEST_CLI ?? 'dist/cli.js');

  constructor(readonly corpus: () => Corpus) {}

  /** The command line of the program under test. */
  command(...parameters: string[]): string[] {
    return [process.execPath, this.cli, ...parameters];
  }

  /** An empty folder for one measurement. */
  freshFolder(name: string): string {
    const folder = join(this.root, 'run', name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Where programs run: a home without anything in it but what `extra` names. */
  environment(folder: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const home = join(folder, 'home');
    mkdirSync(home, { recursive: true });
    return {
      PATH: process.env.PATH,
      HOME: home,
      XDG_DATA_HOME: join(home, 'data'),
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_CACHE_HOME: join(home, 'cache'),
      AGENTPERF_DB: join(folder, 'agentperf.db'),
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      // No CI here, not even an empty one: Ink would be mute.
      ...extra,
    };
  }
}
