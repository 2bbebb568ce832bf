/** Which cards are shown, and in what order: of agents, departments or projects. Pure. */

import { compareText } from '../domain/compare-text.ts';
import type { PerformerRow } from '../domain/performance.ts';
import type { ListChoice } from './state.ts';

type Compare = (a: PerformerRow, b: PerformerRow) => number;

/** Work of nobody comes last. */
const compareName: Compare = (a, b) => compareText(a.name, b.name);

/** What `s` cycles through on the cards. */
export const PERFORMER_SORTS: readonly { readonly column: string; readonly compare: Compare }[] = [
  { column: 'done', compare: (a, b) => b.tasksCompleted - a.tasksCompleted || tasksOf(b) - tasksOf(a) },
  { column: 'failed', compare: (a, b) => b.tasksFailed - a.tasksFailed },
  { column: 'cost', compare: (a, b) => (b.costUsdMicros ?? -1) - (a.costUsdMicros ?? -1) },
  { column: 'tokens', compare: (a, b) => (b.tokens ?? -1) - (a.tokens ?? -1) },
  { column: 'active', compare: (a, b) => (b.lastActiveAt ?? 0) - (a.lastActiveAt ?? 0) },
  { column: 'name', compare: compareName },
];

/** What `f` cycles through. */
export const PERFORMER_STATUS_FILTERS: readonly {
  readonly name: string;
  readonly shows: (row: PerformerRow) => boolean;
}[] = [
  { name: 'all', shows: () => true },
  { name: 'with tasks', shows: (row) => tasksOf(row) > 0 },
  { name: 'with failures', shows: (row) => row.tasksFailed > 0 },
];

function tasksOf({ tasksCompleted, tasksFailed, tasksUnknown }: PerformerRow): number {
  return tasksCompleted + tasksFailed + tasksUnknown;
}

export function performerItems(rows: readonly PerformerRow[], choice: ListChoice): PerformerRow[] {
  const needle = choice.filter.trim().toLowerCase();
  const shows = PERFORMER_STATUS_FILTERS[choice.status]?.shows ?? (() => true);
  const { compare } = PERFORMER_SORTS[choice.sort] ?? { compare: compareName };
  const order = choice.reversed ? -1 : 1;
  return rows
    .filter((row) => shows(row) && (needle === '' || (row.name ?? '').toLowerCase().includes(needle)))
    .sort((a, b) => order * compare(a, b) || compareName(a, b));
}

/** Identity of a row in the list: a name may be any text, so its absence has a prefix of its own. */
export function performerId({ name }: Pick<PerformerRow, 'name'>): string {
  return name === null ? '-' : `=${name}`;
}
