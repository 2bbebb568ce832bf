/** How an attempt came out: `session_end` lines, metrics lines, and alerts of other writers (work-stream.md). */

import type { ReportedTotalEvent, SessionEndEvent } from '../../../domain/event.ts';
import type { ForeignAlertEvent } from '../../../domain/notes.ts';
import { redact } from '../../../domain/redact.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { type Clamps, costUsdMicros, durationMs, isObject, shortText, tokenCount } from '../fields.ts';
import { totalTokens } from './usage.ts';

type Data = Record<string, unknown>;

const END_STATUS: ReadonlyMap<string, SessionEndEvent['status']> = new Map([
  ['success', 'completed'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['timeout', 'timeout'],
  ['interrupted', 'interrupted'],
]);

/** Alerts that agentperf wrote itself are read, but say nothing new. */
const OWN_WRITER = 'agentperf';

export function sessionEnd(data: Data, clamps: Clamps): SessionEndEvent {
  return {
    type: 'session_end',
    status: endStatus(data.completion_status, clamps) ?? statusOf(data.success),
    durationMs: durationMs(data.duration_ms, clamps),
    totalTokens: totalTokens(data, clamps),
    costUsdMicros: costUsdMicros(data.cost_usd, clamps),
  };
}

/** An absent status says nothing; any other than the known words is not usable. */
function endStatus(value: unknown, clamps: Clamps): SessionEndEvent['status'] {
  if (value === undefined) {
    return null;
  }
  const status = typeof value === 'string' ? (END_STATUS.get(value) ?? null) : null;
  if (status === null) {
    clamps.count++;
  }
  return status;
}

/** Telemetry may say only whether it went well (bosun.md 2). */
function statusOf(success: unknown): SessionEndEvent['status'] {
  return typeof success === 'boolean' ? (success ? 'completed' : 'failed') : null;
}

/** What a session changed and which model did it, as its end tells; null when the line tells nothing. */
export function changeInfo(figures: Data, clamps: Clamps): SessionInfo | null {
  const counts = { ...changes(figures, clamps), model: shortText(figures.model, clamps, 128) || null };
  const known = Object.entries(counts).filter(([, count]) => count !== null);
  return known.length === 0 ? null : { type: 'session_info', ...Object.fromEntries(known) };
}

/** Both dialects' names. */
function changes(figures: Data, clamps: Clamps) {
  return {
    linesAdded: tokenCount(figures.lines_added ?? figures.diff_lines_added, clamps),
    linesDeleted: tokenCount(figures.lines_deleted ?? figures.diff_lines_deleted, clamps),
    filesModified: tokenCount(figures.files_modified ?? figures.diff_files_changed, clamps),
    commits: tokenCount(figures.commits, clamps),
  };
}

/** A metrics line: the attempt's own totals. Its success comes from whichever field says it (bosun.md 3). */
export function metricsTotal(row: Data, clamps: Clamps): ReportedTotalEvent {
  const metrics = isObject(row.metrics) ? row.metrics : {};
  return {
    type: 'reported_total',
    origin: 'metrics',
    costUsdMicros: costUsdMicros(metrics.cost_usd, clamps),
    totalTokens: totalTokens(metrics, clamps),
    durationMs: durationMs(metrics.duration_ms, clamps),
    ...changes(metrics, clamps),
    success: succeeded(row, metrics),
  };
}

function succeeded(row: Data, metrics: Data): boolean | null {
  if (typeof metrics.success === 'boolean') {
    return metrics.success;
  }
  const outcome = isObject(row.outcome) ? row.outcome.status : undefined;
  for (const word of [outcome, metrics.completion_status, row.completion_status]) {
    const status = typeof word === 'string' ? END_STATUS.get(word) : undefined;
    if (status) {
      return status === 'completed';
    }
  }
  return null;
}

/** The pull request of a metrics line's outcome; null when it names none. */
export function pullRequestInfo(row: Data, clamps: Clamps): SessionInfo | null {
  const value = isObject(row.outcome) ? row.outcome.pr_number : undefined;
  const prNumber = value === null ? null : tokenCount(value, clamps);
  return prNumber === null ? null : { type: 'session_info', prNumber };
}

/** Who writes alerts with a cool-down key in them (bosun.md 4). */
const BOSUN = 'bosun';
/** Fields that name what an alert is about, most telling first (bosun.md 4). */
const ALERT_SUBJECTS = ['error_fingerprint', 'tool_name', 'last_reason'] as const;

/** An alert of another program; null for our own. */
export function foreignAlert(row: Data, clamps: Clamps): ForeignAlertEvent | null {
  const writer = shortText(row.writer, clamps, 64);
  if (writer === OWN_WRITER) {
    return null;
  }
  const [fingerprint] = Array.isArray(row.error_fingerprints) ? row.error_fingerprints : [];
  return {
    type: 'foreign_alert',
    alertType: shortText(row.type, clamps, 64) ?? '',
    severity: shortText(row.severity, clamps, 32),
    recommendation: shortWords(row.recommendation, clamps),
    subject: shortWords(
      ALERT_SUBJECTS.map((name) => row[name]).find((value) => value !== undefined) ?? fingerprint,
      clamps,
    ),
    writer: writer ?? (row._cooldown_key === undefined ? null : BOSUN),
  };
}

const SEVERITIES: readonly unknown[] = ['critical', 'high', 'medium', 'low'];

/** The gravest of `anomaly_actions`: what the detector of the orchestrator did about the session (bosun.md 2 and 6); null when it did nothing. */
export function anomalyAlert(data: Data, clamps: Clamps): ForeignAlertEvent | null {
  const actions = (
    Array.isArray(data.anomaly_actions) ? data.anomaly_actions : [data.anomaly_actions]
  ).filter(isObject);
  const rank = ({ severity }: Data): number => (SEVERITIES.indexOf(severity) + 5) % 5;
  const [gravest] = actions.toSorted((one, other) => rank(one) - rank(other));
  const alertType = gravest === undefined ? null : shortText(gravest.type, clamps, 64);
  if (gravest === undefined || alertType === null) {
    return null;
  }
  return {
    type: 'foreign_alert',
    alertType: alertType.toLowerCase(),
    severity: shortText(gravest.severity, clamps, 32),
    recommendation: shortWords(gravest.action, clamps),
    subject: null,
    writer: BOSUN,
  };
}

function shortWords(value: unknown, clamps: Clamps): string | null {
  const short = shortText(value, clamps, 200);
  return short === null ? null : redact(short);
}
