/** Fleets in which nothing differs and nothing changes: whatever a judge calls a change or a difference in them is false. */

import { type AgentPlan, line, type SimulatedTask, simulateFleet, steady } from './fleet.ts';
import { type Judge, METRICS, type Metric } from './judge.ts';

/** Answers about noise: how many there were, and how many claimed something. */
export interface NoiseCount {
  readonly name: string;
  readonly asked: number;
  readonly claimed: number;
}

/** Agents as they are: busy and idle ones, good and poor ones, one that grows busier. Days are independent of each other. */
const QUIET: readonly AgentPlan[] = [
  steady('busy', { tasksPerDay: () => 20 }),
  steady('idle', { tasksPerDay: () => 0.8 }),
  steady('good', { success: () => 0.96 }),
  steady('poor', { success: () => 0.35, tasksPerDay: () => 3 }),
  steady('wild', { sigma: 1.6, tasksPerDay: () => 2 }),
  steady('growing', { tasksPerDay: line(0.5, 9) }),
];

const PAIR_TASKS_PER_DAY: readonly (readonly [number, number])[] = [
  [0.3, 0.3],
  [0.3, 4],
  [1, 2],
  [8, 8],
];

/** All metrics and windows of one seed's quiet fleet, and comparisons of agents that are the same but for their names. */
export function noiseOf(judge: Judge, seed: number): NoiseCount[] {
  const tasks = simulateFleet(QUIET, 90, seed);
  const agents = QUIET.map(({ agent }) => tasks.filter((task) => task.agent === agent));
  return [
    ...METRICS.flatMap((metric) => trendNoise(judge, agents, metric)),
    ...METRICS.map((metric) => pairNoise(judge, metric, seed)),
    stratifiedNoise(judge, seed),
  ];
}

function trendNoise(
  judge: Judge,
  agents: readonly (readonly SimulatedTask[])[],
  metric: Metric,
): NoiseCount[] {
  const trends = agents.flatMap((tasks) => judge.trends(tasks, metric));
  return [...new Set(trends.map(({ windowDays }) => windowDays))].map((days) => {
    const judged = trends.filter(
      ({ windowDays, verdict }) => windowDays === days && verdict !== 'insufficient_data',
    );
    const claimed = judged.filter(({ verdict }) => verdict !== 'stable').length;
    return { name: `trend of ${metric}, ${days} days`, asked: judged.length, claimed };
  });
}

function pairNoise(judge: Judge, metric: Metric, seed: number): NoiseCount {
  const verdicts = PAIR_TASKS_PER_DAY.map(([a, b], i) => {
    const plans = [steady('a', { tasksPerDay: () => a }), steady('b', { tasksPerDay: () => b })];
    const tasks = simulateFleet(plans, 30, 1_000 * (seed + 1) + i);
    const side = (agent: string) => tasks.filter((task) => task.agent === agent);
    return judge.compare(side('a'), side('b'), metric, seed).verdict;
  }).filter((verdict) => verdict !== 'insufficient_data');
  const claimed = verdicts.filter((verdict) => verdict !== 'no_difference_shown').length;
  return { name: `comparison of ${metric}`, asked: verdicts.length, claimed };
}

function stratifiedNoise(judge: Judge, seed: number): NoiseCount {
  const kinds = (easy: number, hard: number) => [
    { taskType: 'easy', weight: easy, success: 0.9 },
    { taskType: 'hard', weight: hard, success: 0.5 },
  ];
  const plans = [steady('a', { mix: kinds(1, 3) }), steady('b', { mix: kinds(3, 1) })];
  const tasks = simulateFleet(plans, 30, 7_000 + seed);
  const side = (agent: string) => tasks.filter((task) => task.agent === agent);
  const { low, high } = judge.stratified(side('a'), side('b'));
  const claimed = (low !== null && low > 0) || (high !== null && high < 0);
  return { name: 'stratified success_rate, unequal mixes', asked: 1, claimed: claimed ? 1 : 0 };
}
