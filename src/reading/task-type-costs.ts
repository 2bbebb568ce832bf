/** Costs by the type of the task, and what a task and a success of each type cost. */

import type { Connection } from '../db/open.ts';
import { NO_SUMS, tokenSums } from '../db/queries/sums.ts';
import { rangeOf, taskSelector, wordsById } from '../db/queries/task-filter.ts';
import { taskTypeSums } from '../db/queries/task-type-sums.ts';
import { scanTasks } from '../db/tasks/pages.ts';
import type { TaskTypeCost } from '../domain/costs.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { ReportFilter } from '../domain/report.ts';
import { OUTCOMES } from '../domain/task.ts';
import { NULL_BYTE } from '../domain/task-page.ts';
import { costFigures } from '../metrics/spending/figures.ts';

/** Dearest first; what belongs to no task comes last. */
export function taskTypeCosts(db: Connection, filter: ReportFilter, timezone: string): TaskTypeCost[] {
  const tallies = tasksByType(db, filter);
  return taskTypeSums(db, filter, timezone)
    .map(({ type, sums }): TaskTypeCost => {
      const attributed = type !== undefined;
      const tally = attributed ? (tallies.get(type) ?? newTally()) : newTally();
      return {
        ...{ taskType: type ?? null, attributed },
        ...costFigures(sums, tokenSums({ ...NO_SUMS, ...sums })),
        ...{ tasks: tally.tasks, tasksSucceeded: tally.succeeded },
        ...quotients(tally),
      };
    })
    .sort(
      (a, b) =>
        Number(b.attributed) - Number(a.attributed) ||
        (b.costUsdMicros ?? -1) - (a.costUsdMicros ?? -1) ||
        ((a.taskType ?? '') < (b.taskType ?? '') ? -1 : 1),
    );
}

/** Tasks, and what they cost together. */
interface Spent {
  tasks: number;
  cost: number;
}

interface Tally {
  tasks: number;
  succeeded: number;
  /** Tasks whose cost is known. */
  readonly costed: Spent;
  /** Of them, those whose outcome is known, too, and how many of these succeeded. */
  readonly judged: Spent & { successes: number };
}

const newTally = (): Tally => ({
  ...{ tasks: 0, succeeded: 0 },
  costed: { tasks: 0, cost: 0 },
  judged: { tasks: 0, cost: 0, successes: 0 },
});

const SUCCESS = OUTCOMES.indexOf('success');

function tasksByType(db: Connection, filter: ReportFilter): Map<string | null, Tally> {
  const words = wordsById(db);
  const select = taskSelector(db, filter);
  const found = new Map<string | null, Tally>();
  scanTasks(db, rangeOf(filter, false), (page) => {
    const [types, outcomes, flagged] = [page.i32('taskType'), page.u8('outcome'), page.u8('flagged')];
    const [costs, unpriced] = [page.f64('cost'), page.i32('unpricedCalls')];
    for (const place of select(page)) {
      if (flagged[place] === 1) continue;
      const tally = getOrInsert(found, words.get(types[place] as number) ?? null, newTally);
      const cost = costs[place] as number;
      const outcome = outcomes[place] as number;
      const success = Number(outcome === SUCCESS);
      tally.tasks++;
      tally.succeeded += success;
      // A part of a cost is no cost.
      if (Number.isNaN(cost) || (unpriced[place] as number) > 0) continue;
      spend(tally.costed, cost);
      if (outcome === NULL_BYTE) continue;
      spend(tally.judged, cost);
      tally.judged.successes += success;
    }
  });
  return found;
}

function spend(spent: Spent, cost: number): void {
  spent.tasks++;
  spent.cost += cost;
}

/** Both over the same tasks, so that a success never costs less than a task; where no outcome is known, a task of those that have a cost. */
function quotients({ costed, judged }: Tally) {
  const { tasks, cost } = judged.tasks > 0 ? judged : costed;
  return {
    tasksCosted: tasks,
    costPerTaskUsdMicros: quotient(cost, tasks),
    costPerSuccessUsdMicros: quotient(judged.cost, judged.successes),
  };
}

function quotient(sum: number, count: number): number | null {
  return count === 0 ? null : Math.round(sum / count);
}
