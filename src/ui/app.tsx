/** The monitor: keys in, frames out. Data comes from the reports; what the user chose is the state; the rest is drawing. */

import { Box, useInput, useIsScreenReaderEnabled } from 'ink';
import { useCallback, useMemo, useReducer, useRef } from 'react';
import type { MonitorControl, Reports } from '../domain/live.ts';
import type { ReportFilter } from '../domain/report.ts';
import type { Effects } from './command-context.ts';
import { COMMANDS } from './commands.ts';
import { Line } from './components/line.tsx';
import { clockFormat } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { keyNames, typedCharacter } from './key-name.ts';
import { actionFor } from './keymap.ts';
import { fitSegments } from './layout.ts';
import type { Screen } from './list-parts.ts';
import { scopeOf } from './lists.ts';
import { MonitorScreen } from './monitor-screen.tsx';
import type { ReportQuery } from './report-reader.ts';
import { drawnLines, isTooSmall, type ScreenSize, TOO_SMALL_TEXT } from './screen.ts';
import {
  initialState,
  isFrozen,
  openedTarget,
  type UiState,
  windowOf,
  withChoice,
  withNotice,
} from './state.ts';
import { TextCache } from './text-cache.ts';
import { type ThemeName, themeNamed } from './theme.ts';
import { UiContext } from './ui-context.ts';
import { useReports } from './use-reports.ts';
import { windowsOf } from './windows.ts';

export interface AppProps {
  readonly reports: Reports;
  readonly monitor: MonitorControl;
  /** The command line's: in force in everything but a session's own detail. */
  readonly filter: ReportFilter;
  /** Asked at each drawing, so that no frame is made for a size that is over. */
  readonly size: () => ScreenSize;
  readonly glyphs: Glyphs;
  readonly theme: ThemeName;
  readonly timezone: string | null;
  readonly now: () => number;
  readonly lookedIn: readonly string[];
  /** `notify` shows a line to the user later on (an export that is written). */
  readonly effects: (notify: (notice: string) => void) => Effects;
  /** A key that throws while rendering, to test the way out of a crash; null = none. */
  readonly crashKey: string | null;
  /** Draws nothing: what comes next is drawn from scratch. */
  readonly blank?: boolean;
}

export function App(props: AppProps) {
  const { reports, monitor, filter, glyphs, now, timezone } = props;
  const clock = useMemo(() => clockFormat(timezone), [timezone]);
  const size = props.size();
  const { state, current, change } = useChoices(() => initialState(props.theme, windowsOf(filter, clock)));
  const answer = useReports({
    reports,
    monitor,
    filter,
    query: queryOf(state),
    frozen: isFrozen(state),
    now,
  });
  const texts = useMemo(() => new TextCache(reports), [reports]);
  const effects = useMemo(() => {
    return props.effects((notice) => change((present) => withNotice(present, notice)));
  }, [props.effects, change]);
  const screenOf = (present: UiState): Screen => ({
    state: present,
    data: answer(queryOf(present)),
    size,
    texts,
    glyphs,
  });
  useKeys((key) => {
    const present = withNotice(current(), null);
    const next =
      key === props.crashKey ? { ...present, crashed: true } : press(key, screenOf(present), effects);
    change(() => next);
  });
  const screenReader = useIsScreenReaderEnabled();
  const ui = useMemo(
    () => ({ theme: themeNamed(state.theme), glyphs, clock, screenReader }),
    [state.theme, glyphs, clock, screenReader],
  );
  if (state.crashed) {
    throw new Error('the crash key was pressed');
  }
  const height = drawnLines(size);
  return (
    <UiContext.Provider value={ui}>
      <Box
        width={size.columns}
        height={height}
        flexShrink={0}
        // Every line is fitted into the columns already; clipping sideways costs Ink more than drawing them.
        overflowY="hidden"
        flexDirection="column"
      >
        {props.blank === true ? null : isTooSmall(size) ? (
          <Line segments={fitSegments([{ text: TOO_SMALL_TEXT }], size.columns, glyphs)} />
        ) : (
          <MonitorScreen screen={screenOf(state)} lookedIn={props.lookedIn} />
        )}
      </Box>
    </UiContext.Provider>
  );
}

/** The user's choices. `current` is right also between two keys of one chunk, before anything is drawn. */
function useChoices(start: () => UiState) {
  const stateRef = useRef<UiState>(null);
  stateRef.current ??= start();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const current = useCallback(() => stateRef.current as UiState, []);
  const change = useCallback((step: (state: UiState) => UiState) => {
    const next = step(stateRef.current as UiState);
    if (next !== stateRef.current) {
      stateRef.current = next;
      redraw();
    }
  }, []);
  return { state: stateRef.current, current, change };
}

/** Calls `press` for each key; the subscription stays the same from frame to frame. */
function useKeys(press: (key: string) => void): void {
  const latest = useRef(press);
  latest.current = press;
  useInput(
    useCallback((input, key) => {
      for (const name of keyNames(input, key)) {
        latest.current(name);
      }
    }, []),
  );
}

/** The state after one key. */
function press(key: string, screen: Screen, effects: Effects): UiState {
  const { state } = screen;
  const scope = scopeOf(state);
  const action = actionFor(scope, key);
  if (action !== null) {
    return COMMANDS[action]({ ...screen, effects });
  }
  return scope === 'filter' ? typed(state, key) : state;
}

/** Longest filter that can be typed. */
const MAX_FILTER_LENGTH = 200;

function typed(state: UiState, key: string): UiState {
  const { filter } = state.lists[state.view];
  if (key === 'backspace') {
    return withChoice(state, { filter: [...filter].slice(0, -1).join('') });
  }
  if (key === 'ctrl+u') {
    return withChoice(state, { filter: '' });
  }
  const character = typedCharacter(key);
  return character === null || filter.length >= MAX_FILTER_LENGTH
    ? state
    : withChoice(state, { filter: filter + character });
}

function queryOf(state: UiState): ReportQuery {
  const { view, group } = state;
  const taskTypes = view === 'cost' && state.costTable === 'task type';
  return { view, group, target: openedTarget(state), window: windowOf(state), taskTypes };
}
