/** Holds what was parsed of a command line against the tables of flags.ts: every refusal is a UserError that ends with 2. */

import { EXIT } from '../domain/exit-codes.ts';
import { UserError } from '../domain/user-error.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  COMMON_FLAGS,
  type CommandName,
  type CommandSpec,
  type FlagKind,
  type Flags,
  flagText,
} from './flags.ts';
import { didYouMean, nearest } from './nearest.ts';

export type FlagKinds = Readonly<Record<string, FlagKind>>;
/** Flags as meow gives them, by camelCase key. */
export type RawFlags = Map<string, unknown>;

/** Flags before and behind the command are one set: lists add up, a single value may be given once. */
export function merged(outer: RawFlags, inner: RawFlags, kinds: FlagKinds): RawFlags {
  const all = new Map(outer);
  for (const [key, value] of inner) {
    const earlier = all.get(key);
    if (kinds[key] === 'text' && earlier !== undefined)
      throw usageError(`${flagText(key)} was given twice`, 'give it once');
    all.set(key, Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value);
  }
  return all;
}

/** meow answers `--logs` without a value like no `--logs` at all, which would read other places than were meant. */
export function refuseBareLists(argv: readonly string[], kinds: FlagKinds): void {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  for (const [key, kind] of Object.entries(kinds)) {
    if (kind !== 'list') continue;
    const flag = flagText(key);
    const isBare = (word: string, i: number): boolean =>
      word === `${flag}=` || (word === flag && looksLikeFlag(words[i + 1] ?? '--'));
    if (words.some(isBare)) throw usageError(`${flag} needs a value`, `write ${flag} VALUE`);
  }
}

function looksLikeFlag(word: string): boolean {
  return /^-(?![.\d])/.test(word);
}

/** Throws with the nearest command's name. */
export function knownCommand(word: string): CommandName {
  if (Object.hasOwn(COMMANDS, word)) return word as CommandName;
  throw usageError(`unknown command ${word}`, didYouMean(word, COMMAND_NAMES, 'see agentperf --help'));
}

/** Throws with the nearest flag's name, or with the command that has this flag. */
export function refuseUnknown(key: string, value: unknown, kinds: FlagKinds, command: CommandName): void {
  if (Object.hasOwn(kinds, key)) return;
  const known = Object.entries(kinds).map(([name, kind]) => flagText(name, kind));
  const typed = key.length === 1 ? `-${key}` : flagText(key, value === false ? 'off-switch' : 'switch');
  const elsewhere = COMMAND_NAMES.find((name) => Object.hasOwn(COMMANDS[name].flags, key));
  const guess = nearest(typed, known);
  if (guess !== null) throw usageError(`unknown flag ${typed}`, `did you mean ${guess}?`);
  if (elsewhere !== undefined)
    throw usageError(`${typed} is a flag of agentperf ${elsewhere}, not of ${command}`, null);
  throw usageError(`unknown flag ${typed}`, `see agentperf ${command} --help`);
}

/** Words behind the command, when it takes them; anything goes while only help is asked for. */
export function checkedWords(
  command: CommandName,
  spec: CommandSpec,
  words: readonly string[],
  helpAsked: boolean,
): readonly string[] {
  if (helpAsked) return words;
  if (words.includes(''))
    throw usageError('an empty word on the command line', 'an unset variable of the shell?');
  if (spec.words === 'paths') return words;
  if (spec.words === 'none' && words.length > 0)
    throw usageError(
      `agentperf ${command} takes no words, but got ${words[0]}`,
      `see agentperf ${command} --help`,
    );
  if (spec.words !== 'none' && (words.length !== 1 || !spec.words.includes(words[0] ?? '')))
    throw usageError(
      words.length === 0 ? `agentperf ${command} needs a word` : `unknown: ${command} ${words.join(' ')}`,
      didYouMean(words[0] ?? '', words.length === 1 ? spec.words : [], `one of ${spec.words.join(', ')}`),
    );
  return words;
}

const EMPTY_VALUES: Readonly<Record<FlagKind, unknown>> = {
  text: undefined,
  list: [],
  switch: false,
  'off-switch': true,
};

/** Every flag of every command with its value, so that commands need not ask whether a flag is theirs. */
export function flagValues(given: RawFlags, kinds: FlagKinds): Flags {
  const all: FlagKinds = Object.assign(
    {},
    ...COMMAND_NAMES.map((name) => COMMANDS[name].flags),
    COMMON_FLAGS,
  );
  const values = Object.entries(all).map(([key, kind]): [string, unknown] => {
    const value = given.get(key) ?? EMPTY_VALUES[kind];
    if (Object.hasOwn(kinds, key)) checkValue(key, kind, value);
    return [key, value];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as unknown as Flags;
}

function checkValue(key: string, kind: FlagKind, value: unknown): void {
  const texts =
    kind === 'list' ? (value as unknown[]) : kind === 'text' && value !== undefined ? [value] : [];
  if (texts.some((text) => typeof text !== 'string' || text === ''))
    throw usageError(`${flagText(key)} needs a value`, `write ${flagText(key)} VALUE`);
}

/** Exit 2. */
export function usageError(why: string, todo: string | null): UserError {
  return new UserError('usage', null, why, todo, EXIT.usage);
}
