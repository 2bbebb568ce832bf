/** The category of an error message, by the table of error-patterns.ts. */

import { ERROR_PATTERNS, type ErrorPattern } from './error-patterns.ts';
import { alternativesOf, type Needs, needsOf, TextRuns } from './needed-letters.ts';

/** One way in which a message of a category can look. */
interface Alternative {
  readonly pattern: RegExp;
  readonly needs: Needs;
}

interface Category {
  readonly name: string;
  readonly alternatives: readonly Alternative[];
  readonly statusCodes: ReadonlySet<string>;
}

/** The surest first; made when the first error comes. */
let categories: readonly Category[] | null = null;

const runs = new TextRuns();

const STATUS_CODE = /(?:http|status|code|api|error)\W{0,4}(?:code\W{0,3}|error\W{0,3})?(\d{3})\b|^(\d{3})\b/g;

/** The surest category of a message; `unknown` when none fits. */
export function errorCategory(message: string): string {
  const text = message.toLowerCase();
  const codes = [...text.matchAll(STATUS_CODE)].map(([, named, leading]) => (named ?? leading) as string);
  runs.look(text);
  const fits = ({ alternatives, statusCodes }: Category): boolean =>
    codes.some((code) => statusCodes.has(code)) ||
    alternatives.some(({ needs, pattern }) => runs.isPossible(needs) && pattern.test(text));
  categories ??= [...ERROR_PATTERNS].sort((one, other) => other.confidence - one.confidence).map(categoryOf);
  return categories.find(fits)?.name ?? 'unknown';
}

/** Each alternative by itself: nearly all of them are told to be impossible before they are tried. */
function categoryOf({ category, patterns, statusCodes }: ErrorPattern): Category {
  const alternatives = patterns
    .flatMap(({ source }) => alternativesOf(source))
    .map((source) => new RegExp(source))
    .map((pattern) => ({ pattern, needs: needsOf(pattern) }));
  return { name: category, alternatives, statusCodes: new Set((statusCodes ?? []).map(String)) };
}
