/** What runs in one session: its turn, the tools without a result, the back-off it waits for. Facts may come slightly out of order. */

import type { DetectorFact } from '../domain/alert.ts';
import { RecentMap, RecentSet } from './recent.ts';

/** Tools that can be open at once, and results that may come before their call. */
const OPEN_TOOL_LIMIT = 256;
const EARLY_RESULT_LIMIT = 64;
/** No harness waits longer by itself before it tries again: what claims more is not believed. */
const MAX_BACK_OFF_MS = 3_600_000;

export interface OpenTool {
  readonly name: string | null;
  readonly kind: string;
  readonly asksHuman: boolean;
  /** Event time of the call, epoch ms. */
  readonly at: number;
  /** Monotonic time at which the call was seen live; null when it was read as history. */
  readonly seenAt: number | null;
}

type ToolCallFact = Extract<DetectorFact, { type: 'tool_call' }>;
type ToolResultFact = Extract<DetectorFact, { type: 'tool_result' }>;

export class InFlight {
  /** Unknown until a fact says so: a title or a hook row alone does not mean that somebody works. */
  private turn: 'unknown' | 'running' | 'over' = 'unknown';
  private turnAt = Number.NEGATIVE_INFINITY;
  private readonly tools = new RecentMap<number, OpenTool>(OPEN_TOOL_LIMIT);
  private readonly earlyResults = new RecentSet<number>(EARLY_RESULT_LIMIT);
  private latest = Number.NEGATIVE_INFINITY;
  private lastSeen: number | null = null;
  private backOff = 0;
  private delegatedAt = Number.NEGATIVE_INFINITY;

  get isRunning(): boolean {
    return this.turn === 'running';
  }

  /** A fact said so. */
  get isOver(): boolean {
    return this.turn === 'over';
  }

  /** Event time of the last sign of life, epoch ms; -Infinity when there was none. */
  get lastEventAt(): number {
    return this.latest;
  }

  /** Monotonic time at which the session was last seen to grow; null when it never was. */
  get grownAt(): number | null {
    return this.lastSeen;
  }

  /** How long the harness waits by itself, ms, counted from the last event. */
  get backOffMs(): number {
    return this.backOff;
  }

  /** Event time at which this session was last done with work it gave away: a sub-agent's result, or its own turn's end. */
  get lastReturnAt(): number {
    return Math.max(this.delegatedAt, this.isOver ? this.turnAt : Number.NEGATIVE_INFINITY);
  }

  openTools(): Iterable<OpenTool> {
    return this.tools.values();
  }

  /** `seenAt`: monotonic time of a live fact, null for history. */
  observe(fact: DetectorFact, seenAt: number | null): void {
    this.lastSeen = seenAt ?? this.lastSeen;
    if (fact.at >= this.latest) {
      this.latest = fact.at;
      this.backOff = 0;
    }
    switch (fact.type) {
      case 'turn_start':
        this.setTurn('running', fact.at);
        this.forgetQuestions(fact.at);
        return;
      case 'tool_call':
        this.setTurn('running', fact.at);
        this.openTool(fact, seenAt);
        return;
      case 'tool_result':
        this.closeTool(fact);
        return;
      case 'error':
        if (fact.retryInMs !== null && fact.at >= this.latest) {
          this.backOff = Math.min(fact.retryInMs, MAX_BACK_OFF_MS);
        }
        return;
      case 'turn_end':
      case 'session_end':
        this.endTurn(fact.at);
        return;
      case 'activity':
        return;
      default:
        fact satisfies never;
    }
  }

  private setTurn(turn: 'running' | 'over', at: number): void {
    if (at >= this.turnAt) {
      this.turn = turn;
      this.turnAt = at;
    }
  }

  private endTurn(at: number): void {
    this.setTurn('over', at);
    for (const [key, tool] of this.tools) {
      if (tool.at <= at) {
        this.tools.delete(key);
      }
    }
  }

  /** A new prompt answers, or drops, whatever was asked before. */
  private forgetQuestions(at: number): void {
    for (const [key, tool] of this.tools) {
      if (tool.asksHuman && tool.at < at) {
        this.tools.delete(key);
      }
    }
  }

  private openTool(fact: ToolCallFact, seenAt: number | null): void {
    const over = this.isOver && fact.at <= this.turnAt;
    if (over || this.earlyResults.has(fact.toolKey)) {
      return;
    }
    const { name, kind, asksHuman, at } = fact;
    this.tools.set(fact.toolKey, { name, kind, asksHuman, at, seenAt });
  }

  private closeTool(fact: ToolResultFact): void {
    const tool = this.tools.get(fact.toolKey);
    if (tool === undefined) {
      this.earlyResults.add(fact.toolKey);
      return;
    }
    this.tools.delete(fact.toolKey);
    if (tool.kind === 'agent') {
      this.delegatedAt = Math.max(this.delegatedAt, fact.at);
    }
  }
}
