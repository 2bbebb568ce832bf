/** What others say of a session beside its own work: alerts of other programs, its state, a vendor's limits. */

/** An alert that another program raised (agent-alerts.jsonl). */
export interface ForeignAlertEvent {
  readonly type: 'foreign_alert';
  readonly alertType: string;
  readonly severity: string | null;
  readonly recommendation: string | null;
  readonly subject: string | null;
  readonly writer: string | null;
}

/** What somebody who knows says of a session's state: a hook, or the log where it says so outright. */
export interface SessionStatusEvent {
  readonly type: 'session_status';
  readonly status: 'working' | 'waiting' | 'idle' | 'ended';
  readonly rung: 'hook' | 'log';
  /** Why, in a word or two (`permission`); never text of a prompt. null = not said. */
  readonly reason: string | null;
}

/** A limit as the vendor reports it in the log; the newest one counts. */
export interface RateLimitEvent {
  readonly type: 'rate_limit';
  readonly limitId: string;
  readonly windowMinutes: number | null;
  /** 0 to 100. */
  readonly usedPercent: number;
  /** Epoch ms. */
  readonly resetsAt: number | null;
  readonly plan: string | null;
}
