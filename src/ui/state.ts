/** What the user has chosen to look at: plain data, and pure steps from one state to the next. Nothing of what is read is kept here. */

import type { Period } from '../domain/days.ts';
import type { GroupKey } from '../domain/performance.ts';
import type { CostTable } from './cost-list.ts';
import type { ModelTable } from './model-list.ts';
import { type ThemeName, themeAfter } from './theme.ts';
import { DAY_WINDOW, isTrendWindow, MONTH_WINDOW, type TimeWindow, WINDOWS } from './windows.ts';

export const VIEW_IDS = ['live', 'agents', 'models', 'cost', 'trends', 'alerts', 'errors'] as const;
export type ViewId = (typeof VIEW_IDS)[number];

export const SECTION_IDS = [
  'timeline',
  'context',
  'alerts',
  'sub-agents',
  'errors',
  'tools',
  'models',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** Sections of an agent (department, project), below its card. */
export const PERFORMER_SECTION_IDS = ['trends', 'tasks', 'work log', 'escalations', 'sessions'] as const;
export type PerformerSectionId = (typeof PERFORMER_SECTION_IDS)[number];

/** Lists and panes that remember where they stand. */
const LIST_IDS = [
  'live',
  'agents',
  'models',
  'cost',
  'trends',
  'alerts',
  'errors',
  'timeline',
  'children',
  'pane',
  'work',
  'entry',
  'help',
] as const;
export type ListId = (typeof LIST_IDS)[number];

/** Position in a list: the selected row's identity (null = its natural start) and the first row on the screen. */
export interface Cursor {
  readonly selected: string | null;
  readonly top: number;
}

export interface DetailTarget {
  readonly sessionId: string;
  readonly harness: string;
}

/** An agent, department or project whose work is looked at. */
export interface PerformerTarget {
  readonly by: GroupKey;
  readonly name: string | null;
}

/** What lies open on top of a view. */
export type Opened =
  | ({ readonly kind: 'session' } & DetailTarget)
  | ({ readonly kind: 'performer' } & PerformerTarget);

/** How one list is narrowed and ordered. Indexes point into the list's own tables and wrap round. */
export interface ListChoice {
  readonly filter: string;
  readonly status: number;
  readonly sort: number;
  readonly reversed: boolean;
}

export interface UiState {
  readonly view: ViewId;
  /** What was opened, the one on the screen last: a sub-agent opens on top of its parent, a session on top of its agent. */
  readonly opened: readonly Opened[];
  readonly section: SectionId;
  readonly performerSection: PerformerSectionId;
  /** What the cards are of. */
  readonly group: GroupKey;
  readonly modelTable: ModelTable;
  readonly costTable: CostTable;
  readonly costGrain: Period;
  /** True while the text of the selected timeline entry is shown. */
  readonly entryOpen: boolean;
  readonly helpOpen: boolean;
  readonly prompt: 'filter' | 'export' | null;
  readonly lists: Readonly<Record<ViewId, ListChoice>>;
  readonly cursors: Readonly<Record<ListId, Cursor>>;
  /** What the window key goes through, and which of them each view has: live work is looked at by the day, performance by the month. */
  readonly windows: readonly TimeWindow[];
  readonly window: Readonly<Record<ViewId, number>>;
  readonly tree: boolean;
  readonly paused: boolean;
  readonly theme: ThemeName;
  /** One line for the user, gone with the next key. */
  readonly notice: string | null;
  readonly crashed: boolean;
}

export const START: Cursor = { selected: null, top: 0 };
const PLAIN_LIST: ListChoice = { filter: '', status: 0, sort: 0, reversed: false };

function eachOf<Id extends string, Value>(ids: readonly Id[], value: Value): Record<Id, Value> {
  return Object.fromEntries(ids.map((id) => [id, value])) as Record<Id, Value>;
}

export function initialState(theme: ThemeName, windows: readonly TimeWindow[] = WINDOWS): UiState {
  // A begin of the command line is the first window, and stands in every view.
  const month = windows === WINDOWS ? WINDOWS.indexOf(MONTH_WINDOW) : 0;
  return {
    view: 'live',
    opened: [],
    section: 'timeline',
    performerSection: 'trends',
    group: 'agent',
    modelTable: 'by task type',
    costTable: 'model',
    costGrain: 'day',
    entryOpen: false,
    helpOpen: false,
    prompt: null,
    lists: eachOf(VIEW_IDS, PLAIN_LIST),
    cursors: eachOf(LIST_IDS, START),
    windows,
    window: {
      ...eachOf(VIEW_IDS, 0),
      ...{ agents: month, models: month, cost: month, trends: windows.indexOf(MONTH_WINDOW) },
    },
    tree: true,
    paused: false,
    theme,
    notice: null,
    crashed: false,
  };
}

/** Nothing is read anew while this holds: rows must not move under a paused screen or while somebody types. */
export function isFrozen(state: UiState): boolean {
  return state.paused || state.prompt !== null;
}

/** What is on the screen instead of a view; null = the view itself. */
export function openedTarget(state: UiState): Opened | null {
  return state.opened.at(-1) ?? null;
}

export function withNotice(state: UiState, notice: string | null): UiState {
  return state.notice === notice ? state : { ...state, notice };
}

export function withCursor(state: UiState, id: ListId, cursor: Cursor): UiState {
  return { ...state, cursors: { ...state.cursors, [id]: cursor } };
}

/** Changes how the list of the present view is narrowed or ordered. */
export function withChoice(state: UiState, change: Partial<ListChoice>): UiState {
  const choice = { ...state.lists[state.view], ...change };
  return { ...state, lists: { ...state.lists, [state.view]: choice } };
}

export function showView(state: UiState, view: ViewId): UiState {
  return { ...state, view, opened: [], entryOpen: false };
}

/** The alerts, and from them what failed: two sides of one key. */
export function showAlerts(state: UiState): UiState {
  const onAlerts = state.view === 'alerts' && state.opened.length === 0;
  return showView(state, onAlerts ? 'errors' : 'alerts');
}

export function stepView(state: UiState, step: 1 | -1): UiState {
  return showView(state, neighbour(VIEW_IDS, state.view, step));
}

export function stepSection(state: UiState, step: 1 | -1): UiState {
  return withCursor({ ...state, section: neighbour(SECTION_IDS, state.section, step) }, 'pane', START);
}

export function stepPerformerSection(state: UiState, step: 1 | -1): UiState {
  const performerSection = neighbour(PERFORMER_SECTION_IDS, state.performerSection, step);
  return withCursor({ ...state, performerSection }, 'work', START);
}

export function openSession(state: UiState, { sessionId, harness }: DetailTarget): UiState {
  const opened: Opened = { kind: 'session', sessionId, harness };
  return freshDetail({ ...state, opened: [...state.opened, opened], section: 'timeline' });
}

export function openPerformer(state: UiState, { by, name }: PerformerTarget): UiState {
  const opened: readonly Opened[] = [...state.opened, { kind: 'performer', by, name }];
  return withCursor({ ...state, opened, performerSection: 'trends' }, 'work', START);
}

/** One step back: entry text, then the session, then its parent. */
export function goBack(state: UiState): UiState {
  if (state.helpOpen) {
    return withCursor({ ...state, helpOpen: false }, 'help', START);
  }
  if (state.entryOpen) {
    return { ...state, entryOpen: false };
  }
  return freshDetail({ ...state, opened: state.opened.slice(0, -1) });
}

export function stepWindow(state: UiState): UiState {
  let next = (state.window[state.view] + 1) % state.windows.length;
  // A trend needs days enough to be one, and an end of its own.
  while (state.view === 'trends' && !isTrendWindow(state.windows[next]))
    next = (next + 1) % state.windows.length;
  return { ...state, window: { ...state.window, [state.view]: next } };
}

export function stepTheme(state: UiState): UiState {
  return { ...state, theme: themeAfter(state.theme) };
}

export function windowOf(state: UiState): TimeWindow {
  return state.windows[state.window[state.view]] ?? DAY_WINDOW;
}

function freshDetail(state: UiState): UiState {
  const cursors = { ...state.cursors, timeline: START, children: START, pane: START, entry: START };
  return { ...state, entryOpen: false, cursors };
}

export function neighbour<T>(all: readonly T[], present: T, step: 1 | -1): T {
  return all[(all.indexOf(present) + step + all.length) % all.length] as T;
}
