/** stuck_agent: a turn runs, and nothing has come of it for longer than anything in flight explains (R3.4, ALERTS.md, F31). */

import type { AlertSettings, DetectorFact } from '../../domain/alert.ts';
import type { Episodes } from '../episodes.ts';
import { InFlight, type OpenTool } from '../in-flight.ts';
import type { Rule, RuleLogic, Watched, WatchedSessions, Watcher } from '../rule.ts';
import { StallClock, type TickContext } from '../tick.ts';

/** The session itself is the subject. */
const SUBJECT = '';
const MINUTE_MS = 60_000;
/** Limits by tool kind while there is no history of the tool: what such tools may take without being stuck. */
const DEFAULT_LIMIT_MS: ReadonlyMap<string, number> = new Map([
  ['shell', 10 * MINUTE_MS],
  ['mcp', 10 * MINUTE_MS],
  ['agent', 30 * MINUTE_MS],
]);
/** Sub-agents of sub-agents that are followed; logs could link them in a circle. */
const MAX_DEPTH = 8;

type Settings = AlertSettings['stuckAgent'];

/**
 * Ends an episode as soon as its session grows. An episode begins at the session's last sign of life: the same after a restart.
 */
class StuckAgentWatcher implements Watcher {
  readonly work = new InFlight();
  private readonly clock: StallClock;
  private readonly settings: Settings;

  constructor(clock: StallClock, settings: Settings) {
    this.clock = clock;
    this.settings = settings;
  }

  observe(fact: DetectorFact, _latestAt: number, episodes: Episodes): void {
    const seenAt = this.clock.seen(fact.at, this.settings.freshMs);
    // An older file of the session that only now comes to be read is no sign of life.
    const isAlive = seenAt !== null || fact.at > this.work.lastEventAt;
    this.work.observe(fact, seenAt);
    if (isAlive) {
      episodes.endLate(SUBJECT, fact.at);
    }
  }

  get isSettled(): boolean {
    return !this.work.isRunning;
  }

  /** Ms without a sign of life. */
  idleMs(): number {
    return this.clock.elapsed(this.work.lastEventAt, this.work.grownAt);
  }
}

/** One look at all sessions: which of them are stuck now. */
class StallCheck {
  private readonly now: TickContext;
  private readonly clock: StallClock;
  private readonly settings: Settings;
  private readonly sessions: WatchedSessions;
  /** Parent -> its sub-agents; made when the first suspect needs it. */
  private children: Map<number, number[]> | null = null;

  constructor(now: TickContext, clock: StallClock, settings: Settings, sessions: WatchedSessions) {
    this.now = now;
    this.clock = clock;
    this.settings = settings;
    this.sessions = sessions;
  }

  check(watched: Watched): void {
    const { watcher, episodes } = watched;
    if (!(watcher instanceof StuckAgentWatcher)) {
      return;
    }
    if (!watcher.work.isRunning || !this.canStall(watcher)) {
      this.giveUp(watcher, episodes);
      return;
    }
    const idle = watcher.idleMs();
    if (idle < this.settings.idleMs) {
      return;
    }
    if (
      this.isAtRest(watched.sessionKey) ||
      this.isExplained(watched.sessionKey, watcher, MAX_DEPTH) ||
      this.hasReturned(watched)
    ) {
      episodes.endLate(SUBJECT, this.now.wallMs);
      return;
    }
    this.report(watcher, episodes, idle);
  }

  /**
   * Ends an alert that can be judged no more: the turn is over, or there was no sign of life for so long that it is history (after a
   * restart its facts may not even be known). As of the turn's end, or of when it became history: the same whenever agentperf looks.
   */
  private giveUp({ work }: StuckAgentWatcher, episodes: Episodes): void {
    const start = episodes.startOf(SUBJECT);
    if (start === null) {
      return;
    }
    const last = Math.max(start, work.lastEventAt);
    const isOver = work.isOver || (!work.isRunning && last > start);
    episodes.endLate(SUBJECT, Math.min(isOver ? last : last + this.settings.freshMs, this.now.wallMs));
  }

  private report(watcher: StuckAgentWatcher, episodes: Episodes, idle: number): void {
    const start = watcher.work.lastEventAt;
    const tool = [...watcher.work.openTools()].at(-1);
    const evidence = {
      idle_ms: Math.round(idle),
      ...(tool === undefined ? {} : { tool_name: tool.name ?? 'unnamed' }),
    };
    if (episodes.isOpen(SUBJECT)) {
      episodes.again(SUBJECT, { at: start, size: idle, evidence });
    } else {
      const { wallMs } = this.now;
      const at = Math.min(wallMs, Math.round(wallMs - idle + this.limitFor(watcher)));
      episodes.open(SUBJECT, start, { at, size: idle, evidence }, wallMs);
    }
  }

