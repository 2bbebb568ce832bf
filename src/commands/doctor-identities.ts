/** `agentperf doctor --identities`: what each identity rule matches among the sessions that are known, and what no rule names. */

import type { IdentityRule } from '../domain/identity.ts';
import { RESULTS, SIGNS } from '../domain/identity.ts';
import { noun } from '../domain/noun.ts';
import { safeText } from '../domain/safe-text.ts';
import type { IdentityRow } from '../domain/source-report.ts';
import { ruleMatches } from '../reports.ts';

/** Names that are listed of each rule. */
const EXAMPLES = 5;

interface RuleFindings {
  readonly rule: IdentityRule;
  /** Main sessions that every pattern of the rule matches. */
  readonly sessions: number;
  /** Sessions for which no rule before it had matched. */
  readonly decided: number;
  /** Whom it stands for, the most sessions first. */
  readonly examples: readonly string[];
}

export interface IdentityFindings {
  readonly rules: readonly RuleFindings[];
  /** Sessions that no rule matches: they go by what the log says, their harness and their repository. */
  readonly unmatched: { readonly sessions: number; readonly examples: readonly string[] };
}

export function examineIdentities(
  rules: readonly IdentityRule[],
  rows: readonly IdentityRow[],
  home: string,
): IdentityFindings {
  const matches = ruleMatches(rules, home);
  const matched = rows.map((row) => ({ row, by: matches(row) }));
  return {
    rules: rules.map((rule, index) => {
      const own = matched.filter(({ by }) => by[index] === true);
      const first = own.filter(({ by }) => by.indexOf(true) === index);
      return { rule, sessions: total(own), decided: total(first), examples: examplesOf(own) };
    }),
    unmatched: (() => {
      const none = matched.filter(({ by }) => !by.includes(true));
      return { sessions: total(none), examples: examplesOf(none) };
    })(),
  };
}

interface Matched {
  readonly row: IdentityRow;
}

const total = (rows: readonly Matched[]): number => rows.reduce((sum, { row }) => sum + row.sessions, 0);

function examplesOf(rows: readonly Matched[]): string[] {
  const names = rows.map(({ row }) => {
    const place = [row.department, row.project].filter((part) => part !== null).join(' / ');
    return `${row.agent}${place === '' ? '' : ` in ${place}`}${row.cwd === null ? '' : ` (${row.cwd})`}`;
  });
  return [...new Set(names)].slice(0, EXAMPLES);
}

export function identitiesText({ rules, unmatched }: IdentityFindings): string {
  const lines = rules.flatMap(({ rule, sessions, decided, examples }, index) => [
    `rule ${index + 1}  ${shown(rule, SIGNS)}  ->  ${shown(rule, RESULTS)}`,
    `  ${sessions} ${noun(sessions, 'session matches', 'sessions match')}${decided === sessions ? '' : `, ${decided} of them no rule before it`}`,
    ...examples.map((example) => `    ${example}`),
  ]);
  if (rules.length === 0)
    lines.push('no rules: write [[identities]] in the configuration (the README has an example)');
  lines.push(
    `no rule matches ${unmatched.sessions} ${noun(unmatched.sessions, 'session')}`,
    ...unmatched.examples.map((name) => `    ${name}`),
  );
  return `${lines.map((line) => safeText(line)).join('\n')}\n`;
}

function shown(rule: IdentityRule, names: readonly (keyof IdentityRule)[]): string {
  return names.flatMap((name) => (rule[name] === undefined ? [] : [`${name} = ${rule[name]}`])).join(', ');
}
