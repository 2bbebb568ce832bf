/** Tokens of one step: OpenCode's classes are disjoint but for reasoning, which stands outside output (opencode.md 4). */

import { noUsage, type TokenUsage } from '../../../domain/usage.ts';
import { type Clamps, isObject, tokenCount } from '../fields.ts';

/** Counts as logged; null = not logged. */
interface LoggedTokens {
  readonly input: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly total: number | null;
}

export interface StepTokens {
  readonly usage: TokenUsage;
  /** All counts as logged, as text: what two copies of one call share. */
  readonly vector: string;
}

/** `{total?, input, output, reasoning, cache: {read, write}}`; null when nothing was used or logged. */
export function stepTokens(value: unknown, clamps: Clamps): StepTokens | null {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) {
    clamps.count++;
    return null;
  }
  const logged = loggedTokens(value, clamps);
  const { input, output, reasoning, cacheRead, cacheWrite } = logged;
  const counts = [input, output, reasoning, cacheRead, cacheWrite];
  if (counts.every((count) => (count ?? 0) === 0)) return null;
  const usage = {
    ...noUsage(),
    input,
    cacheRead,
    cacheCreationUnsplit: cacheWrite,
    output: billedOutput(logged),
    reasoning,
  };
  return { usage, vector: counts.map((count) => count ?? '').join('/') };
}

function loggedTokens(value: Record<string, unknown>, clamps: Clamps): LoggedTokens {
  const cache = isObject(value.cache) ? value.cache : {};
  return {
    input: tokenCount(value.input, clamps),
    output: tokenCount(value.output, clamps),
    reasoning: tokenCount(value.reasoning, clamps),
    cacheRead: tokenCount(cache.read, clamps),
    cacheWrite: tokenCount(cache.write, clamps),
    total: tokenCount(value.total, clamps),
  };
}

/** Reasoning is billed as output. Where a total is logged and only adds up without it, output holds it already. */
function billedOutput({
  input,
  output,
  reasoning,
  cacheRead,
  cacheWrite,
  total,
}: LoggedTokens): number | null {
  if (reasoning === null) return output;
  const withoutReasoning = (input ?? 0) + (output ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0);
  const holdsReasoning = output !== null && output >= reasoning && total === withoutReasoning;
  return holdsReasoning ? output : (output ?? 0) + reasoning;
}
