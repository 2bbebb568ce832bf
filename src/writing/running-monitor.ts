/** The write side while it runs, as its owner holds it. */

import type { AlertAction, MonitorState } from '../domain/live.ts';

export interface RunningMonitor {
  state(): MonitorState;
  subscribe(listener: () => void): () => void;
  alertAction(alertId: string, action: AlertAction): void;
  /** Commits what was read and closes the database. */
  stop(): Promise<void>;
}
