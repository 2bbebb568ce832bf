/** The number array and string list that packed records are written to and read from, one value after another. */

import type { SessionRef } from '../domain/event.ts';

/** Numbers of the batch being written: kept between files, because fresh arrays of this size cost memory until they are collected. */
let scratch = new Float64Array(16_384);

/** Writes values in order; one at a time in a thread (they share the scratch array). */
export class PackWriter {
  /** Session and harness of the record before. */
  session: SessionRef | null = null;
  harness: string | null = null;
  private strings: string[] = [];
  private readonly positions = new Map<string, number>();
  private length = 0;

  /** Null travels as NaN, which no log can hold; every other double is exact. */
  number(value: number | null): void {
    if (this.length === scratch.length) growScratch();
    scratch[this.length++] = value === null ? Number.NaN : value;
  }

  flag(value: boolean): void {
    this.number(value ? 1 : 0);
  }

  /** A string that repeats within the batch: sent once. */
  name(value: string | null): void {
    if (value === null) {
      this.number(null);
      return;
    }
    let position = this.positions.get(value);
    if (position === undefined) {
      position = this.strings.push(value) - 1;
      this.positions.set(value, position);
    }
    this.number(position);
  }

  /** A string that seldom repeats: sent as it comes. */
  text(value: string | null): void {
    this.number(value === null ? null : this.strings.push(value) - 1);
  }

  /** All that was written, in arrays of its own; what is written next begins anew. */
  take(): { readonly numbers: Float64Array<ArrayBuffer>; readonly strings: readonly string[] } {
    const taken = { numbers: scratch.slice(0, this.length), strings: this.strings };
    this.length = 0;
    this.strings = [];
    this.positions.clear();
    this.session = null;
    this.harness = null;
    return taken;
  }
}

function growScratch(): void {
  const larger = new Float64Array(scratch.length * 2);
  larger.set(scratch);
  scratch = larger;
}

/** Reads values in the order they were written. */
export class PackReader {
  /** Session and harness of the record before. */
  session: SessionRef | null = null;
  harness = '';
  private next = 0;

  constructor(
    private readonly numbers: Float64Array,
    private readonly strings: readonly string[],
  ) {}

  number(): number | null {
    const value = this.count();
    return Number.isNaN(value) ? null : value;
  }

  /** A number that is never null. */
  count(): number {
    return this.numbers[this.next++] as number;
  }

  flag(): boolean | null {
    const value = this.count();
    return Number.isNaN(value) ? null : value === 1;
  }

  string(): string | null {
    const value = this.count();
    return Number.isNaN(value) ? null : (this.strings[value] as string);
  }

  /** A string that is never null. */
  word(): string {
    return this.strings[this.count()] as string;
  }
}
