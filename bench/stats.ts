/**
 * `npm run bench:stats`: a seeded fleet of known truth, 100 seeds. Prints how often each strong truth was seen (at least 95 of 100) and how
 * often noise was called a change or a difference (at most 5 % of trends, of comparisons, and of all); exit 1 when missed.
 */

import { ARRAYS } from './stats/judge.ts';
import type { NoiseCount } from './stats/noise.ts';
import { scoresOf, together } from './stats/score.ts';

const SEEDS = 100;
const FEWEST_RIGHT = 0.95;
const MOST_FALSE = 0.05;

const { truths, noise } = scoresOf(ARRAYS, SEEDS);
const totals = [
  together(
    noise.filter(({ name }) => name.startsWith('trend')),
    'all trends',
  ),
  together(
    noise.filter(({ name }) => !name.startsWith('trend')),
    'all comparisons',
  ),
  together(noise, 'all'),
];

const falseShare = ({ asked, claimed }: NoiseCount): number => (asked === 0 ? 0 : claimed / asked);
const noiseLine = (count: NoiseCount): readonly [string, string] => [
  count.name,
  `${(100 * falseShare(count)).toFixed(1)} %  (${count.claimed} of ${count.asked})`,
];

print(
  'truth',
  'right verdicts',
  truths.map(({ name, right, seeds }) => [name, `${right} of ${seeds}`]),
);
print('pure noise', 'false verdicts', [...noise, ...totals].map(noiseLine));

function print(title: string, figure: string, rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(title.length, ...rows.map(([name]) => name.length));
  for (const [name, value] of [[title, figure] as const, ...rows]) {
    process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
  }
  process.stdout.write('\n');
}

const missed = [
  ...truths.filter(({ right, seeds }) => right < FEWEST_RIGHT * seeds),
  ...totals.filter((count) => falseShare(count) > MOST_FALSE),
];
for (const { name } of missed) process.stdout.write(`missed: ${name}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;
