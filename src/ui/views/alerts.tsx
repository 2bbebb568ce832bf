/** View 6: the alerts, open ones first, the selected one unfolded below. */

import { Box } from 'ink';
import { noun } from '../../domain/noun.ts';
import type { AlertReport } from '../../domain/report.ts';
import { alertColumns } from '../alert-columns.ts';
import { ALERT_SORTS, ALERT_STATUS_FILTERS, evidencePairs } from '../alert-list.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Rule } from '../components/frame.tsx';
import { Line } from '../components/line.tsx';
import { Table } from '../components/table.tsx';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { cutLines } from '../cut-lines.ts';
import { ageOf, type ClockFormat, formatDuration } from '../format.ts';
import { fitText, type Segment } from '../layout.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { alertsList } from '../lists.ts';
import { precisionLine } from '../precision.ts';
import { ALERT_FOOT_LINES, alertPaneHeight, bodyWidth } from '../screen.ts';
import { windowOf } from '../state.ts';
import { severitySegments } from '../status.ts';
import { useUi } from '../ui-context.ts';
import { windowPhrase } from '../windows.ts';

export function AlertsView({ screen }: { readonly screen: Screen }) {
  const { glyphs } = useUi();
  const { state, data } = screen;
  const { items, list } = alertsList(screen);
  const width = bodyWidth(screen.size);
  const body = bodyOf(screen);
  if (items.length === 0) {
    return <NoAlerts screen={screen} />;
  }
  const choice = state.lists.alerts;
  const selected = selectedIndex(state.cursors.alerts, list);
  const mark = choice.reversed ? glyphs.ascending : glyphs.descending;
  return (
    <Box flexDirection="column">
      <Box height={body - alertPaneHeight(body) - ALERT_FOOT_LINES} flexDirection="column">
        <Table
          columns={alertColumns(data.now, glyphs)}
          rows={items}
          idOf={(alert) => alert.alertId}
          selected={selected}
          top={visibleTop(state.cursors.alerts, list)}
          height={list.height + 1}
          width={width}
          sorted={{ column: ALERT_SORTS[choice.sort]?.column ?? 'since', mark }}
        />
      </Box>
      <AlertPane
        alert={items[selected] as AlertReport}
        now={data.now}
        width={width}
        height={alertPaneHeight(body)}
      />
      <Line segments={precisionLine(data.precision, width, glyphs)} />
    </Box>
  );
}

interface PaneProps {
  readonly alert: AlertReport;
  readonly now: number;
  readonly width: number;
  readonly height: number;
}

/** The selected alert, all of it. */
function AlertPane({ alert, now, width, height }: PaneProps) {
  const { glyphs, clock } = useUi();
  const title: Segment[] = [
    ...severitySegments(alert.severity, alert.status === 'open', glyphs),
    { text: ` ${alert.type} ` },
    { text: alert.alertId, role: 'dim' },
  ];
  const lines = paneLines(alert, now, clock).map(([name, ...value]) => [
    { text: `  ${fitText(name.text, 16, glyphs)}`, role: 'dim' } as const,
    ...value,
  ]);
  return (
    <Box flexDirection="column" height={height}>
      <Rule width={width} title={[title]} />
      {cutLines(lines, { width, height: height - 1, glyphs }).map((segments, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one alert; names of evidence may repeat
        <Line key={index} segments={segments} />
      ))}
    </Box>
  );
}

/** Name and value of each line, most wanted first. */
function paneLines(alert: AlertReport, now: number, clock: ClockFormat): [Segment, ...Segment[]][] {
  const until = alert.resolvedAt === null ? '' : `, over at ${clock.date(alert.resolvedAt)}`;
  const session = [alert.agent, alert.project, alert.sessionId].filter((part) => part !== null).join('  ');
  const found = alert.latencyMs === null ? '' : `, seen ${formatDuration(alert.latencyMs)} after it began`;
  const judged = alert.verdict === null ? '' : `, judged ${alert.verdict === 'real' ? 'real' : 'not real'}`;
  return [
    [{ text: 'do' }, { text: alert.recommendation ?? '?', bold: true, role: 'accent' }],
    [
      { text: 'since' },
      { text: `${clock.date(alert.openedAt)} (${ageOf(alert.openedAt, now)} ago)` },
      { text: until + found, role: 'dim' },
    ],
    [{ text: 'state' }, { text: alert.status }, { text: judged, role: 'dim' }],
    [{ text: 'session' }, { text: session === '' ? '?' : session }],
    ...(alert.subject === null || alert.subject === ''
      ? []
      : [[{ text: 'subject' }, { text: alert.subject }] as [Segment, Segment]]),
    ...evidencePairs(alert).map(([name, value]): [Segment, Segment] => [{ text: name }, { text: value }]),
    [
      { text: 'task' },
      { text: alert.taskId ?? 'none known', role: alert.taskId === null ? 'dim' : undefined },
    ],
    [{ text: 'raised by' }, { text: alert.writer, role: 'dim' }],
  ];
}

function NoAlerts({ screen }: { readonly screen: Screen }) {
  const { state, data } = screen;
  const size = { width: bodyWidth(screen.size), height: bodyOf(screen) };
  if (data.alerts.length > 0) {
    const status = ALERT_STATUS_FILTERS[state.lists.alerts.status]?.name ?? 'all';
    return (
      <EmptyState
        title="No alert matches"
        fills={`${data.alerts.length} ${noun(data.alerts.length, 'alert is', 'alerts are')} hidden by status "${status}" or by the filter.`}
        offers={[
          ['f', 'next status filter'],
          ['Esc', 'clear the filter'],
        ]}
        {...size}
      />
    );
  }
  return (
    <EmptyState
      title={`No alert ${windowPhrase(windowOf(state))}`.trimEnd()}
      fills="An agent that fails the same way again and again, calls one tool in a loop, or stands still in the middle of a turn shows up here, with what was seen and what to do."
      offers={[
        ['w', 'a longer window'],
        ['agentperf tui --demo', 'a simulated fleet with loops and stalls'],
      ]}
      {...size}
    />
  );
}
