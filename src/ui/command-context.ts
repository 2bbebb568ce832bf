/** What a key press is given: the screen as it stands, and the few effects that keys may have. */

import type { AlertAction } from '../domain/live.ts';
import type { GroupKey } from '../domain/performance.ts';
import type { ReportFilter } from '../domain/report.ts';
import type { Screen } from './list-parts.ts';

/** What a view is called in `agentperf export --view`. */
export type ExportedView =
  | 'sessions'
  | `${GroupKey}s`
  | 'models'
  | 'estimates'
  | 'costs'
  | 'trends'
  | 'alerts'
  | 'errors';
export type ExportFormat = 'json' | 'csv';

/** What keys may do besides changing what is looked at. */
export interface Effects {
  quit(exitCode: number): void;
  suspend(): void;
  copy(text: string): void;
  alertAction(alertId: string, action: AlertAction): void;
  /** Of what the view shows: the filter that it was read with. */
  export(view: ExportedView, format: ExportFormat, filter: ReportFilter): void;
  /** Why the theme cannot be changed; null when it can. */
  readonly themeLock: string | null;
}

export interface CommandContext extends Screen {
  readonly effects: Effects;
}