  /** Idle ms at which this session's silence stopped being explained. */
  private limitFor(watcher: StuckAgentWatcher): number {
    const { work } = watcher;
    const limits = [...work.openTools()].map((tool) => tool.at + this.toolLimitMs(tool) - work.lastEventAt);
    return Math.max(this.settings.idleMs, work.backOffMs + this.settings.idleMs, ...limits);
  }

  /** History never alarms (DATA.md 4): seen to grow, or last alive less than `freshMs` ago. */
  private canStall({ work }: StuckAgentWatcher): boolean {
    return work.grownAt !== null || this.now.wallMs - work.lastEventAt < this.settings.freshMs;
  }

  /** Evidence beside the log says why nothing grows. What a main session waits for, or that it is over, holds for its sub-agents too. */
  private isAtRest(sessionKey: number): boolean {
    const { atRest, parents } = this.now;
    if (atRest === undefined || atRest.size === 0) return false;
    if (atRest.has(sessionKey)) return true;
    let parent = parents.get(sessionKey);
    for (let depth = MAX_DEPTH; parent !== undefined && depth > 0; depth--) {
      const status = atRest.get(parent);
      if (status === 'waiting' || status === 'ended') return true;
      parent = parents.get(parent);
    }
    return false;
  }

  private isExplained(sessionKey: number, watcher: StuckAgentWatcher, depth: number): boolean {
    const { work } = watcher;
    // The request that follows a back-off gets as long as any other.
    if (work.backOffMs > 0 && watcher.idleMs() < work.backOffMs + this.settings.idleMs) {
      return true;
    }
    for (const tool of work.openTools()) {
      const open = this.clock.elapsed(tool.at, tool.seenAt);
      if (tool.asksHuman || open < this.toolLimitMs(tool)) {
        return true;
      }
    }
    return depth > 0 && this.hasChildInFlight(sessionKey, work, depth);
  }

  private toolLimitMs(tool: OpenTool): number {
    const known = this.now.toolLimitMs(tool.name) ?? DEFAULT_LIMIT_MS.get(tool.kind) ?? 0;
    return Math.max(known, this.settings.idleMs);
  }

  /** A sub-agent that works, or that hangs under a call of ours: then the alert is its own. */
  private hasChildInFlight(sessionKey: number, work: InFlight, depth: number): boolean {
    const delegatedAt = firstDelegation(work);
    return this.childrenOf(sessionKey).some((childKey) => {
      const child = this.sessions.get(childKey)?.watcher;
      if (!(child instanceof StuckAgentWatcher) || !child.work.isRunning || !this.canStall(child)) {
        return false;
      }
      return (
        child.work.lastEventAt >= delegatedAt ||
        child.idleMs() < this.settings.idleMs ||
        this.isExplained(childKey, child, depth - 1)
      );
    });
  }

  private childrenOf(sessionKey: number): readonly number[] {
    if (this.children === null) {
      this.children = new Map();
      for (const [child, parent] of this.now.parents) {
        const siblings = this.children.get(parent);
        if (siblings === undefined) {
          this.children.set(parent, [child]);
        } else {
          siblings.push(child);
        }
      }
    }
    return this.children.get(sessionKey) ?? [];
  }

  /** A sub-agent whose log does not say that its turn is over, but whose parent went on after it. */
  private hasReturned({ sessionKey, watcher }: Watched): boolean {
    const parentKey = this.now.parents.get(sessionKey);
    const parent = parentKey === undefined ? undefined : this.sessions.get(parentKey)?.watcher;
    if (!(parent instanceof StuckAgentWatcher) || !(watcher instanceof StuckAgentWatcher)) {
      return false;
    }
    const stillDelegated = firstDelegation(parent.work) !== Number.POSITIVE_INFINITY;
    return !stillDelegated && watcher.work.lastEventAt <= parent.work.lastReturnAt;
  }
}

/** Event time of the earliest sub-agent call that is still open; Infinity when there is none. */
function firstDelegation(work: InFlight): number {
  let first = Number.POSITIVE_INFINITY;
  for (const tool of work.openTools()) {
    if (tool.kind === 'agent') {
      first = Math.min(first, tool.at);
    }
  }
  return first;
}

function createLogic({ stuckAgent: settings }: AlertSettings): RuleLogic {
  const clock = new StallClock();
  return {
    quietMs: null,
    step: MINUTE_MS,
    watch: () => new StuckAgentWatcher(clock, settings),
    tick: (now: TickContext, sessions: WatchedSessions) => {
      clock.step(now);
      if (now.following) {
        const check = new StallCheck(now, clock, settings, sessions);
        for (const watched of sessions.all()) {
          check.check(watched);
        }
      }
    },
  };
}

export const stuckAgent: Rule = {
  type: 'stuck_agent',
  severity: 'medium',
  recommendation: 'check_agent_health',
  create: createLogic,
};
