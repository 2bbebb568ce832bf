/** Stored alerts: what detectors say becomes rows, in the transaction of the events they saw; the outbox column says what is still to be told. */

import type { AlertChange, AlertFinding, OpenAlert } from '../domain/alert.ts';
import type { AlertAction } from '../domain/live.ts';
import type { Connection } from './open.ts';

/** An alert that opened this long before it was seen is history: recorded, told to nobody (ALERTS.md). */
const HISTORY_MS = 10 * 60_000;
const SNOOZE_MS = 60 * 60_000;

/** What each answer of the user changes; a snoozed or dismissed alert that was real after all is open again, unless it is over. */
const ACTIONS: Readonly<Record<AlertAction, string>> = {
  acknowledge: `status = 'acknowledged', snoozed_until = NULL`,
  snooze: `status = 'snoozed', snoozed_until = @until`,
  dismiss: `status = 'dismissed', verdict = 'not_real', snoozed_until = NULL`,
  was_real: `verdict = 'real', status = CASE WHEN status <> 'dismissed' THEN status WHEN resolved_at IS NULL THEN 'open' ELSE 'resolved' END`,
};

export interface PendingAlert {
  readonly alertId: string;
  /** What has to be told: `open`, `resolved`. */
  readonly tell: readonly string[];
  readonly type: string;
  readonly severity: string | null;
  readonly subject: string;
  readonly evidence: Record<string, string | number>;
  readonly recommendation: string | null;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
  readonly detectedAt: number | null;
  readonly sessionId: string | null;
  readonly attemptId: string | null;
  readonly agent: string | null;
  readonly harness: string | null;
  readonly project: string | null;
  readonly taskId: string | null;
}

export function createAlertStore(
  db: Connection,
  identify: (finding: AlertFinding) => string,
  now: () => number,
) {
  const open = db.prepare(
    `INSERT INTO alerts (alert_id, type, severity, status, session_key, subject, evidence, recommendation, episode_start, opened_at, last_at,
       detected_at, writer, pending) VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, 'agentperf', ?) ON CONFLICT DO NOTHING`,
  );
  const update = db.prepare(`UPDATE alerts SET evidence = ?, last_at = ? WHERE alert_id = ?`);
  const resolve = db.prepare(
    `UPDATE alerts SET status = CASE status WHEN 'dismissed' THEN status ELSE 'resolved' END, resolved_at = ?,
       pending = CASE WHEN detected_at IS NULL THEN '' WHEN pending = '' THEN 'resolved' ELSE pending || ',resolved' END
     WHERE session_key = ? AND type = ? AND subject = ? AND episode_start = ? AND resolved_at IS NULL`,
  );
  const openRows = db.prepare(
    `SELECT type, session_key AS sessionKey, subject, episode_start AS episodeStart, opened_at AS openedAt, last_at AS lastAt
     FROM alerts WHERE resolved_at IS NULL AND writer = 'agentperf'`,
  );
  const pending = db.prepare(
    `SELECT alert_id AS alertId, a.pending, type, severity, subject, evidence, recommendation, opened_at AS openedAt, resolved_at AS resolvedAt,
       detected_at AS detectedAt, s.session_id AS sessionId, s.attempt_id AS attemptId, coalesce(s.agent, s.rule_agent) AS agent, s.harness, coalesce(s.rule_project, s.project) AS project,
       (SELECT task_id FROM session_tasks JOIN task_names USING (task_ref) WHERE session_key = a.session_key LIMIT 1) AS taskId
     FROM alerts a LEFT JOIN sessions s USING (session_key) WHERE a.pending <> '' ORDER BY opened_at LIMIT 200`,
  );
  const told = db.prepare(`UPDATE alerts SET pending = ? WHERE alert_id = ? AND pending = ?`);
  const foreign = db.prepare(
    `INSERT INTO alerts (alert_id, type, severity, status, session_key, task_ref, subject, evidence, recommendation, episode_start, opened_at, last_at,
       resolved_at, writer, pending) VALUES (?, ?, ?, 'resolved', ?, ?, ?, '{}', ?, ?, ?, ?, ?, ?, '') ON CONFLICT DO NOTHING`,
  );

  const apply: { readonly [K in AlertChange['kind']]: (change: Extract<AlertChange, { kind: K }>) => void } =
    {
      open: ({ finding }) => {
        const live = now() - finding.openedAt <= HISTORY_MS;
        open.run(
          identify(finding),
          finding.type,
          finding.severity,
          finding.sessionKey,
          finding.subject,
          JSON.stringify(finding.evidence),
          finding.recommendation,
          finding.episodeStart,
          finding.openedAt,
          finding.openedAt,
          live ? now() : null,
          live ? 'open' : '',
        );
      },
      update: ({ finding }) =>
        update.run(JSON.stringify(finding.evidence), finding.openedAt, identify(finding)),
      resolve: (change) =>
        resolve.run(change.at, change.sessionKey, change.type, change.subject, change.episodeStart),
    };

  return {
    apply(changes: readonly AlertChange[]): void {
      for (const change of changes) (apply[change.kind] as (change: AlertChange) => void)(change);
    },
    /** An alert of another program: kept as told, never raised again. */
    foreign(row: {
      id: string;
      type: string;
      severity: string | null;
      sessionKey: number;
      taskRef: number | null;
      subject: string;
      recommendation: string | null;
      at: number;
      writer: string;
    }): void {
      foreign.run(
        row.id,
        row.type,
        row.severity,
        row.sessionKey,
        row.taskRef,
        row.subject,
        row.recommendation,
        row.at,
        row.at,
        row.at,
        row.at,
        row.writer,
      );
    },
    openAlerts: (): OpenAlert[] => openRows.all() as OpenAlert[],
    pending: (): PendingAlert[] =>
      (
        pending.all() as (Omit<PendingAlert, 'tell' | 'evidence'> & { pending: string; evidence: string })[]
      ).map((row) => ({
        ...row,
        tell: row.pending.split(','),
        evidence: JSON.parse(row.evidence) as Record<string, string | number>,
      })),
    /** Marks what was told; what came to be told meanwhile stays. */
    told(alert: PendingAlert): void {
      told.run('', alert.alertId, alert.tell.join(','));
    },
  };
}
/** What the user says of an alert; any process may store it, the writer or not. */
export function actOnAlert(db: Connection, alertId: string, action: AlertAction, now: number): void {
  db.prepare(`UPDATE alerts SET ${ACTIONS[action]} WHERE alert_id = @alertId`).run(
    action === 'snooze' ? { alertId, until: now + SNOOZE_MS } : { alertId },
  );
}

export type AlertStore = ReturnType<typeof createAlertStore>;
