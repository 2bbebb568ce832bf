/** Documents that need no look just now: those that could not be read as they are, and those that will mean more at a later time. */

import type { ObservedFile } from '../domain/source.ts';

/** What cannot be read may be locked for a moment, or be no log at all: it is tried again after so long, then after twice that, … */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;

interface Wait {
  /** What the file was like. */
  readonly stamp: string;
  /** On the clock of `nowMs`. */
  readonly until: number;
  /** How long it waits after one more failure. */
  readonly next: number;
}

export class Patience {
  readonly #waits = new Map<string, Wait>();
  readonly #nowMs: () => number;

  /** `nowMs`: a clock that is never set. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** A file that is not as it was is always due. */
  isDue(file: ObservedFile): boolean {
    const wait = this.#waits.get(file.path);
    return wait === undefined || wait.stamp !== stampOf(file) || this.#nowMs() >= wait.until;
  }

  failed(file: ObservedFile): void {
    const stamp = stampOf(file);
    const before = this.#waits.get(file.path);
    const wait = before?.stamp === stamp ? before.next : FIRST_WAIT_MS;
    this.#waits.set(file.path, {
      stamp,
      until: this.#nowMs() + wait,
      next: Math.min(2 * wait, LONGEST_WAIT_MS),
    });
  }

  /** It was read. `waitMs`: how long until it means more although it does not change; null when it never does. */
  wasRead(file: ObservedFile, waitMs: number | null): void {
    if (waitMs === null) this.#waits.delete(file.path);
    else
      this.#waits.set(file.path, {
        ...{ stamp: stampOf(file), next: FIRST_WAIT_MS },
        until: this.#nowMs() + Math.max(0, waitMs),
      });
  }
}

function stampOf({ dev, ino, size, mtimeMs, ctimeMs, adapterVersion }: ObservedFile): string {
  return [dev, ino, size, mtimeMs, ctimeMs, adapterVersion].join(':');
}
