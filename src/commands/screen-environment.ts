/** What the screen needs to know of the terminal and of where logs were looked for. */

import type { Settings } from '../config.ts';
import type { SourceRoot } from '../domain/source.ts';

/** The environment that decides colours and glyphs; `--no-color` is the same as NO_COLOR. */
export function terminalEnvironment(settings: Settings): Readonly<Record<string, string | undefined>> {
  const { env } = settings.discovery;
  return settings.color ? env : { ...env, NO_COLOR: '1' };
}

/** The places as a person writes them, each once, the home folder as `~`. */
export function shownPlaces(settings: Settings, roots: readonly SourceRoot[]): string[] {
  const { home } = settings.discovery;
  const shown = roots.map(({ path }) => (path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path));
  return [...new Set(shown)];
}
