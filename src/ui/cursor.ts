/** Moving through a list of which only a part is on the screen: selection by identity, scrolling by as little as possible. Pure. */

import type { Cursor } from './state.ts';

/** A list as it can be moved through. */
export interface Movable {
  /** Identities of the rows, in order; null for a pane that only scrolls. */
  readonly ids: readonly string[] | null;
  readonly count: number;
  /** Rows on the screen. */
  readonly height: number;
  /** Where a cursor without selection stands; `last` follows a list that grows at its end. */
  readonly start: 'first' | 'last';
}

/** Row number of the selection; a selection that is gone stands at the list's start. -1 when the list is empty. */
export function selectedIndex(cursor: Cursor, list: Movable): number {
  const natural = list.start === 'first' ? 0 : list.count - 1;
  if (list.count === 0 || list.ids === null || cursor.selected === null) {
    return list.count === 0 ? -1 : natural;
  }
  const index = list.ids.indexOf(cursor.selected);
  return index === -1 ? natural : index;
}

/** First row on the screen so that the selection can be seen. */
export function visibleTop(cursor: Cursor, list: Movable): number {
  const lastTop = Math.max(0, list.count - list.height);
  if (list.ids === null) {
    return Math.min(Math.max(0, cursor.top), lastTop);
  }
  const index = Math.max(0, selectedIndex(cursor, list));
  const lowest = Math.max(0, index - list.height + 1);
  return Math.min(Math.max(Math.min(cursor.top, index), lowest), lastTop);
}

/** The cursor after moving by `delta` rows (or, for a pane, scrolling by it). `Infinity` goes to an end. */
export function moveCursor(cursor: Cursor, list: Movable, delta: number): Cursor {
  if (list.count === 0) {
    return cursor;
  }
  if (list.ids === null) {
    const top = clamp(visibleTop(cursor, list) + delta, 0, Math.max(0, list.count - list.height));
    return { selected: null, top };
  }
  const index = clamp(selectedIndex(cursor, list) + delta, 0, list.count - 1);
  const follows = list.start === 'last' && index === list.count - 1;
  const moved = { selected: follows ? null : (list.ids[index] ?? null), top: visibleTop(cursor, list) };
  return { ...moved, top: visibleTop(moved, list) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
