/** Which sessions the live view shows, and in what order: filter, tree, sort. Pure. */

import { compareText } from '../domain/compare-text.ts';
import type { LiveRow } from '../domain/live.ts';
import type { ListChoice } from './state.ts';
import { type RowState, rowRank, rowState } from './status.ts';

/** A row of the live view. */
export interface LiveItem {
  readonly id: string;
  readonly row: LiveRow;
  /** Depth that is drawn: 0 for a main session. */
  readonly depth: number;
  /** Sub-agents of it that are not shown. */
  readonly hiddenChildren: number;
  /** Works in the same project and branch as the session above it that it belongs to. */
  readonly sharesPlace: boolean;
}

export interface StatusFilter {
  readonly name: string;
  readonly states: readonly RowState[] | null;
}

/** What `f` cycles through. */
export const LIVE_STATUS_FILTERS: readonly StatusFilter[] = [
  { name: 'all', states: null },
  { name: 'needs a person', states: ['looping', 'stalled', 'waiting'] },
  { name: 'active', states: ['looping', 'stalled', 'waiting', 'working'] },
  { name: 'idle', states: ['idle', 'unknown'] },
  { name: 'ended', states: ['ended'] },
];

type Compare = (a: LiveRow, b: LiveRow) => number;

/** What `s` cycles through; `column` names the column that carries the sort mark. */
export const LIVE_SORTS: readonly { readonly column: string; readonly compare: Compare }[] = [
  { column: 'status', compare: byNeed },
  { column: 'cost', compare: descending((row) => row.rollup.costUsdMicros) },
  { column: 'tokens', compare: descending((row) => row.rollup.tokens.total) },
  { column: 'context', compare: descending((row) => row.contextUtilization) },
  { column: 'age', compare: descending((row) => row.startedAt) },
  { column: 'agent', compare: (a, b) => compareText(a.agent, b.agent) },
  { column: 'project', compare: (a, b) => compareText(a.project, b.project) },
  { column: 'model', compare: (a, b) => compareText(a.model, b.model) },
];

interface Group {
  readonly main: LiveRow;
  readonly children: readonly LiveRow[];
}

/** Identity of a session: two harnesses may use the same id. */
export function rowId(row: Pick<LiveRow, 'harness' | 'sessionId'>): string {
  return `${row.harness}\n${row.sessionId}`;
}

/** The rows to show. A main session stays when it or one of its sub-agents matches. */
export function liveItems(rows: readonly LiveRow[], choice: ListChoice, tree: boolean): LiveItem[] {
  const states = LIVE_STATUS_FILTERS[choice.status]?.states ?? null;
  const needle = choice.filter.trim().toLowerCase();
  const matches = (row: LiveRow): boolean =>
    (states === null || states.includes(rowState(row))) &&
    (needle === '' || searchText(row).includes(needle));
  const { compare } = LIVE_SORTS[choice.sort] ?? { compare: byNeed };
  return groups(rows)
    .filter(({ main, children }) => matches(main) || children.some(matches))
    .map((group) => ({ group, sortRow: choice.sort === 0 ? neediest(group) : group.main }))
    .sort((a, b) => (choice.reversed ? -1 : 1) * compare(a.sortRow, b.sortRow) || byIdentity(a, b))
    .flatMap(({ group }) => itemsOf(group, tree));
}

function itemsOf({ main, children }: Group, tree: boolean): LiveItem[] {
  // Ended sub-agents are history: the session's detail lists them; here they would bury what runs.
  const shown = tree ? children.filter((child) => child.status !== 'ended' || child.attention !== null) : [];
  const hiddenChildren = children.length - shown.length;
  return [
    kept({ id: rowId(main), row: main, depth: 0, hiddenChildren, sharesPlace: false }),
    ...shown.map((row) =>
      kept({
        id: rowId(row),
        row,
        depth: Math.max(1, row.depth),
        hiddenChildren: 0,
        sharesPlace: row.project === main.project && row.branch === main.branch,
      }),
    ),
  ];
}

const lastItems = new WeakMap<LiveRow, LiveItem>();

/** `item`, or what it was at the last drawing when that says the same: what was drawn of it is good still. */
function kept(item: LiveItem): LiveItem {
  const last = lastItems.get(item.row);
  if (
    last?.depth === item.depth &&
    last.hiddenChildren === item.hiddenChildren &&
    last.sharesPlace === item.sharesPlace
  ) {
    return last;
  }
  lastItems.set(item.row, item);
  return item;
}

function groups(rows: readonly LiveRow[]): Group[] {
  const found: { main: LiveRow; children: LiveRow[] }[] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (row.depth === 0 || last === undefined) {
      found.push({ main: row, children: [] });
    } else {
      last.children.push(row);
    }
  }
  return found;
}

/** A sub-agent that needs a person lifts its whole group. */
function neediest({ main, children }: Group): LiveRow {
  return children.reduce((most, child) => (rowRank(child) < rowRank(most) ? child : most), main);
}

/**
 * Who needs a person first, the longest waiting on top; then those that work, newest first, an order that does not change
 * while they work; the rest by their last sign of life.
 */
function byNeed(a: LiveRow, b: LiveRow): number {
  const rank = rowRank(a) - rowRank(b);
  if (rank !== 0) {
    return rank;
  }
  const state = rowState(a);
  if (state === 'working') {
    return compareNumbers(b.startedAt, a.startedAt);
  }
  return a.attention !== null || state === 'waiting'
    ? compareNumbers(a.statusSince, b.statusSince)
    : compareNumbers(b.lastEventAt, a.lastEventAt);
}

function byIdentity(a: { group: Group }, b: { group: Group }): number {
  return rowId(a.group.main) < rowId(b.group.main) ? -1 : 1;
}

/** Largest first, unknown last. */
function descending(value: (row: LiveRow) => number | null): Compare {
  return (a, b) => compareNumbers(value(b), value(a));
}

function compareNumbers(a: number | null, b: number | null): number {
  return (a ?? Number.NEGATIVE_INFINITY) === (b ?? Number.NEGATIVE_INFINITY)
    ? 0
    : (a ?? Number.NEGATIVE_INFINITY) - (b ?? Number.NEGATIVE_INFINITY);
}

function searchText(row: LiveRow): string {
  const parts = [
    row.agent,
    row.project,
    row.branch,
    row.model,
    row.title,
    row.harness,
    row.cwd,
    row.sessionId,
    row.department,
    rowState(row),
    ...row.taskIds,
  ];
  return parts
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase();
}
