/** Which error clusters are shown, and in what order. Pure. */

import { compareText } from '../domain/compare-text.ts';
import type { ErrorReport } from '../domain/report.ts';
import type { ListChoice } from './state.ts';

type Compare = (a: ErrorReport, b: ErrorReport) => number;

/** What `s` cycles through on the errors. */
export const ERROR_SORTS: readonly { readonly column: string; readonly compare: Compare }[] = [
  { column: 'count', compare: (a, b) => b.count - a.count },
  { column: 'sessions', compare: (a, b) => b.sessions - a.sessions },
  { column: 'last', compare: (a, b) => (b.lastSeen ?? 0) - (a.lastSeen ?? 0) },
  { column: 'category', compare: (a, b) => compareText(a.category, b.category) },
];

export function errorItems(errors: readonly ErrorReport[], choice: ListChoice): ErrorReport[] {
  const needle = choice.filter.trim().toLowerCase();
  const { compare } = ERROR_SORTS[choice.sort] ?? { compare: () => 0 };
  const order = choice.reversed ? -1 : 1;
  return errors
    .filter((error) => needle === '' || searchText(error).includes(needle))
    .sort(
      (a, b) =>
        order * compare(a, b) ||
        (b.lastSeen ?? 0) - (a.lastSeen ?? 0) ||
        compareText(a.fingerprint, b.fingerprint),
    );
}

function searchText({ category, sample, fingerprint }: ErrorReport): string {
  return `${category}\n${sample}\n${fingerprint}`.toLowerCase();
}
