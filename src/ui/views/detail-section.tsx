/** The sections of a session, one component each, in a registry. */

import type { ReactElement } from 'react';
import type { SessionDetail } from '../../domain/live.ts';
import { alertColumns } from '../alert-columns.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Grid } from '../components/grid.tsx';
import { LineChart } from '../components/line-chart.tsx';
import { Table } from '../components/table.tsx';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { errorColumns, modelColumns, timelineColumns, toolColumns } from '../detail-columns.ts';
import { formatTokens } from '../format.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { activeList, timelineList } from '../lists.ts';
import { liveColumns } from '../live-columns.ts';
import { rowId } from '../live-list.ts';
import { bodyWidth, sectionHeight } from '../screen.ts';
import type { SectionId } from '../state.ts';
import type { AsOf } from '../timeline.ts';
import { useUi } from '../ui-context.ts';

interface SectionProps {
  readonly screen: Screen;
  readonly detail: SessionDetail;
  readonly moment: AsOf;
}

export function DetailSection(props: SectionProps) {
  const { section } = props.screen.state;
  const Section = SECTIONS[section];
  const width = bodyWidth(props.screen.size);
  const height = sectionHeight(bodyOf(props.screen));
  const empty = EMPTY[section](props.detail);
  if (empty !== null) {
    return <EmptyState title={empty[0]} fills={empty[1]} width={width} height={height} />;
  }
  return <Section {...props} width={width} height={height} />;
}

type SizedProps = SectionProps & { readonly width: number; readonly height: number };

const SECTIONS: Readonly<Record<SectionId, (props: SizedProps) => ReactElement>> = {
  timeline: TimelineSection,
  context: ContextSection,
  alerts: AlertsSection,
  'sub-agents': ChildrenSection,
  errors: (props) => (
    <PaneGrid {...props} columns={errorColumns(props.screen.data.now)} rows={props.detail.errors} />
  ),
  tools: (props) => <PaneGrid {...props} columns={toolColumns()} rows={props.detail.tools} />,
  models: (props) => <PaneGrid {...props} columns={modelColumns()} rows={props.detail.models} />,
};

type Empty = readonly [title: string, fills: string] | null;

const EMPTY: Readonly<Record<SectionId, (detail: SessionDetail) => Empty>> = {
  timeline: (detail) =>
    emptyWhen(detail.timeline, 'No timeline', 'Prompts, replies and tool calls show up here.'),
  context: (detail) =>
    emptyWhen(
      detail.context,
      'No context known',
      'Calls whose log says how many tokens they sent show up here.',
    ),
  alerts: (detail) => emptyWhen(detail.alerts, 'No alerts', 'Loops and stalls of this session show up here.'),
  'sub-agents': (detail) =>
    emptyWhen(detail.children, 'No sub-agents', 'Agents that this session starts show up here.'),
  errors: (detail) =>
    emptyWhen(detail.errors, 'No errors', 'Failed tool calls and API errors show up here, grouped.'),
  tools: (detail) =>
    emptyWhen(detail.tools, 'No tools used', 'Tools show up here with calls, failures and durations.'),
  models: (detail) =>
    emptyWhen(detail.models, 'No model called', 'Models show up here with calls, tokens and cost.'),
};

function emptyWhen(rows: readonly unknown[], title: string, fills: string): Empty {
  return rows.length === 0 ? [title, fills] : null;
}

function TimelineSection({ screen, width, height }: SizedProps) {
  const { glyphs, clock } = useUi();
  const { items, list } = timelineList(screen);
  const cursor = screen.state.cursors.timeline;
  return (
    <Table
      columns={timelineColumns(glyphs, clock, screen.texts)}
      rows={items}
      idOf={(item) => item.id}
      selected={selectedIndex(cursor, list)}
      top={visibleTop(cursor, list)}
      height={height}
      width={width}
    />
  );
}

function ContextSection({ detail, moment, width, height }: SizedProps) {
  const { clock } = useUi();
  const { context, contextWindow } = detail;
  return (
    <LineChart
      values={context.map((point) => point.tokens)}
      ceiling={contextWindow}
      formatValue={formatTokens}
      marked={moment.contextIndex}
      ends={[clock.time(context[0]?.at ?? null), clock.time(context.at(-1)?.at ?? null)]}
      width={width}
      height={height}
    />
  );
}

function AlertsSection({ screen, detail, width, height }: SizedProps) {
  const { glyphs } = useUi();
  const { id, list } = activeList(screen);
  return (
    <Table
      columns={alertColumns(screen.data.now, glyphs)}
      rows={detail.alerts}
      idOf={(alert) => alert.alertId}
      selected={-1}
      top={visibleTop(screen.state.cursors[id], list)}
      height={height}
      width={width}
    />
  );
}

function ChildrenSection({ screen, detail, width, height }: SizedProps) {
  const { glyphs } = useUi();
  const { list } = activeList(screen);
  const cursor = screen.state.cursors.children;
  const items = detail.children.map((row) => ({
    id: rowId(row),
    row,
    depth: Math.max(0, row.depth - 1),
    hiddenChildren: 0,
    sharesPlace: false,
  }));
  return (
    <Table
      columns={liveColumns({ now: screen.data.now, glyphs, texts: screen.texts })}
      rows={items}
      idOf={(item) => item.id}
      selected={selectedIndex(cursor, list)}
      top={visibleTop(cursor, list)}
      height={height}
      width={width}
    />
  );
}

type GridOf<Row> = SizedProps & Pick<Parameters<typeof Grid<Row>>[0], 'columns' | 'rows'>;

function PaneGrid<Row>({ screen, columns, rows, width, height }: GridOf<Row>) {
  const { id, list } = activeList(screen);
  const top = visibleTop(screen.state.cursors[id], list);
  return <Grid columns={columns} rows={rows} top={top} height={height} width={width} />;
}
