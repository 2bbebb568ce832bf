/** What every component needs to draw: theme, glyphs, clock. One context, so that no component is passed through for it. */

import { createContext, useContext } from 'react';
import { type ClockFormat, clockFormat } from './format.ts';
import { type Glyphs, UNICODE_GLYPHS } from './glyphs.ts';
import { type Theme, themeNamed } from './theme.ts';

export interface Ui {
  readonly theme: Theme;
  readonly glyphs: Glyphs;
  readonly clock: ClockFormat;
  /** Ink's screen-reader mode: decoration is left out, lines are read in order. */
  readonly screenReader: boolean;
}

export const UiContext = createContext<Ui>({
  theme: themeNamed('dark'),
  glyphs: UNICODE_GLYPHS,
  clock: clockFormat(null),
  screenReader: false,
});

export function useUi(): Ui {
  return useContext(UiContext);
}
