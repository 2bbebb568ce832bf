/** View 1: the sessions, who needs a person first, and a closer look at the selected one. */

import { Box } from 'ink';
import { memo, useMemo } from 'react';
import { noun } from '../../domain/noun.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Rule } from '../components/frame.tsx';
import { Line } from '../components/line.tsx';
import { Table } from '../components/table.tsx';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { formatCount, formatLogged, formatMoney, formatTokens } from '../format.ts';
import { fitSegments, type Segment, spread, truncate } from '../layout.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { liveList } from '../lists.ts';
import { liveColumns } from '../live-columns.ts';
import { LIVE_SORTS, LIVE_STATUS_FILTERS, type LiveItem } from '../live-list.ts';
import { bodyWidth, peekHeight } from '../screen.ts';
import { windowOf } from '../state.ts';
import { useUi } from '../ui-context.ts';
import { filterText, windowPhrase } from '../windows.ts';

interface LiveViewProps {
  readonly screen: Screen;
  readonly lookedIn: readonly string[];
}

export function LiveView({ screen, lookedIn }: LiveViewProps) {
  const { glyphs } = useUi();
  const { state, data, texts } = screen;
  const { items, list } = liveList(screen);
  const columns = useMemo(
    () => liveColumns({ now: data.agesAt, glyphs, texts }),
    [data.agesAt, glyphs, texts],
  );
  const width = bodyWidth(screen.size);
  const body = bodyOf(screen);
  if (items.length === 0) {
    return <NoSessions screen={screen} lookedIn={lookedIn} />;
  }
  const choice = state.lists.live;
  const selected = selectedIndex(state.cursors.live, list);
  const mark = choice.reversed ? glyphs.ascending : glyphs.descending;
  return (
    <Box flexDirection="column">
      <Box height={body - peekHeight(body)} flexDirection="column">
        <Table
          columns={columns}
          rows={items}
          idOf={(item) => item.id}
          selected={selected}
          top={visibleTop(state.cursors.live, list)}
          height={list.height + 1}
          width={width}
          sorted={{ column: LIVE_SORTS[choice.sort]?.column ?? 'status', mark }}
        />
      </Box>
      {peekHeight(body) > 0 && <Peek item={items[selected] as LiveItem} width={width} />}
    </Box>
  );
}

/** Two lines about the selected session that no column has room for. */
const Peek = memo(function Peek({ item, width }: { readonly item: LiveItem; readonly width: number }) {
  const { glyphs } = useUi();
  const { row } = item;
  const title: Segment[] = [{ text: row.title ?? row.sessionId, bold: true }];
  const place = [row.cwd, row.branch === null ? null : `on ${row.branch}`]
    .filter((part) => part !== null)
    .join(' ');
  const dot: Segment = { text: ` ${glyphs.separator} `, role: 'dim' };
  const { rollup } = row;
  const counts: Segment[] = [
    { text: `${row.harness}${row.harnessVersion === null ? '' : ` ${row.harnessVersion}`}`, role: 'dim' },
    dot,
    { text: `${formatLogged(row.modelCalls)} ${noun(row.modelCalls, 'call')}`, role: 'dim' },
    dot,
    { text: `${formatLogged(row.toolCalls)} ${noun(row.toolCalls, 'tool')}`, role: 'dim' },
    ...(row.toolErrors !== null && row.toolErrors > 0
      ? [{ text: `, ${formatCount(row.toolErrors)} failed`, role: 'warn' } as Segment]
      : []),
    ...(width < 100 ? [] : tokenSegments(row)),
  ];
  const family: Segment[] =
    rollup.sessions > 1
      ? [
          {
            text: `${formatMoney(row.costUsdMicros)}, with sub-agents ${formatMoney(rollup.costUsdMicros)}`,
            role: 'dim',
          },
        ]
      : [];
  const line = (left: readonly Segment[], right: readonly Segment[]) =>
    fitSegments([{ text: '  ' }, ...spread(left, right, width - 4, glyphs)], width, glyphs);
  const placeRoom = Math.floor(width / 2);
  return (
    <Box flexDirection="column">
      <Rule width={width} title={[[]]} />
      <Line segments={line(title, [{ text: truncate(place, placeRoom, glyphs), role: 'dim' }])} />
      <Line segments={line(counts, family)} />
    </Box>
  );
});

function tokenSegments({ tokens }: LiveItem['row']): Segment[] {
  const parts = `in ${formatTokens(tokens.input)}  cache ${formatTokens(tokens.cacheRead)}  out ${formatTokens(tokens.output)}`;
  return [{ text: `   ${parts}`, role: 'dim' }];
}

function NoSessions({ screen, lookedIn }: LiveViewProps) {
  const { clock } = useUi();
  const { state, data } = screen;
  const choice = state.lists.live;
  const size = { width: bodyWidth(screen.size), height: bodyOf(screen) };
  if (data.rows.length > 0) {
    const status = LIVE_STATUS_FILTERS[choice.status]?.name ?? 'all';
    const filter = choice.filter === '' ? '' : ` and filter "${choice.filter}"`;
    return (
      <EmptyState
        title="No session matches"
        fills={`${data.rows.length} ${noun(data.rows.length, 'session is', 'sessions are')} hidden by status "${status}"${filter}.`}
        offers={[
          ['f', 'next status filter'],
          ['Esc', 'clear the filter'],
        ]}
        {...size}
      />
    );
  }
  const older = olderText(data.recorded);
  const narrowed = filterText(data.filter, clock);
  const only =
    narrowed === '' ? '' : ` Only ${narrowed} is shown: start agentperf without that for the rest.`;
  if (data.monitor.mode === 'starting' || data.monitor.mode === 'reading') {
    return (
      <EmptyState
        title="Reading the logs"
        fills={`Newest sessions first; they show up here as they are read.${older}${only}`}
        lookedIn={lookedIn}
        {...size}
      />
    );
  }
  return (
    <EmptyState
      title={`No session ${windowPhrase(windowOf(state))}`.trimEnd()}
      fills={`Sessions of coding agents show up here as soon as their harness writes a log: start one in another terminal, or look at a longer time.${older}${only}`}
      lookedIn={lookedIn}
      offers={[
        ['w', data.recorded > 0 ? 'a longer window: 7, 30, 90 days, then all' : 'a longer window'],
        ['agentperf tui --demo', 'a simulated fleet, to look around'],
        ['agentperf doctor', 'what was found where, and why something was not read'],
      ]}
      {...size}
    />
  );
}

/** How many sessions there are outside the window, and the key that shows them; empty when there are none. */
function olderText(recorded: number): string {
  if (recorded === 0) {
    return '';
  }
  const sessions = noun(recorded, 'older session is', 'older sessions are');
  return ` ${formatCount(recorded)} ${sessions} recorded: key w shows ${noun(recorded, 'it', 'them')}.`;
}
