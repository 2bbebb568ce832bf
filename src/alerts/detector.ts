/** Runs the alert rules over the facts of all sessions, and over the clock; the same facts always give the same alerts. */

import type { AlertChange, AlertSettings, DetectorFact, OpenAlert } from '../domain/alert.ts';
import { Episodes } from './episodes.ts';
import { RecentMap } from './recent.ts';
import type { Rule, RuleLogic, Watched, WatchedSessions } from './rule.ts';
import { RULES } from './rules/registry.ts';
import { SessionClock } from './session-clock.ts';
import type { TickContext } from './tick.ts';

/** A fact and the session it belongs to (session key of the database). */
export interface SessionFact {
  readonly sessionKey: number;
  readonly fact: DetectorFact;
}

export interface DetectorOptions {
  readonly rules?: readonly Rule[];
  /** Sessions kept in memory; the one that was silent longest is forgotten first (F30). */
  readonly maxSessions?: number;
}

export interface Detectors {
  /**
   * One fact, after de-duplication, in the order of its file. Facts of different sessions may interleave in any way. Windows run
   * on event time: history raises, and resolves, what it would have when it happened.
   */
  observe(sessionKey: number, fact: DetectorFact): AlertChange[];
  /** Once a second: stalls, and the end of what has not been seen for a window. */
  tick(now: TickContext): AlertChange[];
  /**
   * After a start, before anything else: `recent` are the stored facts of at least the last `restoreWindowMs`, each session's in
   * order; they rebuild the windows and say nothing. `open` are the stored alerts without a resolved time, whatever the user
   * said of them: they keep their identity and are not raised again.
   */
  restore(open: readonly OpenAlert[], recent: Iterable<SessionFact>): void;
  /** Forgets a session without a word. */
  forget(sessionKey: number): void;
}

const MAX_SESSIONS = 10_000;
/** A session that was read from less than this long ago may be in the middle of its file: what it lacks is no evidence. */
const SETTLED_MS = 10_000;

/** How far back `restore` needs facts, ms: past it they can neither be in a window, nor cool down, nor belong to a live turn. */
export function restoreWindowMs(settings: AlertSettings): number {
  return Math.max(settings.stuckAgent.freshMs, 4 * (longestWindowMs(settings) + settings.cooldownMs));
}

function longestWindowMs({ errorLoop, toolLoop }: AlertSettings): number {
  return Math.max(errorLoop.windowMs, toolLoop.windowMs);
}

export function createDetectors(settings: AlertSettings, options: DetectorOptions = {}): Detectors {
  return new RuleDetectors(settings, options.rules ?? RULES, options.maxSessions ?? MAX_SESSIONS);
}

interface SessionState {
  readonly clock: SessionClock;
  /** One a rule, in the order of the rules. */
  readonly watched: readonly Watched[];
  /** Monotonic time of the tick before the last fact; null before the first tick. */
  readAt: number | null;
}

class RuleDetectors implements Detectors {
  private readonly settings: AlertSettings;
  private readonly logics: readonly { readonly rule: Rule; readonly logic: RuleLogic }[];
  private readonly sessions: RecentMap<number, SessionState>;
  /** Keys of the sessions that a tick looks at, in their order: of thousands that are known few run or have an open alert. */
  private readonly unsettled = new Set<number>();
  private changes: AlertChange[] = [];
  private silent = false;
  private tickedAt: number | null = null;
  /** The session observed last: in a file's run of facts it need not be moved to the end of the queue again. */
  private current: { readonly key: number; readonly state: SessionState } | null = null;

  constructor(settings: AlertSettings, rules: readonly Rule[], maxSessions: number) {
    this.settings = settings;
    this.logics = rules.map((rule) => ({ rule, logic: rule.create(settings) }));
    this.sessions = new RecentMap(maxSessions);
  }

  observe(sessionKey: number, fact: DetectorFact): AlertChange[] {
    const session = this.touch(sessionKey);
    session.readAt = this.tickedAt;
    const wentBack = session.clock.advance(fact.at);
    const { latestAt } = session.clock;
    for (const { watcher, episodes } of session.watched) {
      if (wentBack) {
        watcher.rewind?.();
        episodes.rewind();
      }
      episodes.expire(latestAt);
      watcher.observe(fact, latestAt, episodes);
    }
    return this.takeChanges();
  }

