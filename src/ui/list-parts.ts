/** What every view is given, and the parts that its lists are made of. Pure. */

import type { Movable } from './cursor.ts';
import type { Glyphs } from './glyphs.ts';
import type { ScreenData } from './report-reader.ts';
import { bodyHeight, type ScreenSize } from './screen.ts';
import type { ListId, UiState } from './state.ts';
import type { TextSource } from './text-cache.ts';

export interface Screen {
  readonly state: UiState;
  readonly data: ScreenData;
  readonly size: ScreenSize;
  readonly texts: TextSource;
  readonly glyphs: Glyphs;
}

export interface ActiveList {
  readonly id: ListId;
  readonly list: Movable;
}

/** Lines above the frame that tell the user something. */
export function bannerTexts({ monitor, problem }: ScreenData): readonly string[] {
  return problem === null ? monitor.banners : [...monitor.banners, problem];
}

export function hasBanner({ state, data }: Pick<Screen, 'state' | 'data'>): boolean {
  return state.notice !== null || bannerTexts(data).length > 0;
}

export function bodyOf(screen: Screen): number {
  return bodyHeight(screen.size, hasBanner(screen));
}

export function rows(ids: readonly string[], height: number, start: Movable['start']): Movable {
  return { ids, count: ids.length, height, start };
}

export function pane(count: number, height: number): Movable {
  return { ids: null, count, height, start: 'first' };
}

/** `make`, with one answer for each screen: one is given to a drawing or a key, and nothing in it changes. */
export function oncePerScreen<T>(make: (screen: Screen) => T): (screen: Screen) => T {
  const made = new WeakMap<Screen, { readonly value: T }>();
  return (screen) => {
    const known = made.get(screen) ?? { value: make(screen) };
    made.set(screen, known);
    return known.value;
  };
}
