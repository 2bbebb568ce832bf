/** The keymap as text: footer, help overlay and the README's table are all made here from the one table. */

import type { Glyphs } from './glyphs.ts';
import { SCOPES, type Scope } from './key-scopes.ts';
import { KEYMAP, type KeyRow } from './keymap.ts';
import { VIEW_IDS } from './state.ts';

/** Rows whose keys work in `scope`, as the footer shows them: most wanted first. */
export function footerRows(scope: Scope): KeyRow[] {
  return KEYMAP.filter((entry) => entry.footer !== null && entry.scopes.includes(scope)).sort(
    (a, b) => (a.footer as number) - (b.footer as number),
  );
}

/** Arrow signs as words for terminals without them. */
export function writtenKeys(text: string, glyphs: Glyphs): string {
  if (glyphs.horizontal !== '-') {
    return text;
  }
  return text
    .replace('↑↓', 'Up/Dn')
    .replace('←→', 'Lt/Rt')
    .replace('↑ ↓', 'Up Down')
    .replace('← →', 'Left Right');
}

const SCOPE_NAMES: Readonly<Record<Scope, string>> = {
  live: 'live',
  agents: 'agents',
  models: 'models',
  cost: 'cost',
  trends: 'trends',
  alerts: 'alerts',
  errors: 'errors',
  detail: 'session',
  performer: 'agent',
  entry: 'session',
  help: 'help',
  filter: 'filter',
  export: 'export',
};

/** As many scopes as there are views: the lists, session, agent, entry text. */
const ALL_VIEWS = VIEW_IDS.length + 3;

/** Where a row's keys work, in words: `everywhere`, `all views`, `lists, session`. */
export function scopeText(scopes: readonly Scope[]): string {
  if (scopes.length === SCOPES.length) {
    return 'everywhere';
  }
  if (scopes.length >= ALL_VIEWS) {
    return 'all views';
  }
  const names = [...new Set(scopes.map((scope) => SCOPE_NAMES[scope]))].join(', ');
  return names.replace(VIEW_IDS.join(', '), 'lists');
}

/** The README's table of keys. */
export function keymapMarkdown(): string {
  const lines = KEYMAP.map((entry) => `| ${entry.written} | ${entry.help} | ${scopeText(entry.scopes)} |`);
  return ['| key | does | where |', '|---|---|---|', ...lines].join('\n');
}