  tick(now: TickContext): AlertChange[] {
    this.tickedAt = now.monotonicMs;
    if (now.following) {
      this.expireSettled(now);
    }
    for (const [index, { logic }] of this.logics.entries()) {
      logic.tick?.(now, this.watchedBy(index));
    }
    this.tellGrown();
    if (now.following) {
      this.dropSettled();
    }
    return this.takeChanges();
  }

  restore(open: readonly OpenAlert[], recent: Iterable<SessionFact>): void {
    this.silent = true;
    for (const { sessionKey, fact } of recent) {
      this.observe(sessionKey, fact);
    }
    for (const { sessionKey } of open) {
      this.touch(sessionKey);
    }
    for (const [sessionKey, { watched }] of this.sessions) {
      const own = open.filter((alert) => alert.sessionKey === sessionKey);
      for (const [index, { episodes }] of watched.entries()) {
        episodes.adopt(own.filter((alert) => alert.type === this.logics[index]?.rule.type));
      }
    }
    this.silent = false;
  }

  forget(sessionKey: number): void {
    this.sessions.delete(sessionKey);
    this.unsettled.delete(sessionKey);
    this.current = null;
  }

  private touch(sessionKey: number): SessionState {
    if (this.current?.key === sessionKey) {
      return this.current.state;
    }
    const state = this.sessions.get(sessionKey) ?? this.newSession(sessionKey);
    const forgotten = this.sessions.set(sessionKey, state);
    this.unsettled.delete(sessionKey);
    this.unsettled.add(sessionKey);
    if (forgotten !== null) {
      this.unsettled.delete(forgotten[0]);
    }
    for (const { episodes } of forgotten?.[1].watched ?? []) {
      episodes.close();
    }
    this.current = { key: sessionKey, state };
    return state;
  }

  private newSession(sessionKey: number): SessionState {
    const watched = this.logics.map(({ rule, logic }) => ({
      sessionKey,
      watcher: logic.watch(),
      episodes: new Episodes({
        rule,
        quietMs: logic.quietMs,
        cooldownMs: this.settings.cooldownMs,
        sessionKey,
        emit: (change) => this.emit(change),
      }),
    }));
    return { clock: new SessionClock(longestWindowMs(this.settings)), watched, readAt: null };
  }

  /** Windows are on event time, which stands still in a session that says nothing more: there the wall clock ends them. */
  private expireSettled(now: TickContext): void {
    for (const { watched, readAt } of this.looked()) {
      if (readAt === null || now.monotonicMs - readAt >= SETTLED_MS) {
        for (const { episodes } of watched) {
          episodes.expire(now.wallMs);
        }
      }
    }
  }

  private tellGrown(): void {
    for (const { watched } of this.looked()) {
      for (const [index, { episodes }] of watched.entries()) {
        episodes.tellGrown(this.logics[index]?.logic.step ?? 0);
      }
    }
  }

  private *looked(): Iterable<SessionState> {
    for (const key of this.unsettled) {
      yield this.sessions.get(key) as SessionState;
    }
  }

  private dropSettled(): void {
    for (const key of this.unsettled) {
      const { watched } = this.sessions.get(key) as SessionState;
      if (watched.every(({ watcher, episodes }) => watcher.isSettled !== false && !episodes.isAnyOpen)) {
        this.unsettled.delete(key);
      }
    }
    // Its next fact has to come by `touch` again.
    this.current = null;
  }

  private watchedBy(index: number): WatchedSessions {
    const { sessions } = this;
    const looked = () => this.looked();
    return {
      *all() {
        for (const session of looked()) {
          yield session.watched[index] as Watched;
        }
      },
      get: (sessionKey) => sessions.get(sessionKey)?.watched[index],
    };
  }

  private emit(change: AlertChange): void {
    if (!this.silent) {
      this.changes.push(change);
    }
  }

  private takeChanges(): AlertChange[] {
    const { changes } = this;
    if (changes.length > 0) {
      this.changes = [];
      return changes;
    }
    return NO_CHANGES;
  }
}

/** Most facts change nothing: they all share this array. Frozen, so that a caller who adds to it learns at once. */
const NO_CHANGES = Object.freeze([]) as unknown as AlertChange[];
