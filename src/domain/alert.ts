/** Alerts: what a rule says, and what is stored of it (ALERTS.md). */

export const ALERT_TYPES = ['error_loop', 'tool_loop', 'stuck_agent'] as const;
export type AlertType = (typeof ALERT_TYPES)[number];
export type AlertSeverity = 'high' | 'medium' | 'low';
export type AlertStatus = 'open' | 'acknowledged' | 'snoozed' | 'resolved' | 'dismissed';

/** What a rule found: one episode of one subject in one session. */
export interface AlertFinding {
  readonly type: AlertType;
  readonly severity: AlertSeverity;
  readonly recommendation: string;
  /** Session key in the database. */
  readonly sessionKey: number;
  /** What loops: the fingerprint, the tool's name; '' when the session itself is the subject. */
  readonly subject: string;
  /** Epoch ms of the first event of the episode: with type, session and subject it makes the alert's identity. */
  readonly episodeStart: number;
  /** Event time at which the condition became true, epoch ms. */
  readonly openedAt: number;
  /** Subject fields for the alert line, snake_case: `error_fingerprint`, `tool_name`, `occurrences`, `idle_ms`, ... */
  readonly evidence: Readonly<Record<string, string | number>>;
}

/** What detectors tell the recorder. Applied in the transaction that stores the events they saw. */
export type AlertChange =
  | { readonly kind: 'open'; readonly finding: AlertFinding }
  | { readonly kind: 'update'; readonly finding: AlertFinding }
  | {
      readonly kind: 'resolve';
      readonly type: AlertType;
      readonly sessionKey: number;
      readonly subject: string;
      readonly episodeStart: number;
      readonly at: number;
    };

/** A fact as detectors see it: after de-duplication, in the order of its file. */
export type DetectorFact =
  | {
      readonly type: 'tool_call';
      readonly at: number;
      readonly toolKey: number;
      readonly name: string | null;
      readonly kind: string;
      readonly argsDigest: number | null;
      readonly asksHuman: boolean;
    }
  | {
      readonly type: 'tool_result';
      readonly at: number;
      readonly toolKey: number;
      readonly name: string | null;
      readonly isError: boolean;
      readonly resultDigest: number | null;
      readonly changeDigest: number | null;
    }
  | {
      readonly type: 'error';
      readonly at: number;
      readonly fingerprint: string;
      readonly category: string;
      readonly retryInMs: number | null;
    }
  | { readonly type: 'activity'; readonly at: number }
  | { readonly type: 'turn_start'; readonly at: number }
  | { readonly type: 'turn_end'; readonly at: number }
  | { readonly type: 'session_end'; readonly at: number };

/** An open alert as stored, given back to the detectors at start. */
export interface OpenAlert {
  readonly type: AlertType;
  readonly sessionKey: number;
  readonly subject: string;
  readonly episodeStart: number;
  readonly openedAt: number;
  readonly lastAt: number;
}

/** Thresholds; defaults in ALERTS.md, set by config and AGENT_ERROR_LOOP_THRESHOLD, AGENT_TOOL_LOOP_THRESHOLD. */
export interface AlertSettings {
  readonly errorLoop: { readonly threshold: number; readonly windowMs: number };
  readonly toolLoop: {
    readonly threshold: number;
    readonly windowMs: number;
    readonly iterativeFactor: number;
    readonly distinctShare: number;
  };
  readonly stuckAgent: { readonly idleMs: number; readonly freshMs: number };
  readonly cooldownMs: number;
}

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  errorLoop: { threshold: 4, windowMs: 10 * 60_000 },
  toolLoop: { threshold: 10, windowMs: 60_000, iterativeFactor: 3, distinctShare: 0.5 },
  stuckAgent: { idleMs: 5 * 60_000, freshMs: 2 * 3_600_000 },
  cooldownMs: 5 * 60_000,
};
