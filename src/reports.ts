/** The whole read side on one page: the screen and `export --json` ask the same questions of one read-only connection. */

import { type Connection, explain, openReader } from './db/open.ts';
import { fileReports } from './db/queries/accounting.ts';
import { alerts } from './db/queries/alerts.ts';
import { escalations } from './db/queries/escalations.ts';
import { sessionCondition } from './db/queries/filter.ts';
import { identityRows } from './db/queries/identities.ts';
import { limitsOf } from './db/queries/limits.ts';
import { filterNames } from './db/queries/names.ts';
import { dataVersion } from './db/queries/prepared.ts';
import { countSessions, type SessionRow, selectSessions, withSums } from './db/queries/sessions.ts';
import { events, skippedLines } from './db/queries/sources.ts';
import { callsOf, contextPoints, timeline, toolsOf } from './db/queries/timeline.ts';
import { errors, modelsOf, totals } from './db/queries/totals.ts';
import { workLog } from './db/queries/work-log.ts';
import type { Budget } from './domain/costs.ts';
import { getOrInsert } from './domain/get-or-insert.ts';
import { expandHome, type IdentityRule } from './domain/identity.ts';
import type { LiveRow, Reports, SessionDetail } from './domain/live.ts';
import type { PriceSettings } from './domain/prices.ts';
import { NO_FILTER, type ReportFilter } from './domain/report.ts';
import type { SourceRoot } from './domain/source.ts';
import type { IdentityRow } from './domain/source-report.ts';
import { DEFAULT_STRATEGY_SETTINGS, type StrategySettings } from './domain/strategy-settings.ts';
import { createIdentities } from './metrics/identities.ts';
import { createStrategies } from './metrics/strategies.ts';
import { alertPrecision } from './reading/alert-precision.ts';
import { costsReport } from './reading/costs.ts';
import { headerReport } from './reading/header.ts';
import { logText } from './reading/log-text.ts';
import { performanceReports } from './reading/performance-reports.ts';
import { arePricesStale, priceSource, priceSourceText } from './reading/price-source.ts';
import { createRecent, type Recent } from './reading/recent.ts';
import { liveRows, readContext, sessionReport, windowOf } from './reading/session-reports.ts';
import { sourceReports } from './reading/source-reports.ts';
import { trendReports } from './reading/trends.ts';

export interface ReportsOptions {
  readonly databasePath: string;
  /** IANA zone that days are cut in. */
  readonly timezone: string;
  readonly budgets?: readonly Budget[];
  /** Prices that costs should have; absent: whatever they have is right. */
  readonly prices?: PriceSettings;
  /** Where logs were looked for: sources without a file are reported as missing. */
  readonly roots: readonly SourceRoot[];
  readonly busyTimeoutMs?: number;
  /** How cards are scored, cut in time and judged; the usual ones unless told. */
  readonly strategies?: StrategySettings;
}

const ALL = 1_000_000;
const TIMELINE_LIMIT = 2_000;
const CONTEXT_POINTS = 500;

