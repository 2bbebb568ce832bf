/** The list of cards: one row an agent, department or project, summed in one pass. Pure. */

import type { GroupKey, PerformerRow } from '../domain/performance.ts';
import { NULL_COUNT, type TaskPage } from '../domain/task-page.ts';
import { ENDING_OF, ENDINGS, type TaskRows } from './task-list.ts';

/** What a group's sessions add. */
interface PerformerSessions {
  readonly name: string | null;
  readonly sessions: number;
  readonly lastAt: number | null;
}

interface Sums {
  readonly endings: [number, number, number];
  cost: number;
  isPriced: boolean;
  tokens: number | null;
  lastAt: number;
}

export interface PerformerCollector {
  add(page: TaskPage, places: TaskRows): void;
  /** By name, work of nobody last. */
  rows(word: (id: number) => string | null, sessions: readonly PerformerSessions[]): PerformerRow[];
}

export function collectPerformers(by: GroupKey): PerformerCollector {
  const groups = new Map<number, Sums>();
  return {
    add(page, places) {
      const [words, outcomes] = [page.i32(by), page.u8('outcome')];
      const [times, costs, tokens] = [page.f64('completedAt'), page.f64('cost'), page.f64('tokens')];
      for (const place of places) {
        const id = words[place] as number;
        let sums = groups.get(id);
        if (sums === undefined) {
          sums = {
            endings: [0, 0, 0],
            cost: 0,
            isPriced: false,
            tokens: null,
            lastAt: Number.NEGATIVE_INFINITY,
          };
          groups.set(id, sums);
        }
        addTask(sums, outcomes[place] as number, times[place] as number);
        addUsage(sums, costs[place] as number, tokens[place] as number);
      }
    },
    rows(word, sessions) {
      const found = new Map(
        [...groups].map(([id, sums]) => [id === NULL_COUNT ? null : word(id), rowOf(sums)]),
      );
      for (const one of sessions) {
        const row = found.get(one.name) ?? rowOf(null);
        const lastActiveAt = latest(row.lastActiveAt, one.lastAt);
        found.set(one.name, { ...row, sessions: one.sessions, lastActiveAt });
      }
      return [...found].map(([name, row]) => ({ name, ...row })).sort(byName);
    },
  };
}

/** An open task is no ending. */
function addTask(sums: Sums, outcome: number, completedAt: number): void {
  if (Number.isNaN(completedAt)) return;
  sums.endings[ENDING_OF[outcome] ?? ENDINGS.unknown]++;
  sums.lastAt = Math.max(sums.lastAt, completedAt);
}

function addUsage(sums: Sums, cost: number, tokens: number): void {
  if (!Number.isNaN(cost)) {
    sums.cost += cost;
    sums.isPriced = true;
  }
  if (!Number.isNaN(tokens)) sums.tokens = (sums.tokens ?? 0) + tokens;
}

function rowOf(sums: Sums | null): Omit<PerformerRow, 'name'> {
  const [done, failed, unknown] = sums?.endings ?? [0, 0, 0];
  return {
    tasksCompleted: done,
    tasksFailed: failed,
    tasksUnknown: unknown,
    costUsdMicros: sums?.isPriced === true ? sums.cost : null,
    tokens: sums?.tokens ?? null,
    sessions: 0,
    lastActiveAt: sums === null || sums.lastAt === Number.NEGATIVE_INFINITY ? null : sums.lastAt,
  };
}

function latest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

function byName({ name: a }: PerformerRow, { name: b }: PerformerRow): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
}
