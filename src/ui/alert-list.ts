/** Which alerts are shown, and in what order: open first. Pure. */

import { compareText } from '../domain/compare-text.ts';
import { noun } from '../domain/noun.ts';
import type { AlertReport } from '../domain/report.ts';
import type { Glyphs } from './glyphs.ts';
import type { ListChoice } from './state.ts';

const STATUS_ORDER = ['open', 'acknowledged', 'snoozed', 'resolved', 'dismissed'] as const;
const SEVERITY_ORDER: readonly (string | null)[] = ['high', 'medium', 'low', null];

/** What `f` cycles through on the alerts. */
export const ALERT_STATUS_FILTERS: readonly {
  readonly name: string;
  readonly statuses: readonly string[] | null;
}[] = [
  { name: 'all', statuses: null },
  { name: 'open', statuses: ['open'] },
  { name: 'handled', statuses: ['acknowledged', 'snoozed'] },
  { name: 'past', statuses: ['resolved', 'dismissed'] },
];

type Compare = (a: AlertReport, b: AlertReport) => number;

/** What `s` cycles through on the alerts. Open ones stay on top of every order. */
export const ALERT_SORTS: readonly { readonly column: string; readonly compare: Compare }[] = [
  { column: 'since', compare: (a, b) => b.openedAt - a.openedAt },
  {
    column: 'severity',
    compare: (a, b) => SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity),
  },
  { column: 'type', compare: (a, b) => compareText(a.type, b.type) },
  { column: 'session', compare: (a, b) => compareText(a.agent ?? '', b.agent ?? '') },
];

export function isLiveAlert(alert: AlertReport): boolean {
  return alert.status === 'open' || alert.status === 'acknowledged' || alert.status === 'snoozed';
}

export function alertItems(alerts: readonly AlertReport[], choice: ListChoice): AlertReport[] {
  const statuses = ALERT_STATUS_FILTERS[choice.status]?.statuses ?? null;
  const needle = choice.filter.trim().toLowerCase();
  const { compare } = ALERT_SORTS[choice.sort] ?? { compare: () => 0 };
  const order = choice.reversed ? -1 : 1;
  return alerts
    .filter((alert) => statuses === null || statuses.includes(alert.status))
    .filter((alert) => needle === '' || searchText(alert).includes(needle))
    .sort(
      (a, b) =>
        STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
        order * compare(a, b) ||
        b.openedAt - a.openedAt ||
        compareText(a.alertId, b.alertId),
    );
}

/** How one of our own rules tells its evidence: what it cannot do without, and the words. */
interface Telling {
  readonly needs: string;
  readonly tell: (evidence: AlertReport['evidence'], subject: string, glyphs: Glyphs) => string;
}

const TELLINGS: ReadonlyMap<string, Telling> = new Map<string, Telling>([
  [
    'error_loop',
    {
      needs: 'occurrences',
      tell: ({ occurrences }, subject, { times }) => `${times}${occurrences} ${subject}`,
    },
  ],
  [
    'tool_loop',
    {
      needs: 'occurrences',
      tell: ({ occurrences, distinct_calls: distinct }, subject, { times }) =>
        `${subject} ${times}${occurrences}${distinct === undefined ? '' : `, ${distinct} distinct ${noun(Number(distinct), 'call')}`}`,
    },
  ],
  [
    'stuck_agent',
    {
      needs: 'idle_ms',
      tell: ({ idle_ms: idle, tool_name: tool }) =>
        `silent ${spanText(Number(idle))}${tool === undefined ? '' : ` in ${tool}`}`,
    },
  ],
]);

/** `×6 exit 1`, `Bash ×20, 1 distinct call`, `silent 11 min`: what was seen, in one line. Text of logs: draw it safely. */
export function evidenceText(alert: AlertReport, glyphs: Glyphs): string {
  const telling = TELLINGS.get(alert.type);
  if (telling !== undefined && Object.hasOwn(alert.evidence, telling.needs)) {
    return telling.tell(alert.evidence, alert.subject ?? '', glyphs).trim();
  }
  const parts = evidencePairs(alert)
    .slice(0, 3)
    .map(([name, value]) => `${name} ${value}`);
  return [...(alert.subject === null || alert.subject === '' ? [] : [alert.subject]), ...parts].join(
    ` ${glyphs.separator} `,
  );
}

/** Evidence as words and values, without what the subject says already. */
export function evidencePairs(alert: AlertReport): [string, string][] {
  return Object.entries(alert.evidence)
    .filter(([, value]) => String(value) !== alert.subject)
    .map(([name, value]) => evidencePair(name, value));
}

function evidencePair(name: string, value: string | number): [string, string] {
  const words = name.replace(/_ms$/u, '').replaceAll('_', ' ');
  return [words, name.endsWith('_ms') && typeof value === 'number' ? spanText(value) : String(value)];
}

function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes === 0 ? `${Math.round(ms / 1000)} s` : `${minutes} min`;
}

function searchText(alert: AlertReport): string {
  const parts = [
    alert.type,
    alert.agent,
    alert.project,
    alert.subject,
    alert.sessionId,
    alert.taskId,
    alert.status,
    alert.severity,
  ];
  return parts
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase();
}
