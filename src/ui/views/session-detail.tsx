/** One session: its header, and one of its sections below; the timeline's cursor sets the time that all of it is shown for. */

import { Box } from 'ink';
import type { SessionDetail } from '../../domain/live.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Line } from '../components/line.tsx';
import { SectionTabs } from '../components/section-tabs.tsx';
import { selectedIndex } from '../cursor.ts';
import { detailHeaderLines } from '../detail-header.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { timelineList } from '../lists.ts';
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
      <SectionTabs
        tabs={SECTION_IDS.map((id) => ({ id, count: COUNTS[id](detail) }))}
        lit={state.section}
        width={width}
      />
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
