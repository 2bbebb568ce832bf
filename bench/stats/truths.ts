/** Questions with a known, strong answer, put to a judge once a seed. */

import type { Trend } from '../../src/domain/metric.ts';
import { line, type SimulatedTask, simulateFleet, steady } from './fleet.ts';
import type { Judge, Metric } from './judge.ts';

export interface Truth {
  readonly name: string;
  /** True when the judge answered as it is. */
  readonly holds: (judge: Judge, seed: number) => boolean;
}

type Tasks = readonly SimulatedTask[];

const of = (tasks: Tasks, agent: string): Tasks => tasks.filter((task) => task.agent === agent);

const WINDOW_DAYS = [7, 30, 90];

function trendOver(trends: readonly Trend[], days: number): Trend {
  return trends[WINDOW_DAYS.indexOf(days)] as Trend;
}

/** Two agents of one kind of task, about 150 tasks each. */
function difference(
  name: string,
  metric: Metric,
  changed: Parameters<typeof steady>[1],
  word: 'better' | 'worse',
): Truth {
  return {
    name,
    holds: (judge, seed) => {
      const tasks = simulateFleet([steady('new', changed), steady('old')], 30, seed);
      return judge.compare(of(tasks, 'new'), of(tasks, 'old'), metric, seed).verdict === word;
    },
  };
}

function change(
  name: string,
  metric: Metric,
  days: number,
  changed: Parameters<typeof steady>[1],
  word: Trend['verdict'],
): Truth {
  return {
    name,
    holds: (judge, seed) => {
      const tasks = simulateFleet([steady('agent', changed)], days, seed);
      return trendOver(judge.trends(tasks, metric), days).verdict === word;
    },
  };
}

const FALL = { success: line(0.95, 0.4) };
const CHEAPER = { costUsdMicros: line(900_000, 200_000), sigma: 0.9 };

export const TRUTHS: readonly Truth[] = [
  difference('success 0.60 against 0.80: worse', 'success_rate', { success: () => 0.6 }, 'worse'),
  difference('success 0.95 against 0.80: better', 'success_rate', { success: () => 0.95 }, 'better'),
  difference('half the duration: better', 'duration', { durationMs: () => 300_000 }, 'better'),
  difference('2.5 times the median cost: worse', 'cost', { costUsdMicros: () => 1_000_000 }, 'worse'),
  difference(
    'a third of the cost per success: better',
    'cost_per_success',
    { costUsdMicros: () => 133_000 },
    'better',
  ),
  change('success falls 0.95 to 0.40 in 90 days', 'success_rate', 90, FALL, 'declining'),
  change(
    'success falls 0.95 to 0.40 in 30 days',
    'success_rate',
    30,
    { ...FALL, tasksPerDay: () => 10 },
    'declining',
  ),
  change(
    'success falls 0.95 to 0.40 in 7 days',
    'success_rate',
    7,
    { ...FALL, tasksPerDay: () => 120 },
    'declining',
  ),
  change(
    'success rises 0.50 to 0.95 in 30 days',
    'success_rate',
    30,
    { success: line(0.5, 0.95), tasksPerDay: () => 10 },
    'improving',
  ),
  change('duration doubles in 90 days', 'duration', 90, { durationMs: line(400_000, 800_000) }, 'declining'),
  change(
    'duration triples in 7 days',
    'duration',
    7,
    { durationMs: line(300_000, 900_000), tasksPerDay: () => 15 },
    'declining',
  ),
  change('cost falls to a quarter in 30 days', 'cost', 30, CHEAPER, 'improving'),
  change('cost per success falls to a quarter in 90 days', 'cost_per_success', 90, CHEAPER, 'improving'),
  {
    name: 'Simpson: worse on all tasks, better on each kind',
    holds: (judge, seed) => {
      const kinds = (easy: number, hard: number, success: readonly [number, number]) => [
        { taskType: 'easy', weight: easy, success: success[0] },
        { taskType: 'hard', weight: hard, success: success[1] },
      ];
      const tasks = simulateFleet(
        [
          steady('new', { mix: kinds(1, 9, [0.96, 0.6]), tasksPerDay: () => 12 }),
          steady('old', { mix: kinds(9, 1, [0.82, 0.35]), tasksPerDay: () => 12 }),
        ],
        30,
        seed,
      );
      const found = judge.stratified(of(tasks, 'new'), of(tasks, 'old'));
      return (found.raw as number) < 0 && found.low !== null && found.low > 0 && found.reversal;
    },
  },
];
