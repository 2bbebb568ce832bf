#!/usr/bin/env node
/** The command line: help, version, commands, exit codes. The only reader of argv; a command's code is loaded when it is called. */

import fs from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import meow from 'meow';
import {
  checkedWords,
  type FlagKinds,
  flagValues,
  knownCommand,
  merged,
  type RawFlags,
  refuseBareLists,
  refuseUnknown,
  usageError,
} from './commands/check-arguments.ts';
import { crash, endProcess, guardProcess } from './commands/crash.ts';
import {
  type Arguments,
  COMMAND_NAMES,
  COMMANDS,
  COMMON_FLAGS,
  type CommandModule,
  type CommandName,
  type CommandSpec,
} from './commands/flags.ts';
import { commandHelp, HELP } from './commands/help.ts';
import { EXIT } from './domain/exit-codes.ts';
import { VERSION } from './version.ts';

/** Loaded one by one, so that export, ingest and `--once` never wait for Ink, and `--help` for nothing. */
const MODULES: Readonly<Record<CommandName, () => Promise<CommandModule>>> = {
  tui: () => import('./commands/tui.ts'),
  export: () => import('./commands/export.ts'),
  ingest: () => import('./commands/ingest.ts'),
  watch: () => import('./commands/watch.ts'),
  emit: () => import('./commands/emit.ts'),
  doctor: () => import('./commands/doctor.ts'),
  db: () => import('./commands/db.ts'),
};

/** Parses a command line (without `node` and the script). Throws UserError (exit 2) for anything that is not in the tables. */
export function parseArguments(argv: readonly string[]): Arguments {
  const outer = readFlags(argv, { ...COMMON_FLAGS, ...COMMANDS.tui.flags }, true);
  const command = knownCommand(outer.command ?? 'tui');
  const spec: CommandSpec = COMMANDS[command];
  const kinds: FlagKinds = { ...COMMON_FLAGS, ...spec.flags };
  const inner = readFlags(outer.rest, kinds, false);
  refuseBareLists(argv, kinds);
  const given = merged(outer.flags, inner.flags, kinds);
  for (const [key, value] of given) refuseUnknown(key, value, kinds, command);
  const words = checkedWords(command, spec, inner.rest, given.has('help'));
  return { command, implied: outer.command === undefined, words, flags: flagValues(given, kinds) };
}

/**
 * One level of the command line. Words alone need no parser, which takes a tenth of the time to the first frame. meow ends the process
 * with its own help page for an unknown command, so every word is let through as a command here and answered with the nearest name instead.
 */
function readFlags(
  argv: readonly string[],
  kinds: FlagKinds,
  withCommand: boolean,
): { command: string | undefined; rest: string[]; flags: RawFlags } {
  const words = argv.filter((word) => /^[^\s-]\S*$/.test(word));
  if (words.length === argv.length) {
    const behind = withCommand ? 1 : 0;
    return { command: withCommand ? words[0] : undefined, rest: words.slice(behind), flags: new Map() };
  }
  const options = {
    importMeta: import.meta,
    pkg: { name: 'agentperf', version: VERSION },
    description: false,
    help: HELP,
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    argv: [...argv],
    flags: meowFlags(kinds),
    ...(withCommand ? { commands: [...COMMAND_NAMES, ...words] } : {}),
  } as const;
  try {
    const { command, input, flags } = meow(options as Parameters<typeof meow>[0]);
    const entries = Object.entries(flags as Record<string, unknown>).filter(
      ([, value]) => !(Array.isArray(value) && value.length === 0),
    );
    return { command: command as string | undefined, rest: input as string[], flags: new Map(entries) };
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error), 'see agentperf --help');
  }
}

function meowFlags(kinds: FlagKinds): Record<string, { type: 'string' | 'boolean'; isMultiple?: true }> {
  return Object.fromEntries(
    Object.entries(kinds).map(([key, kind]) => {
      if (kind === 'list') return [key, { type: 'string', isMultiple: true }];
      return [key, { type: kind === 'text' ? 'string' : 'boolean' }];
    }),
  );
}

/** Runs one command line and answers with the exit code; throws what a command throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const first = argv.findIndex((word) => !word.startsWith('-'));
  if (argv[first] === 'emit') {
    const { emit } = await import('./commands/emit.ts');
    return emit(argv.toSpliced(first, 1));
  }
  const call = parseArguments(argv);
  if (call.flags.version) {
    process.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  if (call.flags.help) {
    process.stdout.write(call.implied ? HELP : commandHelp(call.command));
    return EXIT.ok;
  }
  const command = await MODULES[call.command]();
  return command.run(call);
}

function isEntry(): boolean {
  const script = process.argv[1];
  if (script === undefined) return false;
  try {
    return import.meta.url === pathToFileURL(fs.realpathSync(script)).href;
  } catch {
    return false;
  }
}

if (isEntry()) {
  const argv = process.argv.slice(2);
  const debug = argv.includes('--debug');
  guardProcess(debug);
  main(argv).then(
    (code) => (code === EXIT.hangup ? endProcess(code) : endWhenWritten(code)),
    (error) => crash(error, debug),
  );
}

/** A failed write to stdout is told after the write: it must have its say first (guardProcess). */
function endWhenWritten(code: number): void {
  process.stdout.write('', () => setImmediate(() => endProcess(code)));
}
