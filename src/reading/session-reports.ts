/** Makes session reports and live rows of stored sessions: status, attention, evidence, context, sub-agents. */

import type { Connection } from '../db/open.ts';
import { type OpenAlertRow, openAlertsBySession } from '../db/queries/alerts.ts';
import { type EvidenceOf, evidenceOf } from '../db/queries/evidence.ts';
import {
  descendants,
  type OpenTool,
  openTools,
  parents,
  placeOf,
  type SessionRow,
  type StoredSession,
  tokensByBucket,
} from '../db/queries/sessions.ts';
import { costOf, reportedCostOf, tokenSums } from '../db/queries/sums.ts';
import { BUCKET_MS, bucketOf } from '../db/rollups.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { LiveRow } from '../domain/live.ts';
import type { SessionCount } from '../domain/parity.ts';
import type { CostBasis, SessionReport } from '../domain/report.ts';
import { isTranscript } from '../domain/source.ts';
import { adapterOf } from '../ingest/sources/registry.ts';
import { loggedCount } from '../metrics/parity.ts';
import { resumeCommand } from '../metrics/resume-command.ts';
import { type StatusAnswer, statusOf } from '../metrics/status.ts';

/** Quarter hours in the rate sparkline of a live row. */
const RATE_SLICES = 8;
const USUAL_WINDOW = 200_000;
const LONG_WINDOW = 1_000_000;

/** What one read of several sessions shares. */
export interface ReadContext {
  readonly db: Connection;
  readonly now: number;
  readonly openAlerts: ReadonlyMap<number, readonly OpenAlertRow[]>;
  readonly parents: ReadonlySet<string>;
  readonly evidence: EvidenceOf;
  /** Answers by session key: header, order and row of one drawing ask the same. */
  readonly statuses: Map<number, StatusAnswer>;
}

export function readContext(db: Connection, now: number): ReadContext {
  return {
    ...{ db, now },
    openAlerts: openAlertsBySession(db, now),
    parents: parents(db),
    evidence: evidenceOf(db, now),
    statuses: new Map(),
  };
}

export function statusOfStored(session: SessionRow, context: ReadContext): StatusAnswer {
  return getOrInsert(context.statuses, session.sessionKey, () => {
    const openAlerts = (context.openAlerts.get(session.sessionKey) ?? []).map((alert) => alert.type);
    return statusOf({ ...session, evidence: context.evidence(session), openAlerts }, context.now);
  });
}

export function sessionReport(session: StoredSession, context: ReadContext): SessionReport {
  const { sums } = session;
  const status = statusOfStored(session, context);
  const tokens = tokenSums(sums);
  const { yields } = adapterOf(session.source);
  const counted = (name: SessionCount, count: number) => loggedCount(yields, name, count);
  const below = context.parents.has(`${session.harness}\n${session.sessionId}`)
    ? descendants(context.db, session.harness, session.sessionId)
    : { sessions: 1, sums };
  return {
    sessionId: session.sessionId,
    parentSessionId: session.parentId,
    harness: session.harness,
    harnessVersion: session.harnessVersion,
    harnessVersions: session.harnessVersions,
    source: session.source,
    agent: session.agent,
    department: session.department,
    project: session.project,
    cwd: session.cwd,
    branch: session.branch,
    title: session.title,
    model: session.model,
    models: session.models,
    effort: session.effort,
    status: status.status,
    attention: status.attention,
    statusEvidence: status.evidence,
    endedReason: status.endedReason,
    startedAt: session.firstAt,
    endedAt: status.status === 'ended' ? (session.endAt ?? session.lastAt) : null,
    lastEventAt: session.lastAt,
    durationMs: session.durationMs ?? spanOf(session),
    events: sums.events,
    modelCalls: counted('modelCalls', sums.model_calls),
    toolCalls: counted('toolCalls', sums.tool_calls),
    toolErrors: counted('toolErrors', sums.tool_errors),
    errors: counted('errors', sums.errors),
    compactions: counted('compactions', sums.compactions),
    contextUtilization: utilization(session),
    filesModified: session.filesModified,
    linesAdded: session.linesAdded,
    linesDeleted: session.linesDeleted,
    commits: session.commits,
    tokens,
    costUsdMicros: costOf(sums),
    costBasis: basisOf(session),
    reportedCostUsdMicros: reportedCostOf(sums),
    unpricedCalls: sums.unpriced_calls,
    rollup: { sessions: below.sessions, tokens: tokenSums(below.sums), costUsdMicros: costOf(below.sums) },
    alertsOpen: context.openAlerts.get(session.sessionKey)?.length ?? 0,
    taskIds: session.taskIds,
    attemptId: session.attemptId,
    prUrl: session.prUrl,
    resumedFrom: session.resumedFrom,
    resumeCommand: !isTranscript(session.source)
      ? null
      : resumeCommand(session.harness, session.sessionId, session.parentId, session.cwd),
  };
}

