/** The category of an error message, by the table of error-patterns.ts. */

import { ERROR_PATTERNS, type ErrorPattern } from './error-patterns.ts';
import { type Needs, needsOf, TextRuns } from './needed-letters.ts';

/** What one category looks like, or any of several. */
interface Matcher {
  readonly pattern: RegExp;
  readonly needs: Needs;
  readonly statusCodes: ReadonlySet<string>;
}

interface CategoryGroup {
  readonly any: Matcher;
  readonly categories: readonly { readonly name: string; readonly matcher: Matcher }[];
}

/** A message is held against this many categories at once, then against each of a group that fits: in half the time. */
const GROUP_SIZE = 6;
/** The surest first. */
const GROUPS: readonly CategoryGroup[] = grouped(
  [...ERROR_PATTERNS].sort((one, other) => other.confidence - one.confidence),
);

const runs = new TextRuns();

const STATUS_CODE = /(?:http|status|code|api|error)\W{0,4}(?:code\W{0,3}|error\W{0,3})?(\d{3})\b|^(\d{3})\b/g;

/** The surest category of a message; `unknown` when none fits. */
export function errorCategory(message: string): string {
  const text = message.toLowerCase();
  const codes = [...text.matchAll(STATUS_CODE)].map(([, named, leading]) => (named ?? leading) as string);
  runs.look(text);
  const fits = ({ needs, pattern, statusCodes }: Matcher): boolean =>
    codes.some((code) => statusCodes.has(code)) || (runs.isPossible(needs) && pattern.test(text));
  const group = GROUPS.find(({ any }) => fits(any));
  return group?.categories.find(({ matcher }) => fits(matcher))?.name ?? 'unknown';
}

function grouped(rows: readonly ErrorPattern[]): CategoryGroup[] {
  const groups: CategoryGroup[] = [];
  for (let i = 0; i < rows.length; i += GROUP_SIZE) {
    const group = rows.slice(i, i + GROUP_SIZE);
    const categories = group.map((row) => ({ name: row.category, matcher: matcherOf([row]) }));
    groups.push({ any: matcherOf(group), categories });
  }
  return groups;
}

function matcherOf(rows: readonly ErrorPattern[]): Matcher {
  const sources = rows.flatMap(({ patterns }) => patterns.map(({ source }) => source));
  const codes = rows.flatMap(({ statusCodes }) => statusCodes ?? []);
  const pattern = new RegExp(sources.join('|'));
  return { pattern, needs: needsOf(pattern), statusCodes: new Set(codes.map(String)) };
}
