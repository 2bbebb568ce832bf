/** `agentperf db`: where the database is, whether it is sound, and making it again from what it holds and from the logs. */

import fs from 'node:fs';
import process from 'node:process';
import { loadSettings, type Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import { noun } from '../domain/noun.ts';
import { safeText } from '../domain/safe-text.ts';
import { UserError } from '../domain/user-error.ts';
import { checkDatabase, ingestOnce, rebuildDatabase } from '../monitor.ts';
import type { Arguments } from './flags.ts';
import { summaryLine } from './ingest-text.ts';
import { thisMachine } from './machine.ts';
import { monitorOptions, sourceRoots } from './monitor-options.ts';

type Action = (settings: Settings) => Promise<void>;

const ACTIONS = new Map<string | undefined, Action>([
  ['path', async (settings) => print(settings.databasePath)],
  ['check', check],
  ['rebuild', rebuild],
]);

const SQLITE_HEADER = 'SQLite format 3\u0000';

export async function run(call: Arguments): Promise<number> {
  const settings = loadSettings(call.flags, thisMachine());
  await ACTIONS.get(call.words[0])?.(settings);
  return EXIT.ok;
}

async function check({ databasePath }: Settings): Promise<void> {
  refuseMissing(databasePath);
  const damage = await checkDatabase(databasePath);
  if (damage.length === 0) return print(`${databasePath}: sound`);
  throw new UserError(
    'database',
    databasePath,
    `damaged (${damage[0]})`,
    'run agentperf db rebuild; the file was left as it is',
    EXIT.databaseUnusable,
  );
}

async function rebuild(settings: Settings): Promise<void> {
  refuseMissing(settings.databasePath);
  refuseOtherFile(settings.databasePath);
  const roots = sourceRoots(settings);
  const { kept, salvagedFrom, tables } = await rebuildDatabase(settings.databasePath, roots, settings.prices);
  print(`the old file is kept as ${kept}`);
  print(
    salvagedFrom === null ? 'nothing of it could be read' : `kept from ${salvagedFrom}: ${rowsOf(tables)}`,
  );
  print(summaryLine(await ingestOnce(monitorOptions(settings))));
}

/** `1,204 rows of 15 tables; events, sessions were damaged`. */
function rowsOf(tables: readonly { table: string; rows: number; damaged: boolean }[]): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const damaged = tables.filter((table) => table.damaged).map((table) => table.table);
  const held = `${rows.toLocaleString('en-US')} ${noun(rows, 'row')} of ${tables.length} ${noun(tables.length, 'table')}`;
  return damaged.length === 0 ? held : `${held}; damaged: ${damaged.join(', ')}`;
}

/** A text file that somebody named by mistake is not turned into a database. */
function refuseOtherFile(databasePath: string): void {
  const head = Buffer.alloc(SQLITE_HEADER.length);
  const file = fs.openSync(databasePath, 'r');
  fs.readSync(file, head, 0, head.length, 0);
  fs.closeSync(file);
  if (head.toString('latin1') === SQLITE_HEADER || databasePath.endsWith('.db')) return;
  throw new UserError(
    'database',
    databasePath,
    'not a database',
    "name agentperf's own with --db",
    EXIT.databaseUnusable,
  );
}

function refuseMissing(databasePath: string): void {
  if (fs.existsSync(databasePath)) return;
  throw new UserError(
    'database',
    databasePath,
    'there is none yet',
    'run agentperf ingest first',
    EXIT.failure,
  );
}

function print(text: string): void {
  process.stdout.write(`${safeText(text)}\n`);
}
