/** One agent, department or project: its card, and one of its sections below. */

import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { AgentDetail } from '../../domain/performance.ts';
import { cardLines } from '../agent-card.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Grid } from '../components/grid.tsx';
import { Line } from '../components/line.tsx';
import { SectionTabs } from '../components/section-tabs.tsx';
import { Table } from '../components/table.tsx';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { fitSegments } from '../layout.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { rowId } from '../live-list.ts';
import { workList } from '../performance-lists.ts';
import { PERFORMER_SECTIONS } from '../performer-sections.ts';
import { agentCardHeight, bodyWidth, workSectionHeight } from '../screen.ts';
import { PERFORMER_SECTION_IDS, type PerformerSectionId } from '../state.ts';
import { useUi } from '../ui-context.ts';
import {
  escalationColumns,
  sessionColumns,
  taskColumns,
  trendColumns,
  workLogColumns,
} from '../work-columns.ts';

export function AgentDetailView({ screen }: { readonly screen: Screen }) {
  const { glyphs } = useUi();
  const { state, data } = screen;
  const width = bodyWidth(screen.size);
  const body = bodyOf(screen);
  const detail = data.performer;
  if (detail === null) {
    return (
      <EmptyState
        title="Nobody of this name worked in this window"
        fills="A longer window may know more."
        offers={[['Esc', 'back']]}
        width={width}
        height={body}
      />
    );
  }
  const height = agentCardHeight(width, body);
  const section = state.performerSection;
  return (
    <Box flexDirection="column">
      <Box flexDirection="column" height={height}>
        {cardLines(detail.card, { width, height, selected: false, glyphs }).map((segments, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one block
          <Line key={index} segments={segments} />
        ))}
      </Box>
      <SectionTabs
        tabs={PERFORMER_SECTION_IDS.map((id) => ({ id, count: PERFORMER_SECTIONS[id].count(detail) }))}
        lit={section}
        width={width}
      />
      <Section screen={screen} detail={detail} width={width} height={workSectionHeight(width, body)} />
    </Box>
  );
}

interface SectionProps {
  readonly screen: Screen;
  readonly detail: AgentDetail;
  readonly width: number;
  readonly height: number;
}

function Section(props: SectionProps) {
  const { detail, width, height } = props;
  const id = props.screen.state.performerSection;
  const { count, empty } = PERFORMER_SECTIONS[id];
  if (count(detail) === 0) {
    return <EmptyState title={empty[0]} fills={empty[1]} width={width} height={height} />;
  }
  const Drawn = SECTIONS[id];
  return <Drawn {...props} />;
}

const SECTIONS: Readonly<Record<PerformerSectionId, (props: SectionProps) => ReactElement>> = {
  trends: TrendsSection,
  tasks: (props) => (
    <Pane {...props} columns={taskColumns(props.screen.data.now)} rows={props.detail.tasks} />
  ),
  'work log': (props) => (
    <Pane {...props} columns={workLogColumns(props.screen.data.now)} rows={props.detail.workLog} />
  ),
  escalations: (props) => (
    <Pane {...props} columns={escalationColumns(props.screen.data.now)} rows={props.detail.escalations} />
  ),
  sessions: SessionsSection,
};

function TrendsSection(props: SectionProps) {
  const { glyphs } = useUi();
  return <Pane {...props} columns={trendColumns(glyphs)} rows={props.detail.card.trends} />;
}

function SessionsSection({ screen, detail, width, height }: SectionProps) {
  const { glyphs } = useUi();
  const { list } = workList(screen);
  const cursor = screen.state.cursors.work;
  const foot = PERFORMER_SECTIONS.sessions.foot?.(detail) ?? null;
  return (
    <Box flexDirection="column" height={height}>
      <Table
        columns={sessionColumns(screen.data.now)}
        rows={detail.sessions}
        idOf={({ session }) => rowId(session)}
        selected={selectedIndex(cursor, list)}
        top={visibleTop(cursor, list)}
        height={list.height + 1}
        width={width}
      />
      {foot === null ? null : <Line segments={fitSegments(foot, width, glyphs)} />}
    </Box>
  );
}

type PaneProps<Row> = SectionProps & Pick<Parameters<typeof Grid<Row>>[0], 'columns' | 'rows'>;

function Pane<Row>({ screen, columns, rows, width, height }: PaneProps<Row>) {
  const { list } = workList(screen);
  const top = visibleTop(screen.state.cursors.work, list);
  return <Grid columns={columns} rows={rows} top={top} height={height} width={width} />;
}
