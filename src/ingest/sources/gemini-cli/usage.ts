/** Token usage of one message, which is that of one response of the model (gemini.md 4). */

import { noUsage, type TokenUsage } from '../../../domain/usage.ts';
import { type Clamps, isObject, tokenCount } from '../fields.ts';

/**
 * `tokens` of a message in disjoint classes: `input` of the log includes `cached`; `tool` is billed as input and `thoughts` as output,
 * both outside the other two. Null when there are none, or all of them are zero: such a message is no call.
 */
export function messageUsage(tokens: unknown, clamps: Clamps): TokenUsage | null {
  if (tokens === undefined || tokens === null) return null;
  if (!isObject(tokens)) {
    clamps.count++;
    return null;
  }
  const read = (name: string): number | null =>
    tokens[name] === null ? null : tokenCount(tokens[name], clamps);
  const [sent, cached, tool] = [read('input'), read('cached'), read('tool')];
  const [said, thoughts, total] = [read('output'), read('thoughts'), read('total')];
  const usage = noUsage();
  usage.cacheRead = cached;
  usage.input = sum(uncached(sent, cached, clamps), tool);
  usage.output = sum(said, thoughts);
  usage.reasoning = thoughts;
  if (usage.input === null && usage.output === null && usage.cacheRead === null) usage.unclassified = total;
  return Object.values(usage).some((count) => count !== null && count > 0) ? usage : null;
}

/** More cached than sent cannot be: then nothing was sent beside it. */
function uncached(sent: number | null, cached: number | null, clamps: Clamps): number | null {
  if (sent === null || cached === null) return sent;
  if (cached > sent) clamps.count++;
  return Math.max(0, sent - cached);
}

function sum(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}
