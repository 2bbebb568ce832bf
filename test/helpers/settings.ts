/** Loads settings on a temporary machine, for tests of the configuration. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { Flags } from '../../src/commands/flags.ts';
import { loadSettings, type Settings } from '../../src/config.ts';
import { UserError } from '../../src/domain/user-error.ts';
import { flagsWith, temporaryMachine } from './flags.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

export interface Given {
  readonly toml?: string;
  readonly env?: Record<string, string>;
  readonly flags?: Partial<Flags>;
  readonly words?: readonly string[];
}

/** A fresh machine with this configuration file and environment; removed after the test. */
export function machineOf(given: Given) {
  const machine = temporaryMachine(given.env);
  folders.push(machine.folder);
  if (given.toml !== undefined) fs.writeFileSync(path.join(machine.configFolder, 'config.toml'), given.toml);
  return machine;
}

export function load(given: Given): Settings {
  return loadSettings(flagsWith(given.flags ?? {}), machineOf(given), given.words);
}

/** The UserError that these settings give; any other outcome fails the test. */
export function failure(given: Given): UserError {
  try {
    load(given);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}
