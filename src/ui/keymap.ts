/** The keys: one table from which key presses, the footer, the help overlay and the README's table are made (UX.md). */

import { type ActionId, SCOPES, type Scope } from './key-scopes.ts';

export interface KeyRow {
  /** Key names as `keyNames` gives them, and what each does. */
  readonly bindings: readonly { readonly keys: readonly string[]; readonly action: ActionId }[];
  /** How the keys are written in the help and the README. */
  readonly written: string;
  /** How they are written in the footer. */
  readonly short: string;
  readonly scopes: readonly Scope[];
  /** One word for the footer. */
  readonly label: string;
  readonly help: string;
  /** Place in the footer, lowest first; null = not shown there. */
  readonly footer: number | null;
}

const LISTS: readonly Scope[] = ['live', 'agents', 'models', 'cost', 'trends', 'alerts', 'errors'];
const VIEWS: readonly Scope[] = [...LISTS, 'detail', 'performer', 'entry'];
const SCROLLING: readonly Scope[] = [...VIEWS, 'help'];

export const KEYMAP: readonly KeyRow[] = [
  row([[['1'], 'view.live']], '1', '1', VIEWS, 'live', 'live sessions', null),
  row([[['2'], 'view.agents']], '2', '2', VIEWS, 'agents', 'performance cards of agents', null),
  row([[['3'], 'view.models']], '3', '3', VIEWS, 'models', 'models compared', null),
  row([[['4'], 'view.cost']], '4', '4', VIEWS, 'cost', 'what was spent, burn, budgets, limits', null),
  row([[['5'], 'view.trends']], '5', '5', VIEWS, 'trends', 'trends of every metric', null),
  row([[['6'], 'view.alerts']], '6', '6', VIEWS, 'alerts', 'alerts; again: errors', null),
  row(
    [
      [['tab'], 'view.next'],
      [['shift+tab'], 'view.previous'],
    ],
    'Tab, Shift-Tab',
    'Tab',
    LISTS,
    'next view',
    'next, previous view',
    null,
  ),
  row(
    [
      [['tab'], 'section.next'],
      [['shift+tab'], 'section.previous'],
    ],
    'Tab, Shift-Tab',
    'Tab',
    ['detail', 'performer'],
    'section',
    'next, previous section of the session, agent',
    20,
  ),
  row(
    [
      [['up', 'k'], 'move.up'],
      [['down', 'j'], 'move.down'],
    ],
    '↑ ↓ j k',
    '↑↓',
    SCROLLING,
    'move',
    'move',
    10,
  ),
  row(
    [
      [['pageup', 'ctrl+u'], 'page.up'],
      [['pagedown', 'ctrl+d'], 'page.down'],
    ],
    'PgUp PgDn Ctrl-u Ctrl-d',
    'PgUp/Dn',
    SCROLLING,
    'page',
    'page',
    null,
  ),
  row(
    [
      [['g', 'home'], 'first'],
      [['G', 'end'], 'last'],
    ],
    'g G Home End',
    'g G',
    SCROLLING,
    'ends',
    'first, last',
    null,
  ),
  row(
    [
      [['left'], 'time.earlier'],
      [['right'], 'time.later'],
    ],
    '← →',
    '←→',
    ['detail'],
    'time',
    'scrub through time: the session as of then',
    15,
  ),
  row(
    [[['return'], 'open']],
    'Enter',
    'Enter',
    ['live', 'agents', 'cost', 'alerts', 'detail', 'performer'],
    'open',
    'open: session, agent, entry',
    12,
  ),
  row(
    [[['escape', 'backspace'], 'back']],
    'Esc, Backspace',
    'Esc',
    ['detail', 'performer', 'entry', 'help'],
    'back',
    'back',
    11,
  ),
  row([[['c'], 'copy']], 'c', 'c', ['detail', 'entry'], 'copy', 'show and copy the resume command', 30),
  row([[['a'], 'alert.acknowledge']], 'a', 'a', ['alerts'], 'ack', 'alert: acknowledge', 13),
  row([[['z'], 'alert.snooze']], 'z', 'z', ['alerts'], 'snooze', 'alert: snooze', 14),
  row([[['d'], 'alert.dismiss']], 'd', 'd', ['alerts'], 'not real', 'alert: dismiss as not real', 16),
  row([[['y'], 'alert.wasReal']], 'y', 'y', ['alerts'], 'was real', 'alert: was real', 17),
  row([[['/'], 'filter']], '/', '/', LISTS, 'filter', 'filter rows; Esc clears', 20),
  row([[['escape'], 'filter.clear']], 'Esc', 'Esc', [...LISTS, 'filter'], 'clear', 'clear the filter', null),
  row([[['return'], 'filter.keep']], 'Enter', 'Enter', ['filter'], 'keep', 'keep the filter', 1),
  row([[['f'], 'status']], 'f', 'f', ['live', 'agents', 'alerts'], 'status', 'cycle the status filter', 21),
  row(
    [
      [['s'], 'sort'],
      [['S'], 'reverse'],
    ],
    's S',
    's',
    ['live', 'agents', 'cost', 'alerts', 'errors'],
    'sort',
    'next sort column, reverse',
    22,
  ),
  row(
    [[['w'], 'window']],
    'w',
    'w',
    LISTS,
    'window',
    'window: (--since,) 24 h, 7, 30, 90 days, all; trends: 7, 30, 90 days',
    23,
  ),
  row([[['t'], 'tree']], 't', 't', ['live'], 'tree', 'tree of sub-agents on and off', 24),
  row(
    [[['b'], 'group']],
    'b',
    'b',
    ['agents', 'models', 'cost'],
    'group',
    'group by: agent, department, project; models: by task type, all tasks, estimates; cost: model, agent, …, unpriced, limits',
    24,
  ),
  row([[['p'], 'grain']], 'p', 'p', ['cost'], 'period', 'cost by day, week, month', 24),
  row([[['space'], 'pause']], 'Space', 'Space', VIEWS, 'pause', 'pause the screen (reading goes on)', 25),
  row([[['e'], 'export']], 'e', 'e', LISTS, 'export', 'export this view (json or csv) to a file', 26),
  row([[['j'], 'export.json']], 'j', 'j', ['export'], 'json', 'export as JSON', 1),
  row([[['c'], 'export.csv']], 'c', 'c', ['export'], 'csv', 'export as CSV', 2),
  row([[['escape', 'backspace'], 'export.cancel']], 'Esc', 'Esc', ['export'], 'cancel', 'export nothing', 3),
  row([[['T'], 'theme']], 'T', 'T', VIEWS, 'theme', 'theme: dark, light, colour-blind, mono', null),
  row([[['?'], 'help']], '?', '?', [...VIEWS, 'help'], 'help', 'help', 2),
  row([[['q'], 'quit']], 'q', 'q', SCROLLING, 'quit', 'quit', 3),
  row([[['ctrl+c'], 'interrupt']], 'Ctrl-C', '^C', SCOPES, 'quit', 'quit', null),
  row([[['ctrl+z'], 'suspend']], 'Ctrl-Z', '^Z', SCOPES, 'suspend', 'suspend', null),
];

/** What `key` does in `scope`; null when it does nothing there. */
export function actionFor(scope: Scope, key: string): ActionId | null {
  for (const { scopes, bindings } of KEYMAP) {
    if (scopes.includes(scope)) {
      const binding = bindings.find(({ keys }) => keys.includes(key));
      if (binding !== undefined) {
        return binding.action;
      }
    }
  }
  return null;
}

function row(
  bindings: readonly (readonly [readonly string[], ActionId])[],
  written: string,
  short: string,
  scopes: readonly Scope[],
  label: string,
  help: string,
  footer: number | null,
): KeyRow {
  return {
    bindings: bindings.map(([keys, action]) => ({ keys, action })),
    written,
    short,
    scopes,
    label,
    help,
    footer,
  };
}
