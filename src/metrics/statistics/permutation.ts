/** Whether two groups of tasks cost the same for a success: a permutation test. Pure. */

import { createRandom } from '../../domain/random.ts';
import { sumTasks, type TaskCosts, type TaskSums } from './ratio.ts';
import { twoSidedP } from './special.ts';

/** The smaller group may have this many tasks for shuffles to be drawn; above, the shuffles' exact variance and a normal tail answer. */
const MOST_SHUFFLED = 50;
/** The smallest p is 0.0005, which a table of 100 rows can still show after Holm's correction. */
const SHUFFLES = 1_999;

/**
 * Two-sided p of the hypothesis that tasks of both groups come from one kind (R. A. Fisher 1935; Pitman, Significance tests which may be
 * applied to samples from any populations, 1937). The statistic is what the group spent beyond its successes at the price of both groups
 * together; shuffling who belongs to which group shows how large it gets by chance. It keeps its level for few tasks of heavy-tailed cost,
 * where intervals by bootstrap exclude 0 in up to a fifth of all noise. Null where no task succeeded.
 */
export function ratioPermutation(group: TaskCosts, against: TaskCosts, seed: number): number | null {
  const sums = [sumTasks(group), sumTasks(against)] as const;
  const [smaller, larger] = group.cost.length <= against.cost.length ? [group, against] : [against, group];
  if (smaller.cost.length > MOST_SHUFFLED) return ratioPermutationOfSums(...sums);
  const price = pooledPrice(...sums);
  if (price === null) return null;
  const excess = new Float64Array(group.cost.length + against.cost.length);
  excess.set(excesses(smaller, price));
  excess.set(excesses(larger, price), smaller.cost.length);
  return shuffledP(excess, smaller.cost.length, seed);
}

function pooledPrice(a: TaskSums, b: TaskSums): number | null {
  const successes = a.successes + b.successes;
  return successes > 0 ? (a.sumCost + b.sumCost) / successes : null;
}

/** What each task cost beyond its success. They add up to 0 over both groups. */
function excesses({ cost, success }: TaskCosts, price: number): Float64Array {
  return Float64Array.from(cost, (spent, i) => spent - price * (success[i] as number));
}

/** Sums that differ by rounding alone are as extreme as each other. */
const SAME_SUM = 1 - 1e-9;

/** Share of shuffles that put at least as large a sum into the first `size` places, the order seen counted as one. */
function shuffledP(values: Float64Array, size: number, seed: number): number {
  const random = createRandom(seed);
  const seen = Math.abs(sumOfFirst(values, size)) * SAME_SUM;
  let extreme = 1;
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    for (let i = 0; i < size; i++) {
      const j = i + Math.floor(random.next() * (values.length - i));
      const held = values[i] as number;
      values[i] = values[j] as number;
      values[j] = held;
    }
    if (Math.abs(sumOfFirst(values, size)) >= seen) extreme++;
  }
  return extreme / (SHUFFLES + 1);
}

function sumOfFirst(values: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += values[i] as number;
  return sum;
}

/**
 * As `ratioPermutation`, from sums: the mean over all shuffles is 0 and the variance that of a sum drawn without replacement. The skew of
 * unequal groups moves both tails against each other and cancels in the two-sided p.
 */
export function ratioPermutationOfSums(a: TaskSums, b: TaskSums): number | null {
  const price = pooledPrice(a, b);
  const n = a.n + b.n;
  if (price === null || n < 2) return null;
  const square = ({ sumCost2, sumCostSuccess, successes }: TaskSums): number =>
    sumCost2 - 2 * price * sumCostSuccess + price ** 2 * successes;
  const variance = ((a.n * b.n) / (n * (n - 1))) * (square(a) + square(b));
  const excess = a.sumCost - price * a.successes;
  return variance > 0 ? twoSidedP(excess / Math.sqrt(variance)) : 1;
}
