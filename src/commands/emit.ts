/** `agentperf emit TYPE`: appends one checked record to the ledger, for hooks and orchestrators. Loads neither database nor screen nor configuration. */

import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { EXIT } from '../domain/exit-codes.ts';
import { ledgerPath } from '../domain/ledger-schema.ts';
import { usageError } from './check-arguments.ts';
import { appendLine } from './emit/append.ts';
import { type EmitArguments, emitArguments, isQuiet } from './emit/arguments.ts';
import { type Draft, HOOKS, type Hook } from './emit/hooks.ts';
import { draftOfFlags, knownType, ledgerLine } from './emit/line.ts';
import { isSaidAlready, limitDrafts, statusText } from './emit/statusline.ts';
import { parsed, readObject } from './emit/stdin.ts';
import type { Arguments } from './flags.ts';
import { commandHelp } from './help.ts';
import { parseInstant } from './time-range.ts';

const STATUSLINE = 'statusline';
/** How long to wait for a record on stdin. */
const STDIN_MS = 1_000;

/** Everything outside that a run looks at or changes, besides the ledger file. */
export interface EmitWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly now: () => number;
  readonly stdin: () => Readable & { isTTY?: boolean };
  readonly write: (text: string) => void;
}

/**
 * Runs one command line (without `emit`). Exit codes: 0, 2 for wrong usage or an unusable record (the field is named), 7 when the ledger
 * cannot be written; with `--quiet` always 0 and silent, so that a hook never disturbs its agent.
 */
export async function emit(argv: readonly string[], world: EmitWorld = thisWorld()): Promise<number> {
  try {
    return await emitLine(emitArguments(argv), world);
  } catch (error) {
    if (isQuiet(argv)) return EXIT.ok;
    throw error;
  }
}

/** Common options before the command have no meaning here. */
export function run(_call: Arguments): Promise<number> {
  throw usageError('emit takes no options before it', 'write agentperf emit TYPE first');
}

async function emitLine(call: EmitArguments, world: EmitWorld): Promise<number> {
  if (call.help) {
    world.write(commandHelp('emit'));
    return EXIT.ok;
  }
  if (call.type === STATUSLINE) return tellStatusline(call, world);
  if (call.type === null) throw usageError('agentperf emit needs a type', 'see agentperf emit --help');
  const draft = await draftOf(call, call.type, world);
  if (draft === null) return EXIT.ok;
  const line = ledgerLine(draft, { now: nowOf(world), randomId: randomUUID });
  const place = call.file ?? ledgerPath(world);
  appendLine(path.resolve(world.cwd, place), line);
  if (call.print) world.write(line);
  return EXIT.ok;
}

/** The user's statusline command: its text goes to the screen whatever happens to the ledger; limits are written when they changed. */
async function tellStatusline(call: EmitArguments, world: EmitWorld): Promise<number> {
  const payload = await payloadOf(call, world);
  world.write(`${statusText(payload, nowOf(world))}\n`);
  const file = path.resolve(world.cwd, call.file ?? ledgerPath(world));
  const news = limitDrafts(payload).filter((draft) => !isSaidAlready(file, draft));
  for (const draft of news) appendLine(file, ledgerLine(draft, { now: nowOf(world), randomId: randomUUID }));
  return EXIT.ok;
}

/** Of flags, of JSON as an argument, or of JSON on stdin; null when a hook has nothing to tell. */
async function draftOf(call: EmitArguments, word: string, world: EmitWorld): Promise<Draft | null> {
  const hook = HOOKS.get(word);
  if (hook !== undefined) {
    if (call.fields.size > 0)
      throw usageError(`${word} takes no fields`, 'its record is what the hook was given');
    return hook.make(await hookPayload(word, hook, call, world));
  }
  const type = knownType(word, [...HOOKS.keys(), STATUSLINE]);
  if (call.fields.size === 0) return { type, fields: await payloadOf(call, world) };
  if (call.json !== null) throw usageError('fields both as flags and as JSON', 'give one of them');
  return draftOfFlags(type, call.fields);
}

/** A hook that is given its JSON as an argument would wait for a stdin that nobody writes to. */
function hookPayload(word: string, { takes }: Hook, call: EmitArguments, world: EmitWorld) {
  if (takes === 'argument' && call.json === null)
    throw usageError(
      `${word} needs the JSON of the notice as an argument`,
      `let the harness give it: notify = ["agentperf", "emit", "${word}"]; by hand: agentperf emit ${word} '{...}' (or - for stdin)`,
    );
  return payloadOf(call, world);
}

async function payloadOf({ json }: EmitArguments, world: EmitWorld): Promise<Record<string, unknown>> {
  if (json === null || json === '-') return readObject(world.stdin(), STDIN_MS);
  const payload = parsed(json);
  if (payload === null) throw usageError('the argument behind the type is no JSON object', null);
  return payload;
}

function nowOf({ env, now }: EmitWorld): number {
  return parseInstant(env.AGENTPERF_NOW ?? '') ?? now();
}

function thisWorld(): EmitWorld {
  return {
    env: process.env,
    home: os.homedir(),
    cwd: process.cwd(),
    platform: process.platform,
    now: Date.now,
    stdin: () => process.stdin,
    write: (text) => process.stdout.write(text),
  };
}
