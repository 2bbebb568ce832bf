/** Where the simulated fleet plays: a private temporary folder with its own logs and database, removed at the end. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { SourceRoot } from '../domain/source.ts';
import { UserError } from '../domain/user-error.ts';
import { startDemo } from './demo/index.ts';

const DEFAULT_SEED = 1;

export interface DemoStage {
  /** The given settings with every place inside the stage. */
  readonly settings: Settings;
  readonly roots: readonly SourceRoot[];
  stop(): Promise<void>;
}

export async function openDemoStage(settings: Settings, seed: string | undefined): Promise<DemoStage> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-demo-'));
  const remove = (): void => removeFolder(folder);
  process.once('exit', remove);
  const demo = await startDemo({ seed: seedOf(seed), directory: folder, now: settings.now });
  return {
    settings: {
      ...settings,
      notice: 'demo: a simulated fleet, nothing here is yours (end it and start agentperf tui for your own)',
      databasePath: path.join(folder, 'agentperf.db'),
      alertsPath: path.join(folder, 'agent-alerts.jsonl'),
      sources: { named: demo.roots, discover: [], only: [] },
    },
    roots: demo.roots,
    stop: () => demo.stop(),
  };
}

function seedOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SEED;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError(
    'usage',
    null,
    `--seed ${text} is no whole number`,
    'write one like --seed 7',
    EXIT.usage,
  );
}

/** At the end the write side may still hold a file open; a rest that stays is in the temporary folder and private. */
function removeFolder(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Nothing of the user's is in there, and the run itself was fine.
  }
}

/** True when no place holds a file: nothing to watch. */
export function isEmpty(roots: readonly SourceRoot[]): boolean {
  return roots.every((root) => !holdsFile(root.path));
}

function holdsFile(place: string): boolean {
  try {
    if (!fs.statSync(place).isDirectory()) return true;
    return fs.readdirSync(place, { withFileTypes: true }).some((entry) => {
      return entry.isFile() || (entry.isDirectory() && holdsFile(path.join(place, entry.name)));
    });
  } catch {
    return false;
  }
}
