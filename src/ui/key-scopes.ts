/** Where keys can work, and all that they can do. */

/** Where a key can work: the views, and what can lie on top of them. */
export const SCOPES = [
  'live',
  'agents',
  'models',
  'cost',
  'trends',
  'alerts',
  'errors',
  'detail',
  'performer',
  'entry',
  'help',
  'filter',
  'export',
] as const;
export type Scope = (typeof SCOPES)[number];

export type ActionId =
  | 'view.live'
  | 'view.agents'
  | 'view.models'
  | 'view.cost'
  | 'view.trends'
  | 'view.alerts'
  | 'view.next'
  | 'view.previous'
  | 'section.next'
  | 'section.previous'
  | 'move.up'
  | 'move.down'
  | 'page.up'
  | 'page.down'
  | 'first'
  | 'last'
  | 'time.earlier'
  | 'time.later'
  | 'open'
  | 'back'
  | 'copy'
  | 'filter'
  | 'filter.clear'
  | 'filter.keep'
  | 'status'
  | 'sort'
  | 'reverse'
  | 'tree'
  | 'group'
  | 'grain'
  | 'pause'
  | 'window'
  | 'alert.acknowledge'
  | 'alert.snooze'
  | 'alert.dismiss'
  | 'alert.wasReal'
  | 'export'
  | 'export.json'
  | 'export.csv'
  | 'export.cancel'
  | 'theme'
  | 'help'
  | 'quit'
  | 'interrupt'
  | 'suspend';