/** Opens the read side. Throws UserError (exit 5, 6, 7) when the database cannot be read. */
export function openReports(options: ReportsOptions): Reports {
  const db = openReader(options.databasePath, { busyTimeoutMs: options.busyTimeoutMs ?? 5000 });
  const recent = createRecent(db);
  const strategies = createStrategies(options.strategies ?? DEFAULT_STRATEGY_SETTINGS);
  const performance = performanceReports(db, options.timezone, strategies);
  const { trends } = trendReports(db, options.timezone, strategies);
  const guard =
    <A extends unknown[], R>(read: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return read(...args);
      } catch (error) {
        throw explain(options.databasePath, error);
      }
    };
  return {
    arePricesStale: guard(() => arePricesStale(db, options.prices)),
    dataVersion: () => dataVersion(db),
    header: guard((now, filter) => headerReport(db, recent, options.timezone, now, filter)),
    live: guard((now, filter, limit) => live(db, recent, now, filter, limit)),
    detail: guard((sessionId, harness, now) => detail(db, sessionId, harness, now)),
    alerts: guard((filter, now) => alerts(db, filter, now)),
    names: guard(() => filterNames(db)),
    alertPrecision: guard((filter) => alertPrecision(db, filter)),
    text: logText,
    totals: guard((filter) => totals(db, filter)),
    sessions: guard((filter, now) => {
      const context = readContext(db, now);
      return selectSessions(db, sessionCondition(filter), ALL).map((session) =>
        sessionReport(session, context),
      );
    }),
    sessionCount: guard((filter) => countSessions(db, sessionCondition(filter))),
    costs: guard((filter, now, parts) => costsReport(db, filter, now, { budgets: [], ...options }, parts)),
    errors: guard((filter) => errors(db, filter)),
    sources: guard((problems = []) => sourceReports(db, options.roots, problems)),
    identities: guard(() => identityRows(db)),
    files: guard(() => fileReports(db)),
    skippedLines: guard((limit) => skippedLines(db, limit)),
    workLog: guard((filter) => workLog(db, filter)),
    escalations: guard((filter) => escalations(db, filter)),
    performers: guard(performance.performers),
    cards: guard(performance.cards),
    performer: guard(performance.performer),
    comparison: guard(performance.comparison),
    kpis: guard(performance.kpis),
    trends: guard(trends),
    tasks: performance.tasks,
    events: (filter) => events(db, filter),
    close: () => db.close(),
  };
}

/** Main sessions newest first, each with its sub-agents behind it. */
function live(db: Connection, recent: Recent, now: number, filter: ReportFilter, limit: number): LiveRow[] {
  const found = recent.rows(filter);
  const mains = found.filter((session) => session.parentId === null);
  const known = new Set(mains.map((session) => `${session.harness}\n${session.sessionId}`));
  const children = new Map<string, SessionRow[]>();
  const orphans: SessionRow[] = [];
  for (const session of found) {
    if (session.parentId === null) continue;
    const root = `${session.harness}\n${session.parentId.split('/')[0]}`;
    if (!known.has(root)) orphans.push(session);
    else getOrInsert(children, root, () => []).push(session);
  }
  const ordered = mains
    .slice(0, limit)
    .flatMap((main) => [main, ...(children.get(`${main.harness}\n${main.sessionId}`) ?? [])]);
  const shown = withSums(db, [...ordered, ...orphans.slice(0, limit)]);
  return liveRows(shown, recent.context(now)).map((row, index) =>
    index < ordered.length ? row : { ...row, depth: 0 },
  );
}

function detail(db: Connection, sessionId: string, harness: string, now: number): SessionDetail | null {
  const one = { sql: 's.harness = ? AND s.session_id = ?', values: [harness, sessionId] };
  const session = selectSessions(db, one, 1)[0];
  if (session === undefined) return null;
  const context = readContext(db, now);
  const below = selectSessions(
    db,
    { sql: 's.harness = ? AND s.parent_id = ?', values: [harness, sessionId] },
    200,
  );
  const [row, ...children] = liveRows([session, ...below], context);
  if (row === undefined) return null;
  const calls = callsOf(db, session.sessionKey);
  const { entries, truncated } = timeline(db, session.sessionKey, calls, TIMELINE_LIMIT);
  return {
    session: row,
    children,
    timeline: entries,
    timelineTruncated: truncated,
    context: contextPoints(calls, CONTEXT_POINTS),
    contextWindow: windowOf(session),
    alerts: alerts(db, NO_FILTER, now, session.sessionKey),
    errors: errors(db, NO_FILTER, session.sessionKey),
    models: modelsOf(db, session.sessionKey),
    tools: toolsOf(db, session.sessionKey),
    priceSource: priceSourceText(priceSource(db)),
    limits: limitsOf(db, harness),
  };
}

/** Which identity rules match a stored session, in their order; its `~` is `home` again. */
export function ruleMatches(
  rules: readonly IdentityRule[],
  home: string,
): (row: Pick<IdentityRow, 'harness' | 'cwd' | 'branch'>) => boolean[] {
  const identities = createIdentities(rules);
  return ({ harness, cwd, branch }) =>
    identities.matches({ harness, branch, cwd: cwd === null ? null : expandHome(cwd, home) });
}
