/** What each view's list can be narrowed to and ordered by: what `f` and `s` cycle through. */

import { ALERT_SORTS, ALERT_STATUS_FILTERS } from './alert-list.ts';
import { COST_SORTS } from './cost-list.ts';
import { ERROR_SORTS } from './error-list.ts';
import { LIVE_SORTS, LIVE_STATUS_FILTERS } from './live-list.ts';
import { PERFORMER_SORTS, PERFORMER_STATUS_FILTERS } from './performer-list.ts';
import type { ViewId } from './state.ts';

interface Choices {
  /** The first one shows everything. */
  readonly statuses: readonly { readonly name: string }[];
  readonly sorts: readonly { readonly column: string }[];
}

export const CHOICES: Readonly<Record<ViewId, Choices>> = {
  live: { statuses: LIVE_STATUS_FILTERS, sorts: LIVE_SORTS },
  agents: { statuses: PERFORMER_STATUS_FILTERS, sorts: PERFORMER_SORTS },
  models: { statuses: [{ name: 'all' }], sorts: [] },
  cost: { statuses: [{ name: 'all' }], sorts: COST_SORTS },
  trends: { statuses: [{ name: 'all' }], sorts: [] },
  alerts: { statuses: ALERT_STATUS_FILTERS, sorts: ALERT_SORTS },
  errors: { statuses: [{ name: 'all' }], sorts: ERROR_SORTS },
};
