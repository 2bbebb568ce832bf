/** Colours by meaning, never by place: five roles, the same in every view, and a glyph or word beside each of them. */

import type { TerminalEnvironment } from './glyphs.ts';

/** What a colour says. `ok` works, `warn` needs a look, `bad` needs a person, `dim` is background, `accent` is where you are. */
export type Role = 'ok' | 'warn' | 'bad' | 'dim' | 'accent';

export const THEME_NAMES = ['dark', 'light', 'colour-blind', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export interface Theme {
  readonly name: ThemeName;
  /** Hex colours; undefined = the terminal's own. */
  readonly colours: Readonly<Record<Role, string | undefined>>;
  /** Background of the selected row; undefined = none (the cursor glyph marks it). */
  readonly selection: string | undefined;
  /** False: no attribute is ever sent (NO_COLOR, R: T8), not even bold. */
  readonly attributes: boolean;
}

const THEMES: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    name: 'dark',
    colours: { ok: '#7fd88f', warn: '#f0c674', bad: '#ff7b72', dim: '#7d8590', accent: '#6cb6ff' },
    selection: '#22303f',
    attributes: true,
  },
  light: {
    name: 'light',
    colours: { ok: '#1a7f37', warn: '#8a5a00', bad: '#c2252c', dim: '#656d76', accent: '#0550ae' },
    selection: '#dbe9f9',
    attributes: true,
  },
  // Okabe and Ito's palette: told apart with any of the common colour vision deficiencies.
  'colour-blind': {
    name: 'colour-blind',
    colours: { ok: '#56b4e9', warn: '#f0e442', bad: '#f28e4b', dim: '#8a8f98', accent: '#cc79a7' },
    selection: '#2b2f3a',
    attributes: true,
  },
  mono: {
    name: 'mono',
    colours: { ok: undefined, warn: undefined, bad: undefined, dim: undefined, accent: undefined },
    selection: undefined,
    attributes: false,
  },
};

export function themeNamed(name: ThemeName): Theme {
  return THEMES[name];
}

/** True when the environment forbids colour: `NO_COLOR` with any non-empty value, or a terminal that has none. */
export function isColourForbidden(env: TerminalEnvironment): boolean {
  return (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
}

/** The theme to start with: `mono` where colour is forbidden, else the one asked for, else `dark`. */
export function initialTheme(env: TerminalEnvironment, wanted: ThemeName | null): ThemeName {
  return isColourForbidden(env) ? 'mono' : (wanted ?? 'dark');
}

export function themeAfter(name: ThemeName): ThemeName {
  const index = THEME_NAMES.indexOf(name);
  return THEME_NAMES[(index + 1) % THEME_NAMES.length] as ThemeName;
}
