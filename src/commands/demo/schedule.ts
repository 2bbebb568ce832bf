/** The whole simulation as data: every line of the fleet in the order of time, from a seed and a start time alone. */

import type { DemoLine, DemoLines } from './demo-line.ts';
import { fleet } from './fleet.ts';

/** A source of lines with its next one looked up. */
interface Head {
  next: DemoLine;
  readonly rest: DemoLines;
}

/**
 * Lines by ascending `atOffsetMs`; endless, because some agents never stop. `startMs` (epoch ms) only shifts the timestamps: files,
 * ids, order and content depend on `seed`.
 */
export function* demoSchedule(seed: number, startMs: number): DemoLines {
  const heads = fleet(seed, startMs).flatMap(firstOf);
  while (heads.length > 0) {
    const head = earliest(heads);
    yield head.next;
    const { value, done } = head.rest.next();
    if (done === true) heads.splice(heads.indexOf(head), 1);
    else head.next = value;
  }
}

function firstOf(rest: DemoLines): Head[] {
  const { value, done } = rest.next();
  return done === true ? [] : [{ next: value, rest }];
}

function earliest(heads: readonly Head[]): Head {
  let best = heads[0] as Head;
  for (const head of heads) if (head.next.atOffsetMs < best.next.atOffsetMs) best = head;
  return best;
}
