/** View 2: performance cards that scroll, of agents, departments or projects. */

import { Box } from 'ink';
import { noun } from '../../domain/noun.ts';
import { cardLines } from '../agent-card.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Line } from '../components/line.tsx';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { agentsList, visibleCards } from '../performance-lists.ts';
import { PERFORMER_STATUS_FILTERS } from '../performer-list.ts';
import { bodyWidth } from '../screen.ts';
import { windowOf } from '../state.ts';
import { useUi } from '../ui-context.ts';
import { windowPhrase } from '../windows.ts';

export function AgentsView({ screen }: { readonly screen: Screen }) {
  const { glyphs } = useUi();
  const { state } = screen;
  const { items, list, cardHeight: height } = agentsList(screen);
  if (items.length === 0) {
    return <NoCards screen={screen} />;
  }
  const width = bodyWidth(screen.size);
  const top = visibleTop(state.cursors.agents, list);
  const selected = selectedIndex(state.cursors.agents, list) - top;
  const lines = visibleCards(screen)
    .flatMap((card, index) => cardLines(card, { width, height, selected: index === selected, glyphs }))
    .slice(0, bodyOf(screen));
  return (
    <Box flexDirection="column">
      {lines.map((segments, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one page
        <Line key={index} segments={segments} />
      ))}
    </Box>
  );
}

function NoCards({ screen }: { readonly screen: Screen }) {
  const { state, data } = screen;
  const size = { width: bodyWidth(screen.size), height: bodyOf(screen) };
  const { filter, status } = state.lists.agents;
  if (data.performers.length > 0) {
    const shown = PERFORMER_STATUS_FILTERS[status]?.name ?? 'all';
    return (
      <EmptyState
        title={`No ${state.group} matches`}
        fills={`${data.performers.length} ${noun(data.performers.length, 'is', 'are')} hidden by "${shown}"${filter === '' ? '' : ` and the filter "${filter}"`}.`}
        offers={[
          ['f', 'show others'],
          ['Esc', 'clear the filter'],
        ]}
        {...size}
      />
    );
  }
  return (
    <EmptyState
      title={`No ${state.group} worked ${windowPhrase(windowOf(state))}`.trimEnd()}
      fills="Every agent with a task or session gets a card here: how much it did, how well, how fast, at what cost, and where that is going."
      offers={[
        ['w', 'a longer window'],
        ['b', 'group by department or project'],
      ]}
      {...size}
    />
  );
}
