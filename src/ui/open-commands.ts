/** What Enter does: it opens what the cursor stands on. */

import { GROUP_KEYS } from '../domain/performance.ts';
import { selectedAlert } from './alert-commands.ts';
import { selectedIndex } from './cursor.ts';
import type { Screen } from './list-parts.ts';
import { activeList, liveList, timelineList } from './lists.ts';
import { agentsList, costList, workList } from './performance-lists.ts';
import {
  type DetailTarget,
  openedTarget,
  openPerformer,
  openSession,
  START,
  type UiState,
  type ViewId,
  withCursor,
  withNotice,
} from './state.ts';

type Open = (screen: Screen) => UiState;

export const open: Open = (screen) => {
  const opened = openedTarget(screen.state);
  if (opened === null) {
    return IN_VIEW[screen.state.view](screen);
  }
  return opened.kind === 'performer' ? openOfPerformer(screen) : openInSession(screen);
};

const nothing: Open = ({ state }) => withNotice(state, 'nothing to open here');

const IN_VIEW: Readonly<Record<ViewId, Open>> = {
  live: (screen) => sessionOrNotice(screen, selectedRow(screen)),
  agents: (screen) => {
    const { items, list } = agentsList(screen);
    const row = items[selectedIndex(screen.state.cursors.agents, list)];
    const by = screen.state.group;
    return row === undefined ? nothing(screen) : openPerformer(screen.state, { by, name: row.name });
  },
  models: nothing,
  cost: (screen) => openSpender(screen),
  trends: nothing,
  alerts: (screen) => sessionOrNotice(screen, alertSession(screen)),
  errors: nothing,
};

/** Who spent it, where the table is of somebody. */
function openSpender(screen: Screen): UiState {
  const { state } = screen;
  const { items, list } = costList(screen);
  const row = items[selectedIndex(state.cursors.cost, list)];
  const by = GROUP_KEYS.find((key) => key === state.costTable);
  if (row === undefined || by === undefined)
    return withNotice(state, 'only agents, projects and departments can be opened here: b leads there');
  return openPerformer(state, { by, name: row.name });
}

function sessionOrNotice({ state }: Screen, target: DetailTarget | null): UiState {
  return target === null ? withNotice(state, 'no session to open here') : openSession(state, target);
}

function openInSession(screen: Screen): UiState {
  const { state, data } = screen;
  if (data.detail === null) {
    return nothing(screen);
  }
  if (state.section === 'sub-agents') {
    const { list } = activeList(screen);
    const child = data.detail.children[selectedIndex(state.cursors.children, list)];
    return child === undefined
      ? withNotice(state, 'this session has no sub-agents')
      : openSession(state, child);
  }
  if (timelineList(screen).items.length === 0) {
    return withNotice(state, 'this session has no timeline');
  }
  return { ...withCursor(state, 'entry', START), section: 'timeline', entryOpen: true };
}

function openOfPerformer(screen: Screen): UiState {
  const { state, data } = screen;
  if (state.performerSection !== 'sessions') {
    return withNotice(state, 'only its sessions can be opened: Tab leads there');
  }
  const { list } = workList(screen);
  const session = data.performer?.sessions[selectedIndex(state.cursors.work, list)]?.session;
  return session === undefined ? withNotice(state, 'no session to open here') : openSession(state, session);
}

function selectedRow(screen: Screen): DetailTarget | null {
  const { items, list } = liveList(screen);
  return items[selectedIndex(screen.state.cursors.live, list)]?.row ?? null;
}

function alertSession(screen: Screen): DetailTarget | null {
  const alert = selectedAlert(screen);
  if (alert === null || alert.sessionId === null || alert.harness === null) {
    return null;
  }
  return { sessionId: alert.sessionId, harness: alert.harness };
}
