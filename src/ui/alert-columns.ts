/** The columns of the alerts, in their view and in a session's detail. */

import type { AlertReport } from '../domain/report.ts';
import { evidenceText, isLiveAlert } from './alert-list.ts';
import type { Column } from './columns.ts';
import { ageOf } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { type Segment, segmentsWidth, shortPath } from './layout.ts';
import { severitySegments } from './status.ts';

export function alertColumns(now: number, glyphs: Glyphs): Column<AlertReport>[] {
  return [
    {
      id: 'severity',
      title: 'SEVERITY',
      align: 'left',
      min: 9,
      max: 9,
      rank: 0,
      cell: (alert) => severitySegments(alert.severity, alert.status === 'open', glyphs),
    },
    {
      id: 'type',
      title: 'TYPE',
      align: 'left',
      min: 11,
      max: 18,
      rank: 0,
      cell: (alert) => [{ text: alert.type, bold: alert.status === 'open', ...tone(alert) }],
    },
    {
      id: 'session',
      title: 'SESSION',
      align: 'left',
      min: 11,
      max: 30,
      rank: 1,
      cell: (alert, width) => sessionCell(alert, width, glyphs),
    },
    {
      id: 'since',
      title: 'SINCE',
      align: 'right',
      min: 6,
      max: 6,
      rank: 1,
      cell: (alert) => [{ text: ageOf(alert.openedAt, now), ...tone(alert) }],
    },
    {
      id: 'evidence',
      title: 'EVIDENCE',
      align: 'left',
      min: 14,
      max: 60,
      rank: 2,
      grows: true,
      cell: (alert) => [{ text: evidenceText(alert, glyphs), role: 'dim' }],
    },
    {
      id: 'recommendation',
      title: 'DO',
      align: 'left',
      min: 12,
      max: 22,
      rank: 4,
      cell: (alert) => [{ text: alert.recommendation ?? '', ...tone(alert) }],
    },
    {
      id: 'state',
      title: 'STATE',
      align: 'left',
      min: 8,
      max: 12,
      rank: 3,
      cell: (alert) => [{ text: alert.status, role: alert.status === 'open' ? 'accent' : 'dim' }],
    },
    {
      id: 'verdict',
      title: 'REAL',
      align: 'left',
      min: 4,
      max: 4,
      rank: 5,
      cell: (alert) => [{ text: VERDICT_WORDS[alert.verdict ?? 'none'], role: 'dim' }],
    },
  ];
}

/** Who, and in which project: many sessions go by the name of their harness. */
function sessionCell(alert: AlertReport, width: number, glyphs: Glyphs): Segment[] {
  const place: Segment[] =
    alert.project === null ? [] : [{ text: ` ${glyphs.separator} ${alert.project}`, role: 'dim' }];
  const name = alert.agent ?? alert.sessionId ?? '';
  return [{ text: shortPath(name, width - segmentsWidth(place), glyphs), ...tone(alert) }, ...place];
}

function tone(alert: AlertReport): { role?: 'dim' } {
  return isLiveAlert(alert) ? {} : { role: 'dim' };
}

const VERDICT_WORDS = { real: 'yes', not_real: 'no', none: '' } as const;
