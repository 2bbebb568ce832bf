/** Agents of the simulated fleet that orchestrators give tasks to, with what is true of each: the cards and comparisons have it to find. */

import type { PROJECTS } from './projects.ts';

/** A kind of task: how often, how long it takes (ms), what it costs (micro-dollars) and how hard it is. */
export interface DemoTaskType {
  readonly name: string;
  readonly share: number;
  readonly medianMs: number;
  readonly medianCost: number;
  /** Taken off the chance of success. */
  readonly difficulty: number;
}

const MINUTE_MS = 60_000;

export const TASK_TYPES: readonly DemoTaskType[] = [
  { name: 'bug', share: 5, medianMs: 31 * MINUTE_MS, medianCost: 620_000, difficulty: 0.02 },
  { name: 'feature', share: 3, medianMs: 74 * MINUTE_MS, medianCost: 1_900_000, difficulty: 0.1 },
  { name: 'chore', share: 2, medianMs: 14 * MINUTE_MS, medianCost: 190_000, difficulty: 0 },
];

export interface DemoWorker {
  readonly agent: string;
  readonly department: string;
  readonly project: keyof typeof PROJECTS;
  readonly harness: string;
  readonly model: string;
  readonly provider: string;
  /** Tasks a day. */
  readonly rate: number;
  /** Chance of success at the first attempt, 90 days ago and now. */
  readonly success: readonly [before: number, now: number];
  /** Quotients of the usual time and cost, 90 days ago and now. */
  readonly pace: readonly [before: number, now: number];
  readonly price: number;
  /** Joined this many days ago. */
  readonly days: number;
}

export const WORKERS: readonly DemoWorker[] = [
  {
    ...{ agent: 'shop/polecats/nux', department: 'platform', project: 'api', rate: 1.3, days: 90 },
    ...{ harness: 'claude_code', model: 'claude-opus-4-6', provider: 'anthropic', price: 1.6 },
    ...{ success: [0.82, 0.97], pace: [1.2, 0.8] },
  },
  {
    ...{ agent: 'shop/polecats/slit', department: 'platform', project: 'web', rate: 1.6, days: 90 },
    ...{ harness: 'claude_code', model: 'claude-sonnet-4-5', provider: 'anthropic', price: 1 },
    ...{ success: [0.8, 0.8], pace: [1, 1] },
  },
  {
    ...{ agent: 'ops/polecats/ace', department: 'operations', project: 'infra', rate: 1.1, days: 90 },
    ...{ harness: 'codex', model: 'gpt-5.3-codex', provider: 'openai', price: 0.9 },
    ...{ success: [0.95, 0.55], pace: [0.9, 1.4] },
  },
  {
    ...{ agent: 'ops/crew/max', department: 'operations', project: 'data', rate: 0.7, days: 5 },
    ...{ harness: 'claude_code', model: 'claude-haiku-4-5', provider: 'anthropic', price: 0.4 },
    ...{ success: [0.7, 0.7], pace: [0.7, 0.7] },
  },
];
