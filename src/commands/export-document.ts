/** The document of `export --json` (DATA.md 6), made piece by piece: a million events never become one string. */

import { EXIT } from '../domain/exit-codes.ts';
import type { Reports } from '../domain/live.ts';
import type { ReportFilter } from '../domain/report.ts';
import { safeJson } from '../domain/safe-text.ts';
import { UserError } from '../domain/user-error.ts';
import { cardRows } from './export-cards.ts';
import { didYouMean } from './nearest.ts';
import { exported, isoTime } from './snake-case.ts';

/** What the document asks of the read side. */
export type ExportReports = Pick<
  Reports,
  | 'arePricesStale'
  | 'totals'
  | 'sessions'
  | 'performers'
  | 'cards'
  | 'comparison'
  | 'costs'
  | 'trends'
  | 'alerts'
  | 'tasks'
  | 'workLog'
  | 'escalations'
  | 'errors'
  | 'sources'
  | 'kpis'
  | 'events'
  | 'names'
>;

export interface ExportHead {
  readonly generatedAt: number;
  readonly agentperfVersion: string;
  readonly filter: ReportFilter;
  readonly timezone: string;
  /** Sources whose newest lines another process had not read yet when the document was made. */
  readonly staleSources: readonly string[];
  /** Costs are of old prices, in whole or in part: they have not all been priced again. */
  readonly stalePrices: boolean;
}

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

type One = (reports: ExportReports, filter: ReportFilter, now: number) => unknown;
type Rows = (reports: ExportReports, filter: ReportFilter, now: number) => Iterable<unknown>;

/** Parts that are one object each, before the lists. */
const OBJECTS = {
  totals: (reports, filter) => reports.totals(filter),
  costs: (reports, filter, now) => reports.costs(filter, now),
  kpis: (reports, filter, now) => reports.kpis(filter, now),
} as const satisfies Readonly<Record<string, One>>;

/** Parts that are lists, in the order of the document. */
const LISTS = {
  sessions: (reports, filter, now) => reports.sessions(filter, now),
  agents: cardRows('agent'),
  departments: cardRows('department'),
  projects: cardRows('project'),
  models: (reports, filter) => reports.comparison(filter).rows,
  estimates: (reports, filter) => reports.comparison(filter).estimates,
  trends: (reports, filter, now) => reports.trends(filter, now),
  alerts: (reports, filter, now) => reports.alerts(filter, now),
  tasks: (reports, filter) => reports.tasks(filter),
  work_log: (reports, filter) => reports.workLog(filter),
  escalations: (reports, filter) => reports.escalations(filter),
  errors: (reports, filter) => reports.errors(filter),
  sources: (reports, { sources }) =>
    reports.sources().filter((row) => sources.length === 0 || sources.includes(row.source)),
  events: (reports, filter) => reports.events(filter),
} as const satisfies Readonly<Record<string, Rows>>;

/** Names of `--view`. */
export const VIEW_NAMES = [
  ...(Object.keys(OBJECTS) as (keyof typeof OBJECTS)[]),
  ...(Object.keys(LISTS) as (keyof typeof LISTS)[]),
] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** Left out when no view is named: what is long, and what tells of the same work again. */
const ON_REQUEST: ReadonlySet<ViewName> = new Set(['departments', 'projects', 'events']);
/** What is written when no view is named. */
export const DEFAULT_VIEWS: readonly ViewName[] = VIEW_NAMES.filter((name) => !ON_REQUEST.has(name));

export function isListView(view: ViewName): view is keyof typeof LISTS {
  return Object.hasOwn(LISTS, view);
}

/** Rows of one list, as reports give them. */
export function viewRows(
  reports: ExportReports,
  view: keyof typeof LISTS,
  filter: ReportFilter,
  now: number,
): Iterable<unknown> {
  return LISTS[view](reports, filter, now);
}

/** Throws UserError (exit 2) for a view that does not exist. */
export function chosenViews(names: readonly string[]): readonly ViewName[] {
  if (names.length === 0) return DEFAULT_VIEWS;
  return names.map((name) => {
    const view = VIEW_NAMES.find((known) => known === name);
    if (view !== undefined) return view;
    const todo = didYouMean(name, VIEW_NAMES, `one of ${VIEW_NAMES.join(', ')}`);
    throw new UserError('usage', null, `unknown view ${name}`, todo, EXIT.usage);
  });
}

const PIECE_CHARACTERS = 64 * 1024;

/** Pieces of about 64 KiB; together they are the document, one row a line. */
export function* documentPieces(
  reports: ExportReports,
  head: ExportHead,
  views: readonly ViewName[],
): IterableIterator<string> {
  let piece = '';
  for (const text of documentParts(reports, head, views)) {
    piece += text;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function* documentParts(
  asked: ExportReports,
  head: ExportHead,
  views: readonly ViewName[],
): IterableIterator<string> {
  const reports = comparedOnce(asked);
  yield headText(head);
  for (const [name, one] of Object.entries(OBJECTS) as [keyof typeof OBJECTS, One][])
    if (views.includes(name))
      yield `,\n"${name}": ${safeJson(exported(one(reports, head.filter, head.generatedAt)))}`;
  for (const [name, rows] of Object.entries(LISTS) as [keyof typeof LISTS, Rows][]) {
    if (!views.includes(name)) continue;
    yield `,\n"${name}": [`;
    let separator = '\n';
    for (const row of rows(reports, head.filter, head.generatedAt)) {
      yield `${separator}${safeJson(exported(row))}`;
      separator = ',\n';
    }
    yield ']';
  }
  yield '\n}\n';
}

/** Models and estimates are two lists of one answer. For one filter alone. */
function comparedOnce(reports: ExportReports): ExportReports {
  let known: ReturnType<ExportReports['comparison']> | null = null;
  return {
    ...reports,
    comparison: (filter) => {
      known ??= reports.comparison(filter);
      return known;
    },
  };
}

function headText(head: ExportHead): string {
  const fields: readonly [string, unknown][] = [
    ['schema_version', SCHEMA_VERSION],
    ['generated_at', isoTime(head.generatedAt)],
    ['agentperf_version', head.agentperfVersion],
    ['filter', exported(head.filter)],
    ['timezone', head.timezone],
    ['stale_sources', head.staleSources],
    ['stale_prices', head.stalePrices],
  ];
  return `{\n${fields.map(([key, value]) => `"${key}": ${safeJson(value)}`).join(',\n')}`;
}
