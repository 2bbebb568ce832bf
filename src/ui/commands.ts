/** What each action of the keymap does: a registry from action to a step of the state, with the few effects it may have. */

import type { AlertAction } from '../domain/live.ts';
import type { AlertReport, ReportFilter } from '../domain/report.ts';
import { isLiveAlert } from './alert-list.ts';
import { CHOICES } from './choices.ts';
import { moveCursor, selectedIndex } from './cursor.ts';
import type { ActionId } from './keymap.ts';
import { activeList, alertsList, liveList, type Screen, timelineList } from './lists.ts';
import {
  type DetailTarget,
  goBack,
  openSession,
  START,
  showAlerts,
  showView,
  stepSection,
  stepTheme,
  stepView,
  stepWindow,
  type UiState,
  type ViewId,
  withChoice,
  withCursor,
  withNotice,
} from './state.ts';

/** What a view is called in `agentperf export --view`. */
export type ExportedView = 'sessions' | 'alerts' | 'errors';
export type ExportFormat = 'json' | 'csv';

/** What keys may do besides changing what is looked at. */
export interface Effects {
  quit(exitCode: number): void;
  suspend(): void;
  copy(text: string): void;
  alertAction(alertId: string, action: AlertAction): void;
  /** Of what the view shows: the filter that it was read with. */
  export(view: ExportedView, format: ExportFormat, filter: ReportFilter): void;
  /** Why the theme cannot be changed; null when it can. */
  readonly themeLock: string | null;
}

interface CommandContext extends Screen {
  readonly effects: Effects;
}

type Command = (context: CommandContext) => UiState;

export const COMMANDS: Readonly<Record<ActionId, Command>> = {
  'view.live': ({ state }) => showView(state, 'live'),
  'view.alerts': ({ state }) => showAlerts(state),
  'view.next': ({ state }) => stepView(state, 1),
  'view.previous': ({ state }) => stepView(state, -1),
  'section.next': ({ state }) => stepSection(state, 1),
  'section.previous': ({ state }) => stepSection(state, -1),
  'move.up': (context) => move(context, -1),
  'move.down': (context) => move(context, 1),
  'page.up': (context) => move(context, -pageOf(context)),
  'page.down': (context) => move(context, pageOf(context)),
  first: (context) => move(context, Number.NEGATIVE_INFINITY),
  last: (context) => move(context, Number.POSITIVE_INFINITY),
  'time.earlier': (context) => scrub(context, -1),
  'time.later': (context) => scrub(context, 1),
  open,
  back: ({ state }) => goBack(state),
  copy,
  filter: ({ state }) => ({ ...state, prompt: 'filter' }),
  'filter.keep': ({ state }) => ({ ...state, prompt: null }),
  'filter.clear': ({ state }) => withChoice({ ...state, prompt: null }, { filter: '' }),
  status: ({ state }) => cycleStatus(state),
  sort: ({ state }) => cycleSort(state),
  reverse: ({ state }) => withChoice(state, { reversed: !state.lists[state.view].reversed }),
  tree: ({ state }) =>
    withNotice({ ...state, tree: !state.tree }, `sub-agents ${state.tree ? 'hidden' : 'shown'}`),
  pause: ({ state }) => ({ ...state, paused: !state.paused }),
  window: ({ state }) => stepWindow(state),
  'alert.acknowledge': (context) => actOnAlert(context, 'acknowledge'),
  'alert.snooze': (context) => actOnAlert(context, 'snooze'),
  'alert.dismiss': (context) => actOnAlert(context, 'dismiss'),
  'alert.wasReal': (context) => actOnAlert(context, 'was_real'),
  export: ({ state }) => ({ ...state, prompt: 'export' }),
  'export.json': (context) => exportView(context, 'json'),
  'export.csv': (context) => exportView(context, 'csv'),
  'export.cancel': ({ state }) => ({ ...state, prompt: null }),
  theme: changeTheme,
  help: ({ state }) => (state.helpOpen ? goBack(state) : { ...state, helpOpen: true }),
  quit: ({ state, effects }) => {
    effects.quit(0);
    return state;
  },
  interrupt: ({ state, effects }) => {
    effects.quit(130);
    return state;
  },
  suspend: ({ state, effects }) => {
    effects.suspend();
    return state;
  },
};

function move(context: CommandContext, delta: number): UiState {
  const { id, list } = activeList(context);
  const moved = withCursor(context.state, id, moveCursor(context.state.cursors[id], list, delta));
  return id === 'timeline' ? withCursor(moved, 'entry', START) : moved;
}

