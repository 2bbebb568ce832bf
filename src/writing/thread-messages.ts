/** What the screen's thread and the write side's thread say to each other. */

import type { AlertAction, MonitorState } from '../domain/live.ts';

export type ToMonitor =
  | { readonly kind: 'alert'; readonly alertId: string; readonly action: AlertAction }
  | { readonly kind: 'stop' };

export type FromMonitor =
  | { readonly kind: 'started' }
  | { readonly kind: 'state'; readonly state: MonitorState }
  | { readonly kind: 'refused'; readonly error: RefusedError }
  /** A bug: the thread ends. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stopped' };

/** A UserError in parts: class instances do not cross threads. */
interface RefusedError {
  readonly what: string;
  readonly where: string | null;
  readonly why: string;
  readonly todo: string | null;
  readonly exitCode: number;
}
