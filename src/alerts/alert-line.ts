/** The line that other programs read in agent-alerts.jsonl (ALERTS.md "Delivery", work-stream.md "Alert line"). */

import { redact } from '../domain/redact.ts';
import { safeJson } from '../domain/safe-text.ts';

/** One JSON line: snake_case keys, times as ISO 8601. Subject fields (`error_fingerprint`, `tool_name`, `occurrences`, ...) stand beside the others. */
export interface AlertLine {
  readonly timestamp: string;
  readonly alert_id: string;
  readonly type: string;
  readonly severity: string | null;
  readonly status: 'open' | 'resolved';
  readonly attempt_id: string | null;
  readonly session_id: string | null;
  readonly task_id: string | null;
  readonly agent: string | null;
  readonly harness: string | null;
  readonly project: string | null;
  readonly recommendation: string | null;
  readonly detected_at: string | null;
  readonly latency_ms: number | null;
  readonly writer: 'agentperf';
  /** What loops: a fingerprint, a tool's name; empty when it is the session itself. */
  readonly subject: string;
  /** Written as fields of the line itself; never in place of one of the others. */
  readonly evidence: Readonly<Record<string, string | number>>;
}

/** What is known of a stored alert; times are epoch ms. */
export interface AlertLineSource {
  readonly alertId: string;
  readonly type: string;
  readonly severity: string | null;
  readonly subject: string;
  readonly evidence: Readonly<Record<string, string | number>>;
  readonly recommendation: string | null;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
  readonly detectedAt: number | null;
  readonly sessionId: string | null;
  readonly attemptId: string | null;
  readonly taskId: string | null;
  readonly agent: string | null;
  readonly harness: string | null;
  readonly project: string | null;
}

/** `timestamp` is the event time: when the condition became true, or ended. Text of logs is redacted. */
export function alertLine(alert: AlertLineSource, status: AlertLine['status']): AlertLine {
  const at = status === 'resolved' ? (alert.resolvedAt ?? alert.openedAt) : alert.openedAt;
  const evidence = Object.entries(alert.evidence).map(
    ([key, value]) => [key, typeof value === 'string' ? redact(value) : value] as const,
  );
  return {
    timestamp: isoTime(at) ?? '',
    alert_id: alert.alertId,
    type: alert.type,
    severity: alert.severity,
    status,
    attempt_id: alert.attemptId,
    session_id: alert.sessionId,
    task_id: alert.taskId,
    agent: alert.agent,
    harness: alert.harness,
    project: alert.project,
    recommendation: alert.recommendation,
    detected_at: isoTime(alert.detectedAt),
    latency_ms: alert.detectedAt === null ? null : Math.max(0, alert.detectedAt - alert.openedAt),
    writer: 'agentperf',
    subject: redact(alert.subject),
    evidence: Object.fromEntries(evidence),
  };
}

function isoTime(at: number | null): string | null {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** What a reader joins alerts by is cut last, and only when nothing else is left to cut. */
const IDENTIFYING: ReadonlySet<string> = new Set(['alert_id', 'attempt_id', 'session_id', 'task_id']);
/** Longest text of a field, characters: evidence and names first, ids only in the last step. */
const CUTS: readonly { readonly text: number; readonly ids: number }[] = [
  { text: Number.POSITIVE_INFINITY, ids: Number.POSITIVE_INFINITY },
  { text: 200, ids: Number.POSITIVE_INFINITY },
  { text: 40, ids: Number.POSITIVE_INFINITY },
  { text: 40, ids: 100 },
];
/** Subject fields past this many are dropped when the line is too long. */
const EVIDENCE_LIMIT = 8;

/** The line with its newline, at most `maxBytes` long (512 or more) so that one write appends it whole. */
export function serializeAlertLine(line: AlertLine, maxBytes: number): string {
  for (const [step, cut] of CUTS.entries()) {
    const { evidence, ...head } = line;
    const fields = Object.entries(evidence).filter(([key]) => !Object.hasOwn(head, key));
    const kept = step === 0 ? fields : fields.slice(0, EVIDENCE_LIMIT);
    const text = `${safeJson(shortened({ ...head, ...Object.fromEntries(kept) }, cut))}\n`;
    if (Buffer.byteLength(text) <= maxBytes) {
      return text;
    }
  }
  // Only a log made for it gets here: what is left is enough to find the alert.
  const { timestamp, alert_id, type, severity, status, recommendation, writer } = line;
  return `${safeJson({ timestamp, alert_id, type, severity, status, recommendation, writer })}\n`;
}

function shortened(fields: Record<string, unknown>, cut: (typeof CUTS)[number]): Record<string, unknown> {
  const entries = Object.entries(fields).map(([key, value]) => {
    const limit = IDENTIFYING.has(key) ? cut.ids : cut.text;
    const isLong = typeof value === 'string' && value.length > limit;
    return [key, isLong ? `${value.slice(0, limit - 1)}…` : value] as const;
  });
  return Object.fromEntries(entries);
}
