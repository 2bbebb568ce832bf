/** What the keys of the alerts do. */

import type { AlertAction } from '../domain/live.ts';
import type { AlertReport } from '../domain/report.ts';
import { isLiveAlert } from './alert-list.ts';
import type { CommandContext } from './command-context.ts';
import { selectedIndex } from './cursor.ts';
import type { Screen } from './list-parts.ts';
import { alertsList } from './lists.ts';
import { type UiState, withCursor, withNotice } from './state.ts';

export function selectedAlert(context: Screen): AlertReport | null {
  const { items, list } = alertsList(context);
  return items[selectedIndex(context.state.cursors.alerts, list)] ?? null;
}

const ALERT_WORDS: Readonly<Record<AlertAction, string>> = {
  acknowledge: 'acknowledged',
  snooze: 'snoozed',
  dismiss: 'dismissed as not real',
  was_real: 'marked as real',
};

export function actOnAlert(context: CommandContext, action: AlertAction): UiState {
  const alert = selectedAlert(context);
  const refusal = refusalOf(alert, action);
  if (alert === null || refusal !== null) {
    return withNotice(context.state, refusal);
  }
  context.effects.alertAction(alert.alertId, action);
  // The alert changes its place in the list: the next key is for the same one, wherever it stands.
  const { top } = context.state.cursors.alerts;
  const pinned = withCursor(context.state, 'alerts', { selected: alert.alertId, top });
  return withNotice(pinned, `${alert.type} ${ALERT_WORDS[action]}`);
}

/** Why an action does not apply; null when it does. */
function refusalOf(alert: AlertReport | null, action: AlertAction): string | null {
  if (alert === null) {
    return 'no alert is selected';
  }
  if ((action === 'acknowledge' || action === 'snooze') && !isLiveAlert(alert)) {
    return `this alert is ${alert.status} already: there is nothing to ${action}`;
  }
  return action === 'dismiss' && alert.status === 'dismissed' ? 'this alert is dismissed already' : null;
}
