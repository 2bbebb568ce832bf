/** Who works where, by rules of the user: regular expressions over folder, branch and harness (DESIGN.md 5). Pure. */

import {
  type Identity,
  type IdentityRule,
  type IdentitySigns,
  NOBODY,
  RESULTS,
  SIGNS,
} from '../domain/identity.ts';

/** Names longer than this are cut. */
const NAME_CHARACTERS = 120;
/** A longer folder or branch is no name that anybody chose. */
const SUBJECT_CHARACTERS = 4096;

interface CompiledRule {
  readonly rule: IdentityRule;
  readonly patterns: readonly (readonly [(typeof SIGNS)[number], RegExp])[];
}

export interface Identities {
  /** The first rule that matches and names something decides it; null = no rule does. */
  identify(signs: IdentitySigns): Identity;
  /** For each rule, whether it matches. */
  matches(signs: IdentitySigns): boolean[];
}

/** Throws SyntaxError for a pattern that is no regular expression. */
export function createIdentities(rules: readonly IdentityRule[]): Identities {
  const compiled = rules.map(compile);
  return {
    identify(signs) {
      let found: Identity = NOBODY;
      for (const { rule, patterns } of compiled) {
        const groups = matchAll(patterns, signs);
        if (groups === null) continue;
        for (const name of RESULTS) {
          const template = rule[name];
          if (template !== undefined && found[name] === null)
            found = { ...found, [name]: filled(template, groups) };
        }
      }
      return found;
    },
    matches: (signs) => compiled.map(({ patterns }) => matchAll(patterns, signs) !== null),
  };
}

/** Throws SyntaxError. */
function compile(rule: IdentityRule): CompiledRule {
  const patterns = SIGNS.flatMap((sign) => {
    const source = rule[sign];
    return source === undefined ? [] : [[sign, new RegExp(source, 'u')] as const];
  });
  return { rule, patterns };
}

/** What the patterns captured, of the first pattern that has groups; null when one of them does not match. */
function matchAll(patterns: CompiledRule['patterns'], signs: IdentitySigns): RegExpExecArray | null {
  let captured: RegExpExecArray | null = null;
  for (const [sign, pattern] of patterns) {
    const match = pattern.exec((signs[sign] ?? '').slice(0, SUBJECT_CHARACTERS));
    if (match === null) return null;
    if (captured === null || (captured.length === 1 && match.length > 1)) captured = match;
  }
  return captured;
}

/** null when nothing is left of the name. */
function filled(template: string, match: RegExpExecArray): string | null {
  const name = template.replace(/\$(?:(\d)|<(\w+)>)/g, (_all, index?: string, group?: string) =>
    index === undefined ? (match.groups?.[group ?? ''] ?? '') : (match[Number(index)] ?? ''),
  );
  return name.trim().slice(0, NAME_CHARACTERS) || null;
}
