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
export function taskTypeCosts(db: Connection, filter: ReportFilter): TaskTypeCost[] {
  const tallies = tasksByType(db, filter);
  return taskTypeSums(db, filter)
    .map(({ type, sums }): TaskTypeCost => {
      const attributed = type !== undefined;
      const tally = attributed ? (tallies.get(type) ?? newTally()) : newTally();
      return {
        ...{ taskType: type ?? null, attributed },
        ...costFigures(sums, tokenSums({ ...NO_SUMS, ...sums })),
        ...{ tasks: tally.tasks, tasksSucceeded: tally.succeeded },
        costPerTaskUsdMicros: quotient(tally.cost, tally.costed),
        costPerSuccessUsdMicros: quotient(tally.judgedCost, tally.judgedSuccesses),
      };
    })
    .sort(
      (a, b) =>
        Number(b.attributed) - Number(a.attributed) ||
        (b.costUsdMicros ?? -1) - (a.costUsdMicros ?? -1) ||
        ((a.taskType ?? '') < (b.taskType ?? '') ? -1 : 1),
    );
}

interface Tally {
  tasks: number;
  succeeded: number;
  cost: number;
  costed: number;
  /** Of tasks whose outcome is known, too. */
  judgedCost: number;
  judgedSuccesses: number;
}

const newTally = (): Tally => ({
  ...{ tasks: 0, succeeded: 0, cost: 0, costed: 0 },
  ...{ judgedCost: 0, judgedSuccesses: 0 },
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
      tally.cost += cost;
      tally.costed++;
      if (outcome === NULL_BYTE) continue;
      tally.judgedCost += cost;
      tally.judgedSuccesses += success;
    }
  });
  return found;
}

function quotient(sum: number, count: number): number | null {
  return count === 0 ? null : Math.round(sum / count);
}
