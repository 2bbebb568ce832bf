/** What each action of the keymap does: a registry from action to a step of the state, with the few effects it may have. */

import { actOnAlert } from './alert-commands.ts';
import { CHOICES } from './choices.ts';
import type { CommandContext, ExportedView, ExportFormat } from './command-context.ts';
import { moveCursor } from './cursor.ts';
import { stepGrain, stepGroup } from './group-steps.ts';
import type { ActionId } from './key-scopes.ts';
import { activeList, timelineList } from './lists.ts';
import { open } from './open-commands.ts';
import {
  goBack,
  openedTarget,
  START,
  showAlerts,
  showView,
  stepPerformerSection,
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

type Command = (context: CommandContext) => UiState;

export const COMMANDS: Readonly<Record<ActionId, Command>> = {
  'view.live': ({ state }) => showView(state, 'live'),
  'view.agents': ({ state }) => showView(state, 'agents'),
  'view.models': ({ state }) => showView(state, 'models'),
  'view.cost': ({ state }) => showView(state, 'cost'),
  'view.trends': ({ state }) => showView(state, 'trends'),
  'view.alerts': ({ state }) => showAlerts(state),
  'view.next': ({ state }) => stepView(state, 1),
  'view.previous': ({ state }) => stepView(state, -1),
  'section.next': ({ state }) => nextSection(state, 1),
  'section.previous': ({ state }) => nextSection(state, -1),
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
  group: ({ state }) => {
    const stepped = stepGroup(state);
    return withNotice(stepped.state, stepped.notice);
  },
  grain: ({ state }) => stepGrain(state),
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

function nextSection(state: UiState, step: 1 | -1): UiState {
  return openedTarget(state)?.kind === 'performer'
    ? stepPerformerSection(state, step)
    : stepSection(state, step);
}

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

function copy({ state, data, effects }: CommandContext): UiState {
  const command = data.detail?.session.resumeCommand ?? null;
  if (command === null) {
    return withNotice(state, 'nothing to copy: this harness has no command that resumes a session');
  }
  effects.copy(command);
  return withNotice(state, `copied: ${command}`);
}

/** What is written of a view: that which its `b` has led to. */
const EXPORTED: Readonly<Record<ViewId, (state: UiState) => ExportedView>> = {
  live: () => 'sessions',
  agents: ({ group }) => `${group}s`,
  models: ({ modelTable }) => (modelTable === 'estimates' ? 'estimates' : 'models'),
  cost: () => 'costs',
  trends: () => 'trends',
  alerts: () => 'alerts',
  errors: () => 'errors',
};

function exportView(context: CommandContext, format: ExportFormat): UiState {
  const { state, data, effects } = context;
  effects.export(EXPORTED[state.view](state), format, data.filter);
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
