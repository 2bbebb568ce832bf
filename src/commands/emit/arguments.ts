/** The command line of `agentperf emit`: a type, its fields as flags, perhaps the record as JSON. Nothing of the other commands is loaded. */

import { usageError } from '../check-arguments.ts';

export interface EmitArguments {
  /** null: none was written. */
  readonly type: string | null;
  /** Fields by their names in the record; `true` for a flag without a value. */
  readonly fields: ReadonlyMap<string, string | true>;
  /** The record as an argument (`codex-notify` gets it so). */
  readonly json: string | null;
  readonly file: string | null;
  readonly print: boolean;
  readonly help: boolean;
}

/** Flags that are no fields. */
const SWITCHES: ReadonlySet<string> = new Set(['print', 'quiet', 'help', 'debug', 'no-color']);

/** Asked before anything can fail: with it, no failure may ever reach the agent that runs the hook. */
export function isQuiet(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--quiet');
}

/** Throws UserError (exit 2). */
export function emitArguments(argv: readonly string[]): EmitArguments {
  const words: string[] = [];
  const fields = new Map<string, string | true>();
  const switches = new Set<string>();
  let file: string | null = null;
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (!word.startsWith('--') || word === '--') {
      if (word !== '--') words.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (SWITCHES.has(name)) {
      switches.add(name);
      continue;
    }
    const next = argv[i + 1];
    const isBare = equals < 0 && (next === undefined || next.startsWith('--'));
    const value = equals >= 0 ? word.slice(equals + 1) : isBare ? true : (next as string);
    if (equals < 0 && !isBare) i++;
    if (name === 'file') file = fileName(value);
    else addField(fields, name, value);
  }
  if (words.length > 2)
    throw usageError(`agentperf emit takes a type and at most one JSON text, but got ${words[2]}`, SEE_HELP);
  const [type = null, json = null] = words;
  return { type, fields, json, file, print: switches.has('print'), help: switches.has('help') };
}

const SEE_HELP = 'see agentperf emit --help';

function fileName(value: string | true): string {
  if (value === true || value === '') throw usageError('--file needs a value', 'write --file FILE');
  return value;
}

/** `--bead-id`, `--bead_id`; `--no-pr-merged` is `false`. */
function addField(fields: Map<string, string | true>, flag: string, value: string | true): void {
  const isDenied = flag.startsWith('no-') && value === true;
  const name = (isDenied ? flag.slice(3) : flag).replaceAll('-', '_');
  if (fields.has(name)) throw usageError(`--${flag} was given twice`, 'give it once');
  fields.set(name, isDenied ? 'false' : value);
}
