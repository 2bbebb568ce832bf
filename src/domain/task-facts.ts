/** What is known of one task before it is judged: gathered from ledger and sessions, in no one's words. Types only. */

import type { ToolKind } from './event.ts';
import type { QualitySignal } from './task.ts';

/** A ledger row about the task. `at`, `version` epoch ms; `flags` as stored. */
export interface TaskRow {
  readonly recordType: string;
  readonly recordId: string;
  readonly source: string;
  readonly at: number;
  readonly agent: string | null;
  readonly sessionId: string | null;
  readonly flags: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What Gas Town and beads say of it. */
export interface TaskBead {
  readonly agent: string | null;
  readonly assignedAt: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** How often it was given out. */
  readonly assignments: number;
  readonly qualitySignal: QualitySignal | null;
  readonly rework: boolean;
  readonly rigId: string | null;
  readonly convoyId: string | null;
  /** The agent's session died with the bead on its hook, and nobody has taken it up since. */
  readonly killed: { readonly by: string | null; readonly at: number } | null;
}

/** A main session that worked on it. Times epoch ms; `lastAt` with its sub-agents. */
export interface TaskSession {
  readonly key: number;
  readonly sessionId: string;
  readonly harness: string;
  readonly source: string;
  readonly agent: string;
  readonly department: string | null;
  readonly project: string | null;
  readonly branch: string | null;
  readonly title: string | null;
  readonly effort: string | null;
  readonly attemptId: string | null;
  readonly prUrl: string | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  readonly filesModified: number | null;
  readonly commits: number | null;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly turnState: string | null;
  readonly turnAt: number | null;
  readonly endStatus: string | null;
  readonly endAt: number | null;
  readonly durationMs: number | null;
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
  /** A harness's own transcript, or else what an orchestrator tells of it. */
  readonly isTranscript: boolean;
  /** Who told of the tasks that its records name (`work-stream`, `bosun`); null = no record names one. */
  readonly taskSource: string | null;
  /** Part of the session that is this task's; null = all of it. */
  readonly span: { readonly from: number; readonly to: number } | null;
  /** The stretches that this part is made of; empty = all of it. Epoch ms, `end` is the first ms behind it. */
  readonly stretches: readonly { readonly start: number; readonly end: number }[];
  /** The tool that ran when the session was killed; asked only then. */
  readonly runningTool: string | null;
  /** Was a tool of one of these kinds used, by the session or a sub-agent? Asked only where nothing else tells the type of work. */
  readonly usedTool: (...kinds: ToolKind[]) => boolean;
}

/** Sums of the task's share of its sessions, sub-agents included. Money micro-dollars; cost null = nothing has a price. */
export interface TaskUsage {
  readonly input: number;
  readonly output: number;
  readonly unclassified: number;
  readonly cost: number | null;
  readonly unpricedCalls: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  readonly errors: number;
  readonly compactions: number;
  /** As `models` has it, of the model that cost most, then has most tokens. */
  readonly model: string | null;
  readonly provider: string | null;
}

export interface TaskProfile {
  readonly department: string | null;
  readonly project: string | null;
}

export interface TaskFacts {
  readonly orchestrator: string;
  readonly taskId: string;
  /** By time. */
  readonly rows: readonly TaskRow[];
  readonly bead: TaskBead | null;
  /** By time of their beginning. */
  readonly sessions: readonly TaskSession[];
  readonly usage: TaskUsage | null;
  /** What the newest profile of an agent says. */
  readonly profiles: ReadonlyMap<string, TaskProfile>;
}