/** Live rows in the order given; `depth` comes from whether the parent is among them. */
export function liveRows(sessions: readonly StoredSession[], context: ReadContext): LiveRow[] {
  const keys = sessions.map((session) => session.sessionKey);
  const firstBucket = bucketOf(context.now) - RATE_SLICES + 1;
  const rates = tokensByBucket(context.db, keys, firstBucket);
  const active = sessions.filter((session) => isActive(statusOfStored(session, context)));
  const tools = openTools(
    context.db,
    active.map((session) => session.sessionKey),
  );
  return sessions.map((session) => {
    const tokens = rates.get(session.sessionKey) ?? new Map();
    return liveRow(session, context, tools.get(session.sessionKey) ?? null, tokens, firstBucket);
  });
}

function isActive({ status }: StatusAnswer): boolean {
  return status === 'working' || status === 'waiting';
}

function liveRow(
  session: StoredSession,
  context: ReadContext,
  tool: OpenTool | null,
  tokens: ReadonlyMap<number, number>,
  firstBucket: number,
): LiveRow {
  const status = statusOfStored(session, context);
  const alert = context.openAlerts.get(session.sessionKey)?.[0];
  const { nowLineage, nowOffset, nowLength } = session;
  const last =
    nowLineage === null || nowOffset === null
      ? null
      : { lineage: nowLineage, offset: nowOffset, length: nowLength ?? 0 };
  const spot = tool ?? last;
  return {
    ...sessionReport(session, context),
    depth: session.parentId === null ? 0 : session.sessionId.split('/').length - 1,
    statusSince: status.attention !== null && alert !== undefined ? alert.openedAt : status.since,
    attentionReason: status.attention === null || alert === undefined ? null : reasonOf(alert),
    rate: Array.from({ length: RATE_SLICES }, (_, slice) => {
      const sum = tokens.get(firstBucket + slice);
      return sum === undefined ? null : Math.round(sum / (BUCKET_MS / 60_000));
    }),
    nowTool: tool?.name ?? null,
    nowPlace: spot === null ? null : placeOf(context.db, spot.lineage, spot.offset, spot.length),
  };
}

type Reason = (evidence: OpenAlertRow['evidence']) => string;

/** An alert's evidence in the few words that a narrow column has room for. */
const REASONS: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['error_loop', (evidence) => `same failure ×${evidence.occurrences ?? '?'}`],
  ['tool_loop', (evidence) => `${evidence.tool_name ?? 'tool'} ×${evidence.occurrences ?? '?'}, no progress`],
  ['stuck_agent', () => 'silent mid-turn'],
]);

function reasonOf(alert: OpenAlertRow): string | null {
  return REASONS.get(alert.type)?.(alert.evidence) ?? null;
}

function utilization(session: StoredSession): number | null {
  const window = windowOf(session);
  return window === null || session.contextTokens === null ? null : session.contextTokens / window;
}

/**
 * Context window in tokens. Where a model can have a long one, the harness decides: Claude Code takes the short one unless the model's
 * name asks for more, and a call that was larger shows which was in force.
 */
export function windowOf(session: StoredSession): number | null {
  if (session.contextWindow === null) return null;
  const asksForLong = session.model?.endsWith('[1m]') === true;
  const usual =
    session.harness === 'claude_code' && !asksForLong
      ? Math.min(USUAL_WINDOW, session.contextWindow)
      : session.contextWindow;
  const peak = session.contextPeak ?? 0;
  return peak <= usual ? usual : Math.max(LONG_WINDOW, peak);
}

function spanOf(session: StoredSession): number | null {
  return session.firstAt === null || session.lastAt === null ? null : session.lastAt - session.firstAt;
}

function basisOf(session: StoredSession): CostBasis | null {
  if (costOf(session.sums) === null) return null;
  if (session.reportedOnly) return 'reported';
  return session.sums.estimated_calls > 0 ? 'estimated' : 'computed';
}
