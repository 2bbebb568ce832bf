/** What an alert rule is: a record, and the state it keeps of one session. One file a rule in rules/; rules/registry.ts lists them. */

import type { AlertSettings, AlertSeverity, AlertType, DetectorFact } from '../domain/alert.ts';
import type { Episodes } from './episodes.ts';
import type { TickContext } from './tick.ts';

export interface Rule {
  readonly type: AlertType;
  readonly severity: AlertSeverity;
  readonly recommendation: string;
  /** Called once for each `Detectors`: what sessions share lives in the logic. */
  create(settings: AlertSettings): RuleLogic;
}

export interface RuleLogic {
  /** Event time without another sighting that ends an episode, ms; null when only the rule itself ends one. */
  readonly quietMs: number | null;
  /** Growth of an open alert that a tick tells: occurrences, or ms. */
  readonly step: number;
  /** State of one session; bounded, whatever the log says. */
  watch(): Watcher;
  /** For conditions that only the clock can see. Called once a tick, after all facts that are known. */
  tick?(context: TickContext, sessions: WatchedSessions): void;
}

/** State of one rule in one session. Facts may come slightly out of order. */
export interface Watcher {
  /** `latestAt` is the latest event time of the session so far, epoch ms. */
  observe(fact: DetectorFact, latestAt: number, episodes: Episodes): void;
  /** The clock can bring nothing about until there is another fact. Absent: it never can. */
  readonly isSettled?: boolean;
  /** The log's clock went back: drop windows, keep what runs. */
  rewind?(): void;
}

export interface Watched {
  readonly sessionKey: number;
  readonly watcher: Watcher;
  readonly episodes: Episodes;
}

/** All live sessions as one rule sees them. */
export interface WatchedSessions {
  /** Those that the clock can say something about. */
  all(): Iterable<Watched>;
  get(sessionKey: number): Watched | undefined;
}
