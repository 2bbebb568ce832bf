/** The list or pane that the moving keys act on, as it stands on the screen now. Pure but for text read on demand. */

import { alertItems } from './alert-list.ts';
import { helpLines } from './components/help-overlay.tsx';
import { selectedIndex } from './cursor.ts';
import { entryLines } from './entry-text.ts';
import { errorItems } from './error-list.ts';
import type { Scope } from './key-scopes.ts';
import { type ActiveList, bodyOf, oncePerScreen, pane, rows, type Screen } from './list-parts.ts';
import { type LiveItem, liveItems, rowId } from './live-list.ts';
import { agentsList, costList, modelsList, workList } from './performance-lists.ts';
import type { ScreenData } from './report-reader.ts';
import {
  ALERT_FOOT_LINES,
  alertPaneHeight,
  bodyWidth,
  peekHeight,
  sectionHeight,
  sectionRows,
} from './screen.ts';
import { openedTarget, type SectionId, type UiState } from './state.ts';
import { type TimelineItem, timelineItems } from './timeline.ts';
import { trendsList } from './trend-list.ts';

/** Where keys go now: the topmost thing that is open. */
export function scopeOf(state: UiState): Scope {
  if (state.prompt !== null) {
    return state.prompt;
  }
  if (state.helpOpen) {
    return 'help';
  }
  const opened = openedTarget(state);
  if (opened === null) {
    return state.view;
  }
  if (opened.kind === 'performer') {
    return 'performer';
  }
  return state.entryOpen ? 'entry' : 'detail';
}

export function activeList(screen: Screen): ActiveList {
  const scope = scopeOf(screen.state);
  const base = scope === 'filter' || scope === 'export' ? screen.state.view : scope;
  return ACTIVE[base](screen);
}

export const liveList = oncePerScreen((screen): ActiveList & { items: LiveItem[] } => {
  const { state, data } = screen;
  const items = liveItems(data.rows, state.lists.live, state.tree);
  const body = bodyOf(screen);
  const height = Math.max(1, body - peekHeight(body) - 1);
  return {
    id: 'live',
    items,
    list: rows(
      items.map((item) => item.id),
      height,
      'first',
    ),
  };
});

export const alertsList = oncePerScreen((screen): ActiveList & { items: ReturnType<typeof alertItems> } => {
  const { state, data } = screen;
  const items = alertItems(data.alerts, state.lists.alerts);
  const body = bodyOf(screen);
  const height = Math.max(1, body - alertPaneHeight(body) - ALERT_FOOT_LINES - 1);
  return {
    id: 'alerts',
    items,
    list: rows(
      items.map((item) => item.alertId),
      height,
      'first',
    ),
  };
});

export const errorsList = oncePerScreen((screen): ActiveList & { items: ReturnType<typeof errorItems> } => {
  const items = errorItems(screen.data.errors, screen.state.lists.errors);
  return { id: 'errors', items, list: pane(items.length, Math.max(1, bodyOf(screen) - 1)) };
});

export function timelineList(screen: Screen): ActiveList & { items: TimelineItem[] } {
  const items = timelineItems(screen.data.detail?.timeline ?? []);
  return {
    id: 'timeline',
    items,
    list: rows(
      items.map((item) => item.id),
      sectionRows('timeline', bodyOf(screen)),
      'last',
    ),
  };
}

/** The entry that the timeline's cursor stands on; null when there is none. */
export function selectedEntry(screen: Screen): TimelineItem | null {
  const { items, list } = timelineList(screen);
  return items[selectedIndex(screen.state.cursors.timeline, list)] ?? null;
}

function detailList(screen: Screen): ActiveList {
  const { section } = screen.state;
  if (section === 'timeline') {
    return timelineList(screen);
  }
  const { detail } = screen.data;
  const height = sectionRows(section, bodyOf(screen));
  if (section === 'sub-agents') {
    return { id: 'children', list: rows((detail?.children ?? []).map(rowId), height, 'first') };
  }
  return { id: 'pane', list: pane(detail === null ? 0 : PANE_COUNTS[section](detail), height) };
}

type Detail = NonNullable<ScreenData['detail']>;

const PANE_COUNTS: Readonly<
  Record<Exclude<SectionId, 'timeline' | 'sub-agents'>, (detail: Detail) => number>
> = {
  context: () => 0,
  alerts: (detail) => detail.alerts.length,
  errors: (detail) => detail.errors.length,
  tools: (detail) => detail.tools.length,
  models: (detail) => detail.models.length,
};

function entryList(screen: Screen): ActiveList {
  const item = selectedEntry(screen);
  const width = bodyWidth(screen.size) - 4;
  const count = item === null ? 0 : entryLines(item.entry, screen.texts, width).length;
  return { id: 'entry', list: pane(count, Math.max(1, sectionHeight(bodyOf(screen)))) };
}

function helpList(screen: Screen): ActiveList {
  const count = helpLines(bodyWidth(screen.size), screen.glyphs).length;
  return { id: 'help', list: pane(count, bodyOf(screen)) };
}

const ACTIVE: Readonly<Record<Exclude<Scope, 'filter' | 'export'>, (screen: Screen) => ActiveList>> = {
  live: liveList,
  agents: agentsList,
  models: modelsList,
  cost: costList,
  trends: trendsList,
  alerts: alertsList,
  errors: errorsList,
  detail: detailList,
  performer: workList,
  entry: entryList,
  help: helpList,
};
