/** Keeps the young generation of a thread that records small: nearly all that it makes is garbage at once, and room for more is only memory. */

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves. V8 lets it grow to 32 MB; half of that saves 20 to 30 MB of a cold read's peak, a quarter costs processor time. */
const ENOUGH_BYTES = 16 * 1024 * 1024;

let isReached = false;

/** Ask now and then: once the young generation has grown enough, it stays as it is. V8 has no limit that can be set while it runs, but a factor. */
export function limitYoungGeneration(): void {
  if (isReached) return;
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  isReached = young === undefined || young.space_size >= ENOUGH_BYTES;
  if (isReached) setFlagsFromString('--semi-space-growth-factor=1');
}
