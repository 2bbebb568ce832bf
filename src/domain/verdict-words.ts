/** The words for why a comparison says what it says. */

import type { VerdictReason, VerdictReasonCode } from './metric.ts';
import { noun } from './noun.ts';

type Words = (reason: VerdictReason) => string;

const WORDS: Readonly<Record<VerdictReasonCode, Words>> = {
  difference_shown: (reason) => `interval excludes 0, ${pText(reason)}; ${tasks(reason)}`,
  interval_contains_zero: (reason) => `interval includes 0, ${pText(reason)}; ${tasks(reason)}`,
  p_not_small: (reason) => `${pText(reason)} is not small enough; ${tasks(reason)}`,
  not_after_holm: (reason) =>
    `${pText(reason)} alone, but ${figure(reason.adjustedP)} among ${reason.comparisons} comparisons; ${tasks(reason)}`,
  too_few_tasks: (reason) => `needs ${reason.needed} tasks each; ${tasks(reason)}`,
  no_success: (reason) => `no successful task on one side; ${tasks(reason)}`,
  no_common_stratum: () => 'no kind of task in common',
  reversal: (reason) => `all tasks together point the other way than tasks of a kind; ${tasks(reason)}`,
  not_logged: () => 'not logged by this harness',
  unpriced: () => 'model without a known price',
  different_logging: () => 'harnesses log different things',
};

/** One line for a screen, no full stop: `interval excludes 0, p 0.003; 40 against 52 tasks`. */
export function verdictReasonText(reason: VerdictReason): string {
  return WORDS[reason.code](reason);
}

function tasks({ n, againstN }: VerdictReason): string {
  return `${n} against ${againstN} ${noun(againstN, 'task')}`;
}

function pText({ p }: VerdictReason): string {
  return `p ${figure(p)}`;
}

/** Two digits are all that a p has to say. */
function figure(p: number | null): string {
  if (p === null) return 'unknown';
  return p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2)));
}
