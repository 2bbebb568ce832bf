/** `[[identities]]` of config.toml: rules that name agent, department and project by folder, branch and harness. */

import * as v from 'valibot';
import { type IdentityRule, RESULTS, SIGNS } from '../domain/identity.ts';
import { noun } from '../domain/noun.ts';
import type { UserError } from '../domain/user-error.ts';
import type { Wrong } from './config-wrong.ts';
import { didYouMean } from './nearest.ts';

const TEXT = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1000));
const NAMES = [...SIGNS, ...RESULTS] as const;
const RULE = v.strictObject(Object.fromEntries(NAMES.map((name) => [name, v.optional(TEXT)])));

/** `(a+)+` and its like: on a folder that nearly matches they take exponential time. */
const REPEATS_ITSELF = /\([^()]*[+*}][^()]*\)[+*{]/;

/** More rules than this are a mistake. */
const MAX_RULES = 1000;

/** Paths are `identities`, the rule's index, its key. Throws the error for the first rule that cannot be used. */
export function identityRules(value: unknown, wrong: Wrong): readonly IdentityRule[] {
  const at = ['identities'];
  if (!Array.isArray(value) || value.length > MAX_RULES)
    throw wrong(at, `must be a list of at most ${MAX_RULES} rules`, 'write [[identities]] above each rule');
  return value.map((rule: unknown, index) => {
    const own = [...at, String(index)];
    const fail: Fail = (key, why, todo = null) =>
      wrong(key === null ? own : [...own, key], `rule ${index + 1}: ${why}`, todo);
    const parsed = v.safeParse(RULE, rule);
    if (!parsed.success) throw fail(...reasonOf(parsed.issues[0]));
    const checked = parsed.output as IdentityRule;
    checkPatterns(checked, fail);
    checkGroups(checked, fail);
    return checked;
  });
}

/** Makes the error for a key of the rule; null = for the rule as a whole. */
type Fail = (key: string | null, why: string, todo?: string | null) => UserError;

function checkPatterns(rule: IdentityRule, fail: Fail): void {
  if (!SIGNS.some((name) => rule[name] !== undefined))
    throw fail(null, 'says nothing to look at', `give one of ${SIGNS.join(', ')}`);
  if (!RESULTS.some((name) => rule[name] !== undefined))
    throw fail(null, 'names nobody', `give one of ${RESULTS.join(', ')}`);
  for (const name of SIGNS) {
    if (REPEATS_ITSELF.test(rule[name] ?? ''))
      throw fail(
        name,
        `${name} repeats a group that itself repeats`,
        'such a pattern can take for ever: write it without',
      );
    try {
      new RegExp(rule[name] ?? '', 'u');
    } catch (error) {
      throw fail(name, (error as Error).message, 'write a regular expression');
    }
  }
}

/** `$1` and `$<team>` are filled from the first pattern that has groups (metrics/identities.ts): any other would always be empty. */
function checkGroups(rule: IdentityRule, fail: Fail): void {
  const patterns = SIGNS.flatMap((sign) =>
    rule[sign] === undefined ? [] : [{ sign, ...groupsOf(rule[sign]) }],
  );
  const { sign, count, names } = patterns.find((pattern) => pattern.count > 0) ?? {
    ...patterns[0]!,
    names: [],
  };
  for (const key of RESULTS)
    for (const [word, index, name] of (rule[key] ?? '').matchAll(/\$(?:(\d)|<(\w+)>)/g)) {
      if (name === undefined ? Number(index) <= count : names.includes(name)) continue;
      const todo =
        name === undefined
          ? `${sign} has ${count} ${noun(count, 'group')}`
          : didYouMean(name, names, namesText(sign, names));
      throw fail(key, `${word} in ${key} is no group of ${sign}`, todo);
    }
}

function namesText(sign: string, names: readonly string[]): string {
  return names.length === 0 ? `name one in ${sign} as (?<NAME>...)` : `its groups are ${names.join(', ')}`;
}

/** A pattern that may match nothing at all tells its groups by matching nothing. */
function groupsOf(pattern: string): { count: number; names: readonly string[] } {
  const match = new RegExp(`${pattern}|`, 'u').exec('') as RegExpExecArray;
  return { count: match.length - 1, names: Object.keys(match.groups ?? {}) };
}

function reasonOf(issue: v.BaseIssue<unknown>): [string | null, string, string | null] {
  const key = String(issue.path?.[0]?.key ?? '');
  if (NAMES.some((name) => name === key)) return [key, `${key} must be a text that is not empty`, null];
  return [
    key === '' ? null : key,
    `unknown key ${key}`,
    didYouMean(key, NAMES, `the keys are ${NAMES.join(', ')}`),
  ];
}
