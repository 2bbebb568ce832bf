/** `--strict`: a skipped line fails the run; a copy of a line that is known already is no fault of the log. */

import { EXIT } from '../domain/exit-codes.ts';
import { noun } from '../domain/noun.ts';
import { UserError } from '../domain/user-error.ts';

/** Lines skipped for another reason than being a copy. */
export function faultyLines(skippedByReason: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const [reason, lines] of skippedByReason) if (reason !== 'duplicate') count += lines;
  return count;
}

/** Throws UserError (exit 4) when `strict` and `lines` were skipped. */
export function refuseSkipped(strict: boolean, lines: number): void {
  if (!strict || lines === 0) return;
  const what = `${lines} ${noun(lines, 'line was', 'lines were')} skipped`;
  throw new UserError('strict', null, what, 'agentperf doctor says where', EXIT.strictSkipped);
}
