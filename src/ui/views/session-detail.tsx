/** One session: its header, and one of its sections below; the timeline's cursor sets the time that all of it is shown for. */

import { Box } from 'ink';
import type { SessionDetail } from '../../domain/live.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Line } from '../components/line.tsx';
import { selectedIndex } from '../cursor.ts';
import { detailHeaderLines } from '../detail-header.ts';
import { firstThatFits, fitSegments, type Segment, segmentsWidth } from '../layout.ts';
import { bodyOf, type Screen, timelineList } from '../lists.ts';
import { bodyWidth, detailHeaderHeight } from '../screen.ts';
import { SECTION_IDS, type SectionId } from '../state.ts';
import { asOf } from '../timeline.ts';
import { useUi } from '../ui-context.ts';
import { DetailSection } from './detail-section.tsx';
import { EntryPane } from './entry-pane.tsx';

export function SessionDetailView({ screen }: { readonly screen: Screen }) {
  const { glyphs, clock } = useUi();
  const { state, data } = screen;
  const width = bodyWidth(screen.size);
  const body = bodyOf(screen);
  const { detail } = data;
  if (detail === null) {
    return (
      <EmptyState
        title="This session is not in the database"
        fills="It was pruned, or its log was never read."
        offers={[['Esc', 'back']]}
        width={width}
        height={body}
      />
    );
  }
  const { list } = timelineList(screen);
  const moment = asOf(detail, selectedIndex(state.cursors.timeline, list));
  const height = detailHeaderHeight(body);
  const lines = detailHeaderLines({ detail, moment, now: data.now, width, glyphs, clock }, height);
  return (
    <Box flexDirection="column">
      <Box flexDirection="column" height={height}>
        {lines.map((segments, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one block
          <Line key={index} segments={segments} />
        ))}
      </Box>
      <SectionTabs detail={detail} section={state.section} width={width} />
      {state.entryOpen ? (
        <EntryPane screen={screen} />
      ) : (
        <DetailSection screen={screen} detail={detail} moment={moment} />
      )}
    </Box>
  );
}

const COUNTS: Readonly<Record<SectionId, (detail: SessionDetail) => number | null>> = {
  timeline: () => null,
  context: () => null,
  alerts: (detail) => detail.alerts.length,
  'sub-agents': (detail) => detail.children.length,
  errors: (detail) => detail.errors.length,
  tools: (detail) => detail.tools.length,
  models: (detail) => detail.models.length,
};

interface TabsProps {
  readonly detail: SessionDetail;
  readonly section: SectionId;
  readonly width: number;
}

/** The sections as a rule with their names in it, the present one lit. */
function SectionTabs({ detail, section, width }: TabsProps) {
  const { glyphs } = useUi();
  const rule = (count: number): Segment => ({
    text: glyphs.horizontal.repeat(count),
    role: 'dim',
    decorative: true,
  });
  const tabs = (withCounts: boolean, gap: number): Segment[] => [
    rule(1),
    ...SECTION_IDS.flatMap((id): Segment[] => {
      const count = COUNTS[id](detail);
      const label = withCounts && count !== null && count > 0 ? `${id} ${count}` : id;
      const lit = id === section;
      return [{ text: ` ${label} `, role: lit ? 'accent' : 'dim', bold: lit }, rule(gap)];
    }),
  ];
  const only: Segment[] = [
    rule(1),
    { text: ` ${section} `, role: 'accent', bold: true },
    { text: 'Tab: more ', role: 'dim' },
  ];
  const chosen = firstThatFits([tabs(true, 2), tabs(true, 1), tabs(false, 1), tabs(false, 0), only], width);
  return (
    <Line
      segments={fitSegments([...chosen, rule(Math.max(0, width - segmentsWidth(chosen)))], width, glyphs)}
    />
  );
}
