/** The screen put together: header, banner, frame with the view in it, footer. */

import type { ReactElement } from 'react';
import { noun } from '../domain/noun.ts';
import { nameOf } from './agent-card.ts';
import { CHOICES } from './choices.ts';
import { Banner } from './components/banner.tsx';
import { Footer } from './components/footer.tsx';
import { Frame } from './components/frame.tsx';
import { Header } from './components/header.tsx';
import { HelpOverlay } from './components/help-overlay.tsx';
import { PromptLine } from './components/prompt-line.tsx';
import { visibleTop } from './cursor.ts';
import type { Segment } from './layout.ts';
import { bannerTexts, bodyOf, hasBanner, type Screen } from './list-parts.ts';
import { activeList, alertsList, errorsList, liveList, scopeOf } from './lists.ts';
import { agentsList, costList, modelsList } from './performance-lists.ts';
import { bodyWidth } from './screen.ts';
import { openedTarget, type UiState, type ViewId, windowOf } from './state.ts';
import { trendsList } from './trend-list.ts';
import { AgentDetailView } from './views/agent-detail.tsx';
import { AgentsView } from './views/agents.tsx';
import { AlertsView } from './views/alerts.tsx';
import { CostView } from './views/cost.tsx';
import { ErrorsView } from './views/errors.tsx';
import { LiveView } from './views/live.tsx';
import { ModelsView } from './views/models.tsx';
import { SessionDetailView } from './views/session-detail.tsx';
import { TrendsView } from './views/trends.tsx';

interface MonitorScreenProps {
  readonly screen: Screen;
  readonly lookedIn: readonly string[];
}

export function MonitorScreen({ screen, lookedIn }: MonitorScreenProps) {
  const { state, data, size } = screen;
  const { prompt } = state;
  return (
    <>
      <Header data={data} windowName={windowOf(state).name} paused={state.paused} width={size.columns} />
      {hasBanner(screen) && <Banner banners={bannerTexts(data)} notice={state.notice} width={size.columns} />}
      <Frame
        width={size.columns}
        height={bodyOf(screen)}
        top={topEdge(screen)}
        topRight={windowLabel(screen)}
        bottom={bottomEdge(screen)}
      >
        <View screen={screen} lookedIn={lookedIn} />
      </Frame>
      {prompt === null ? (
        <Footer scope={scopeOf(state)} width={size.columns} />
      ) : (
        <PromptLine
          kind={prompt}
          text={state.lists[state.view].filter}
          matches={countText(screen)}
          width={size.columns}
        />
      )}
    </>
  );
}

function View({ screen, lookedIn }: MonitorScreenProps): ReactElement {
  const { state } = screen;
  if (state.helpOpen) {
    const { list } = activeList(screen);
    const top = visibleTop(state.cursors.help, list);
    return <HelpOverlay width={bodyWidth(screen.size)} height={bodyOf(screen)} top={top} />;
  }
  const opened = openedTarget(state);
  if (opened !== null) {
    return opened.kind === 'session' ? (
      <SessionDetailView screen={screen} />
    ) : (
      <AgentDetailView screen={screen} />
    );
  }
  const ListView = LIST_VIEWS[state.view];
  return <ListView screen={screen} lookedIn={lookedIn} />;
}

const LIST_VIEWS: Readonly<Record<ViewId, (props: MonitorScreenProps) => ReactElement>> = {
  live: LiveView,
  agents: AgentsView,
  models: ModelsView,
  cost: CostView,
  trends: TrendsView,
  alerts: AlertsView,
  errors: ErrorsView,
};

/** The tabs, each with the key that leads there now; the errors have one on the alerts only. */
const TABS: readonly { readonly view: ViewId; readonly key: (state: UiState) => string }[] = [
  { view: 'live', key: () => '1 ' },
  { view: 'agents', key: () => '2 ' },
  { view: 'models', key: () => '3 ' },
  { view: 'cost', key: () => '4 ' },
  { view: 'trends', key: () => '5 ' },
  { view: 'alerts', key: () => '6 ' },
  { view: 'errors', key: (state) => (state.view === 'alerts' && state.opened.length === 0 ? '6 ' : '') },
];

