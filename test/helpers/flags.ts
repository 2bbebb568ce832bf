/** Flags and machines for tests of the command line. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Flags } from '../../src/commands/flags.ts';
import type { Machine } from '../../src/commands/machine.ts';

const NO_FLAGS: Flags = {
  logs: [],
  source: [],
  agent: [],
  department: [],
  project: [],
  model: [],
  harness: [],
  taskType: [],
  strict: false,
  color: true,
  debug: false,
  help: false,
  version: false,
  once: false,
  demo: false,
  demoIfEmpty: false,
  json: false,
  csv: false,
  ndjson: false,
  view: [],
  ingest: true,
  follow: false,
  rescan: false,
  print: false,
  quiet: false,
  identities: false,
};

export function flagsWith(flags: Partial<Flags>): Flags {
  return { ...NO_FLAGS, ...flags };
}

/** A machine whose every folder is inside a fresh temporary one. */
export function temporaryMachine(env: Record<string, string> = {}): Machine & { readonly folder: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-test-'));
  for (const name of ['home', 'cwd', 'data', 'config']) fs.mkdirSync(path.join(folder, name));
  return {
    folder,
    env,
    home: path.join(folder, 'home'),
    cwd: path.join(folder, 'cwd'),
    dataFolder: path.join(folder, 'data'),
    configFolder: path.join(folder, 'config'),
    platform: 'linux',
    timezone: 'Europe/Berlin',
    storedZone: () => null,
    now: () => Date.UTC(2026, 6, 1, 12),
  };
}
