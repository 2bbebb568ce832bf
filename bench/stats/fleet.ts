/** A simulated fleet whose truth is known: tasks of agents, as arrays, and nothing of how they are judged. */

import { createRandom, type Random } from '../../src/domain/random.ts';

export interface SimulatedTask {
  /** Completion, epoch ms. */
  readonly at: number;
  readonly agent: string;
  readonly taskType: string;
  readonly success: boolean;
  readonly durationMs: number;
  readonly costUsdMicros: number;
}

/** What an agent does on one day of a history, `share` of which (0 to 1) has passed. */
export interface AgentPlan {
  readonly agent: string;
  /** Mean number of tasks a day. */
  readonly tasksPerDay: (share: number) => number;
  /** Task types with their weights and what multiplies the odds of success. */
  readonly mix: readonly { readonly taskType: string; readonly weight: number; readonly success?: number }[];
  /** Chance of success where the task type does not set its own. */
  readonly success: (share: number) => number;
  /** Medians; both are log-normal. */
  readonly durationMs: (share: number) => number;
  readonly costUsdMicros: (share: number) => number;
  /** Deviation of the logarithm of cost; 1.2 puts half of the spending into a tenth of the tasks. */
  readonly sigma: number;
}

const DAY_MS = 86_400_000;
/** The last day of every history; noon UTC, so that it lies within its day. */
export const NOW = Date.UTC(2026, 5, 30, 12);

/** Tasks of the plans over `days` that end today, oldest first. The same seed gives the same tasks. */
export function simulateFleet(plans: readonly AgentPlan[], days: number, seed: number): SimulatedTask[] {
  const random = createRandom(seed);
  const tasks = plans.flatMap((plan) =>
    Array.from({ length: days }, (_, day) => tasksOfDay(plan, day, days, random)).flat(),
  );
  return tasks.sort((a, b) => a.at - b.at);
}

function tasksOfDay(plan: AgentPlan, day: number, days: number, random: Random): SimulatedTask[] {
  const share = (day + 0.5) / days;
  const midnight = NOW - DAY_MS / 2 - (days - 1 - day) * DAY_MS;
  return Array.from({ length: poisson(plan.tasksPerDay(share), random) }, () => {
    const kind = plan.mix[random.weighted(plan.mix.map(({ weight }) => weight))] as AgentPlan['mix'][number];
    return {
      at: midnight + Math.floor(random.next() * DAY_MS),
      agent: plan.agent,
      taskType: kind.taskType,
      success: random.chance(kind.success ?? plan.success(share)),
      durationMs: Math.round(random.logNormal(plan.durationMs(share), 0.8)),
      costUsdMicros: Math.round(random.logNormal(plan.costUsdMicros(share), plan.sigma)),
    };
  });
}

/** Knuth's method; means here are small. */
function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}

/** An agent that never changes, unless told otherwise. */
export function steady(agent: string, some: Partial<AgentPlan> = {}): AgentPlan {
  return {
    agent,
    tasksPerDay: () => 5,
    mix: [{ taskType: 'bug', weight: 1 }],
    success: () => 0.8,
    durationMs: () => 600_000,
    costUsdMicros: () => 400_000,
    sigma: 1.2,
    ...some,
  };
}

/** From `start` to `end` in a straight line. */
export function line(start: number, end: number): (share: number) => number {
  return (share) => start + (end - start) * share;
}
