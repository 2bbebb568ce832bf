/** `[[identities]]` of config.toml: rules that name agent, department and project by folder, branch and harness. */

import * as v from 'valibot';
import { type IdentityRule, RESULTS, SIGNS } from '../domain/identity.ts';
import type { UserError } from '../domain/user-error.ts';
import { didYouMean } from './nearest.ts';

const TEXT = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1000));
const NAMES = [...SIGNS, ...RESULTS] as const;
const RULE = v.strictObject(Object.fromEntries(NAMES.map((name) => [name, v.optional(TEXT)])));

/** `(a+)+` and its like: on a folder that nearly matches they take exponential time. */
const REPEATS_ITSELF = /\([^()]*[+*}][^()]*\)[+*{]/;

/** More rules than this are a mistake. */
const MAX_RULES = 1000;

/** `wrong(path, why, todo)` makes the error for the key at `path`. Throws it for the first rule that cannot be used. */
export function identityRules(
  value: unknown,
  wrong: (path: readonly string[], why: string, todo: string | null) => UserError,
): readonly IdentityRule[] {
  const at = ['identities'];
  if (!Array.isArray(value) || value.length > MAX_RULES)
    throw wrong(at, `must be a list of at most ${MAX_RULES} rules`, 'write [[identities]] above each rule');
  return value.map((rule: unknown, index) => {
    const fail = (why: string, todo: string | null = null) => wrong(at, `rule ${index + 1}: ${why}`, todo);
    const parsed = v.safeParse(RULE, rule);
    if (!parsed.success) throw fail(...reasonOf(parsed.issues[0]));
    const checked = parsed.output as IdentityRule;
    if (!SIGNS.some((name) => checked[name] !== undefined))
      throw fail('says nothing to look at', `give one of ${SIGNS.join(', ')}`);
    if (!RESULTS.some((name) => checked[name] !== undefined))
      throw fail('names nobody', `give one of ${RESULTS.join(', ')}`);
    for (const name of SIGNS)
      if (REPEATS_ITSELF.test(checked[name] ?? ''))
        throw fail(
          `${name} repeats a group that itself repeats`,
          'such a pattern can take for ever: write it without',
        );
    try {
      for (const name of SIGNS) new RegExp(checked[name] ?? '', 'u');
    } catch (error) {
      throw fail((error as Error).message, 'write a regular expression');
    }
    return checked;
  });
}

function reasonOf(issue: v.BaseIssue<unknown>): [string, string | null] {
  const key = String(issue.path?.[0]?.key ?? '');
  if (NAMES.some((name) => name === key)) return [`${key} must be a text that is not empty`, null];
  return [`unknown key ${key}`, didYouMean(key, NAMES, `the keys are ${NAMES.join(', ')}`)];
}