/** The tabs, or the way to what lies on top of them. */
function topEdge({ state, data, glyphs }: Screen): Segment[][] {
  if (state.helpOpen) {
    return [[{ text: 'help', role: 'accent', bold: true }]];
  }
  const opened = openedTarget(state);
  const rule: Segment = { text: ` ${glyphs.horizontal} `, role: 'dim', decorative: true };
  const tabs = TABS.flatMap(({ view, key }, index): Segment[] => {
    const lit = view === state.view;
    const open = view === 'alerts' && data.header.alertsOpen > 0 ? ` (${data.header.alertsOpen})` : '';
    return [
      ...(index === 0 ? [] : [rule]),
      { text: `${key(state)}${view}`, role: lit ? 'accent' : 'dim', bold: lit },
      { text: open, role: 'bad', bold: true },
    ];
  });
  if (opened === null) {
    return [tabs];
  }
  const name = opened.kind === 'performer' ? nameOf(opened) : (data.detail?.session.agent ?? '?');
  const depth = state.opened.length > 1 ? ` (${state.opened.length} deep)` : '';
  const session: Segment[] = [rule, { text: name, role: 'accent', bold: true }, { text: depth, role: 'dim' }];
  return [[...tabs, ...session], session.slice(1)];
}

function windowLabel({ state }: Screen): Segment[] {
  const { name } = windowOf(state);
  return openedTarget(state) === null && !state.helpOpen ? [{ text: name, role: 'dim' }] : [];
}

/** What the list is narrowed to, and how much of it there is. */
function bottomEdge(screen: Screen): Segment[] {
  const { state, data } = screen;
  const { id, list } = activeList(screen);
  const parts: Segment[] = [];
  if (openedTarget(state) === null && !state.helpOpen) {
    const choice = state.lists[state.view];
    const status = CHOICES[state.view].statuses[choice.status]?.name ?? 'all';
    const filter = choice.filter === '' ? '' : `"${choice.filter}"  `;
    const shown = choice.status === 0 ? '' : `only ${status}  `;
    // Cards have no headings that could carry the mark.
    const column = state.view === 'agents' ? CHOICES.agents.sorts[choice.sort]?.column : undefined;
    const order =
      column === undefined ? '' : `sorted by ${column}${choice.reversed ? ', least first' : ''}  `;
    parts.push({ text: `${filter}${shown}${order}`, role: 'accent' });
    parts.push({ text: countText(screen), role: 'dim' });
  }
  if (id === 'timeline' && data.detail?.timelineTruncated === true) {
    parts.push({ text: `the ${list.count} newest entries`, role: 'dim' });
  } else if (parts.length === 0 && list.count > 0) {
    const kind = id === 'entry' || id === 'help' ? 'line' : 'row';
    parts.push({ text: `${list.count} ${noun(list.count, kind)}`, role: 'dim' });
  }
  return parts;
}

function countText(screen: Screen): string {
  return COUNT_TEXTS[screen.state.view](screen);
}

const COUNT_TEXTS: Readonly<Record<ViewId, (screen: Screen) => string>> = {
  live: (screen) => {
    const mains = liveList(screen).items.filter((item) => item.depth === 0).length;
    const all = screen.data.rows.filter((row) => row.depth === 0).length;
    return `${mains} of ${all} ${noun(all, 'session')}`;
  },
  agents: (screen) =>
    `${agentsList(screen).items.length} of ${screen.data.performers.length} ${noun(screen.data.performers.length, screen.state.group)}`,
  models: (screen) => {
    const { list } = modelsList(screen);
    return `${screen.state.modelTable}: ${list.count} ${noun(list.count, 'row')}`;
  },
  cost: (screen) => {
    const { list } = costList(screen);
    return `${screen.state.costTable}: ${list.count} ${noun(list.count, 'row')}`;
  },
  trends: (screen) => {
    const { count } = trendsList(screen).list;
    return `${count} ${noun(count, 'metric')}`;
  },
  alerts: (screen) =>
    `${alertsList(screen).items.length} of ${screen.data.alerts.length} ${noun(screen.data.alerts.length, 'alert')}`,
  errors: (screen) =>
    `${errorsList(screen).items.length} of ${screen.data.errors.length} ${noun(screen.data.errors.length, 'kind')} of error`,
};