function pageOf(context: CommandContext): number {
  return Math.max(1, activeList(context).list.height - 1);
}

function scrub(context: CommandContext, delta: number): UiState {
  const { list } = timelineList(context);
  return withCursor(context.state, 'timeline', moveCursor(context.state.cursors.timeline, list, delta));
}

function open(context: CommandContext): UiState {
  const { state, data } = context;
  if (data.detail !== null && state.opened.length > 0) {
    return openInDetail(context);
  }
  const target = state.view === 'live' ? selectedRow(context) : alertSession(context);
  return target === null ? withNotice(state, 'no session to open here') : openSession(state, target);
}

function openInDetail(context: CommandContext): UiState {
  const { state, data } = context;
  if (state.section === 'sub-agents') {
    const { list } = activeList(context);
    const child = data.detail?.children[selectedIndex(state.cursors.children, list)];
    return child === undefined
      ? withNotice(state, 'this session has no sub-agents')
      : openSession(state, child);
  }
  if (timelineList(context).items.length === 0) {
    return withNotice(state, 'this session has no timeline');
  }
  return { ...withCursor(state, 'entry', START), section: 'timeline', entryOpen: true };
}

function selectedRow(context: CommandContext): DetailTarget | null {
  const { items, list } = liveList(context);
  const row = items[selectedIndex(context.state.cursors.live, list)]?.row;
  return row === undefined ? null : { sessionId: row.sessionId, harness: row.harness };
}

function selectedAlert(context: CommandContext): AlertReport | null {
  const { items, list } = alertsList(context);
  return items[selectedIndex(context.state.cursors.alerts, list)] ?? null;
}

function alertSession(context: CommandContext): DetailTarget | null {
  const alert = selectedAlert(context);
  if (alert === null || alert.sessionId === null || alert.harness === null) {
    return null;
  }
  return { sessionId: alert.sessionId, harness: alert.harness };
}

function copy({ state, data, effects }: CommandContext): UiState {
  const command = data.detail?.session.resumeCommand ?? null;
  if (command === null) {
    return withNotice(state, 'nothing to copy: this harness has no command that resumes a session');
  }
  effects.copy(command);
  return withNotice(state, `copied: ${command}`);
}

const ALERT_WORDS: Readonly<Record<AlertAction, string>> = {
  acknowledge: 'acknowledged',
  snooze: 'snoozed',
  dismiss: 'dismissed as not real',
  was_real: 'marked as real',
};

function actOnAlert(context: CommandContext, action: AlertAction): UiState {
  const alert = selectedAlert(context);
  const refusal = refusalOf(alert, action);
  if (alert === null || refusal !== null) {
    return withNotice(context.state, refusal);
  }
  context.effects.alertAction(alert.alertId, action);
  // The alert changes its place in the list: the next key is for the same one, wherever it stands.
  const { top } = context.state.cursors.alerts;
  const pinned = withCursor(context.state, 'alerts', { selected: alert.alertId, top });
  return withNotice(pinned, `${alert.type} ${ALERT_WORDS[action]}`);
}

/** Why an action does not apply; null when it does. */
function refusalOf(alert: AlertReport | null, action: AlertAction): string | null {
  if (alert === null) {
    return 'no alert is selected';
  }
  if ((action === 'acknowledge' || action === 'snooze') && !isLiveAlert(alert)) {
    return `this alert is ${alert.status} already: there is nothing to ${action}`;
  }
  return action === 'dismiss' && alert.status === 'dismissed' ? 'this alert is dismissed already' : null;
}

const EXPORTED: Readonly<Record<ViewId, ExportedView>> = {
  live: 'sessions',
  alerts: 'alerts',
  errors: 'errors',
};

function exportView(context: CommandContext, format: ExportFormat): UiState {
  const { state, data, effects } = context;
  effects.export(EXPORTED[state.view], format, data.filter);
  return withNotice({ ...state, prompt: null }, `writing ${format}`);
}

function changeTheme({ state, effects }: CommandContext): UiState {
  if (effects.themeLock !== null) {
    return withNotice(state, effects.themeLock);
  }
  const next = stepTheme(state);
  return withNotice(next, `theme: ${next.theme}`);
}

function cycleStatus(state: UiState): UiState {
  const { statuses } = CHOICES[state.view];
  return withChoice(state, { status: (state.lists[state.view].status + 1) % statuses.length });
}

function cycleSort(state: UiState): UiState {
  const { sorts } = CHOICES[state.view];
  return withChoice(state, { sort: (state.lists[state.view].sort + 1) % sorts.length, reversed: false });
}
