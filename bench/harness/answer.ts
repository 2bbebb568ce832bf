/** How soon a question is answered within this process: asked once, and then again and again. */

import { atMost, type Result } from './result.ts';
import { median } from './statistics.ts';
import { timed } from './timed.ts';

interface AnswerOptions {
  readonly rounds: number;
  /** Most ms. */
  readonly accept?: number;
}

/** `ask` may answer with a number of rows, which is told. */
export function answer(figure: string, ask: () => unknown, { rounds, accept = 50 }: AnswerOptions): Result {
  const first = timed(ask, 1);
  const { times, processor } = timed(ask, rounds);
  const [worst, fastest] = [Math.max(...times), Math.min(...times)];
  const rows = typeof first.answer === 'number' ? `${first.answer} rows; ` : '';
  return {
    figure,
    value: median(times),
    unit: 'ms',
    goal: atMost(accept, 10),
    context: `${rows}median of ${rounds}; processor ${ms(median(processor))}, fastest ${ms(fastest)}, worst ${ms(worst)}, first ${ms(first.times[0] ?? Number.NaN)}`,
  };
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
