/** Alerts as lines of text: which of them are news, and how one reads. */

import type { AlertReport } from '../domain/report.ts';
import { safeText } from '../domain/safe-text.ts';
import { isoTime } from './snake-case.ts';

/** Remembers what was told, so that an alert is told when it opens and when it ends, and not again. */
export function createAlertFeed(): { news(alerts: readonly AlertReport[]): AlertReport[] } {
  let told: ReadonlyMap<string, boolean> = new Map();
  return {
    news(alerts) {
      const before = told;
      told = new Map(alerts.map((alert) => [alert.alertId, hasEnded(alert)]));
      return alerts.filter((alert) => isNews(alert, before.get(alert.alertId))).sort(byOpening);
    },
  };
}

/** `toldEnded`: undefined = never told. An end is news when its opening was told, or when both happened live between two looks. */
function isNews(alert: AlertReport, toldEnded: boolean | undefined): boolean {
  if (!hasEnded(alert)) return toldEnded === undefined;
  return toldEnded === false || (toldEnded === undefined && alert.latencyMs !== null);
}

function hasEnded(alert: AlertReport): boolean {
  return alert.resolvedAt !== null || alert.status === 'dismissed';
}

function byOpening(a: AlertReport, b: AlertReport): number {
  return a.openedAt - b.openedAt;
}

/** `2026-03-08T10:00:00.000Z open error_loop high session=… agent=… subject=… evidence… -> recommendation`, one safe line; values that hold spaces or quotes are JSON texts. */
export function alertLine(alert: AlertReport): string {
  const ended = hasEnded(alert);
  const at = isoTime(ended ? (alert.resolvedAt ?? alert.openedAt) : alert.openedAt) ?? '-';
  const fields: readonly [string, string | number | null][] = [
    ['session', alert.sessionId],
    ['agent', alert.agent],
    ['task', alert.taskId],
    ['subject', alert.subject],
    ...Object.entries(alert.evidence),
  ];
  const told = fields
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}=${wordOf(String(value))}`);
  const advice = ended || alert.recommendation === null ? [] : [`-> ${alert.recommendation}`];
  return safeText(
    [at, ended ? 'resolved' : 'open', alert.type, alert.severity ?? '-', ...told, ...advice].join(' '),
  );
}

/** One word of the line, so that a script can tell where a value ends. */
function wordOf(value: string): string {
  return /[\s"'=]/.test(value) ? JSON.stringify(value) : value;
}
