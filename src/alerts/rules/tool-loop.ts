/** tool_loop: the same tool called over and over without anything new coming of it (R3.4, ALERTS.md). */

import type { AlertSettings, DetectorFact } from '../../domain/alert.ts';
import type { Episodes } from '../episodes.ts';
import { insertByTime, pruneBefore, RecentMap, RecentSet } from '../recent.ts';
import type { Rule, Watcher } from '../rule.ts';

const TOOL_LIMIT = 64;
/** Calls of one tool that are kept: a window never needs more to be judged. */
const CALLS_LIMIT = 256;
const PENDING_LIMIT = 256;
const CHANGES_LIMIT = 256;

/** Tools that iterate by nature get a higher limit (`iterativeFactor`). */
const ITERATIVE_KINDS: ReadonlySet<string> = new Set(['read', 'edit', 'search']);

interface Call {
  readonly at: number;
  readonly args: number | null;
  /** undefined while the result is not there. */
  result: number | null | undefined;
}

interface Calls {
  readonly limit: number;
  readonly recent: Call[];
}

type ToolCallFact = Extract<DetectorFact, { type: 'tool_call' }>;
type ToolResultFact = Extract<DetectorFact, { type: 'tool_result' }>;

/**
 * Opens at the call that makes `threshold` in the window, when the calls share few distinct (arguments, result) pairs and no
 * file got new content. Where the log has no arguments the plain count decides. Ends with progress (a new file content, or
 * enough distinct pairs), with a window without a call, or with the turn.
 */
class ToolLoopWatcher implements Watcher {
  private readonly byTool = new RecentMap<string, Calls>(TOOL_LIMIT);
  private readonly pending = new RecentMap<number, { readonly name: string; readonly call: Call }>(
    PENDING_LIMIT,
  );
  private readonly changes = new RecentSet<number>(CHANGES_LIMIT);
  /** Event time of the last file content that had not been seen before. */
  private changedAt = Number.NEGATIVE_INFINITY;
  private readonly settings: AlertSettings['toolLoop'];

  constructor(settings: AlertSettings['toolLoop']) {
    this.settings = settings;
  }

  observe(fact: DetectorFact, latestAt: number, episodes: Episodes): void {
    switch (fact.type) {
      case 'tool_call':
        // A call without a name is no evidence that two calls are of the same tool.
        if (fact.name !== null && fact.name !== '') {
          this.countCall(fact.name, fact, latestAt, episodes);
        }
        return;
      case 'tool_result':
        this.takeResult(fact, latestAt, episodes);
        return;
      case 'turn_end':
      case 'session_end':
        this.endAll(fact.at, episodes);
        return;
      default:
        return;
    }
  }

  rewind(): void {
    this.byTool.clear();
    this.changedAt = Number.NEGATIVE_INFINITY;
  }

  private countCall(name: string, fact: ToolCallFact, latestAt: number, episodes: Episodes): void {
    const calls = this.byTool.get(name) ?? { limit: this.limitFor(fact.kind), recent: [] };
    this.byTool.set(name, calls);
    const call: Call = { at: fact.at, args: fact.argsDigest, result: undefined };
    this.pending.set(fact.toolKey, { name, call });
    insertByTime(calls.recent, call);
    this.prune(calls, latestAt);
    if (episodes.isOpen(name)) {
      const size = episodes.sizeOf(name) + 1;
      episodes.again(name, { at: fact.at, size, evidence: evidenceOf(name, size, calls.recent) });
      this.endIfProgressing(name, calls, fact.at, latestAt, episodes);
    } else if (calls.recent.length >= calls.limit && !this.isProgressing(calls, latestAt)) {
      const [first, last] = [calls.recent[0], calls.recent.at(-1)] as [Call, Call];
      const size = calls.recent.length;
      episodes.open(name, first.at, { at: last.at, size, evidence: evidenceOf(name, size, calls.recent) });
    }
  }

  private takeResult(fact: ToolResultFact, latestAt: number, episodes: Episodes): void {
    if (fact.changeDigest !== null && this.changes.add(fact.changeDigest)) {
      this.changedAt = Math.max(this.changedAt, fact.at);
      this.endAll(fact.at, episodes);
    }
    const pending = this.pending.get(fact.toolKey);
    if (pending === undefined) {
      return;
    }
    this.pending.delete(fact.toolKey);
    pending.call.result = fact.resultDigest;
    const calls = this.byTool.get(pending.name);
    if (calls !== undefined && episodes.isOpen(pending.name)) {
      this.prune(calls, latestAt);
      this.endIfProgressing(pending.name, calls, fact.at, latestAt, episodes);
    }
  }

  private limitFor(kind: string): number {
    const { threshold, iterativeFactor } = this.settings;
    return ITERATIVE_KINDS.has(kind) ? Math.ceil(threshold * iterativeFactor) : threshold;
  }

  private prune(calls: Calls, latestAt: number): void {
    pruneBefore(calls.recent, latestAt - this.settings.windowMs, CALLS_LIMIT);
  }

  private isProgressing(calls: Calls, latestAt: number): boolean {
    if (this.changedAt >= latestAt - this.settings.windowMs) {
      return true;
    }
    const distinct = distinctPairs(calls.recent);
    return distinct !== null && distinct > calls.recent.length * this.settings.distinctShare;
  }

  private endIfProgressing(
    name: string,
    calls: Calls,
    at: number,
    latestAt: number,
    episodes: Episodes,
  ): void {
    if (calls.recent.length > 0 && this.isProgressing(calls, latestAt) && episodes.end(name, at)) {
      this.byTool.delete(name);
    }
  }

  private endAll(at: number, episodes: Episodes): void {
    for (const name of episodes.openSubjects()) {
      if (episodes.end(name, at)) {
        this.byTool.delete(name);
      }
    }
  }
}

/**
 * Distinct (arguments, result) pairs; null when no call has arguments. A call whose result is not there yet counts as a repeat
 * of any call with its arguments.
 */
function distinctPairs(calls: readonly Call[]): number | null {
  if (calls.every((call) => call.args === null)) {
    return null;
  }
  const pairs = new Map<number | null, Set<number | null>>();
  for (const call of calls) {
    const results = pairs.get(call.args) ?? new Set();
    pairs.set(call.args, results);
    if (call.result !== undefined) {
      results.add(call.result);
    }
  }
  let distinct = 0;
  for (const results of pairs.values()) {
    distinct += Math.max(1, results.size);
  }
  return distinct;
}

function evidenceOf(
  name: string,
  occurrences: number,
  calls: readonly Call[],
): Record<string, string | number> {
  const distinct = distinctPairs(calls);
  const evidence = { tool_name: name, occurrences };
  return distinct === null ? evidence : { ...evidence, distinct_calls: distinct };
}

export const toolLoop: Rule = {
  type: 'tool_loop',
  severity: 'medium',
  recommendation: 'fresh_session',
  create: ({ toolLoop: settings }) => ({
    quietMs: settings.windowMs,
    step: 1,
    watch: () => new ToolLoopWatcher(settings),
  }),
};
