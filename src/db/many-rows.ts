/** Inserts rows many at a time: one statement for 64 rows costs about half of what 64 statements do. */

import type { Connection, Statement } from './open.ts';

/** Rows of one statement, largest first; the last one takes what is left. */
const SIZES = [64, 8, 1];

export type Value = number | string | null;

export class ManyRows {
  /** Values of the rows that wait, row after row. */
  #waiting: Value[] = [];
  readonly #width: number;
  readonly #statements: readonly { readonly values: number; readonly put: Statement }[];

  /** `into`: a table with the columns that a row gives, `width` of them. */
  constructor(db: Connection, into: string, width: number) {
    const marks = `(${Array(width).fill('?').join(', ')})`;
    this.#width = width;
    this.#statements = SIZES.map((rows) => ({
      values: rows * width,
      put: db.prepare(`INSERT INTO ${into} VALUES ${Array(rows).fill(marks).join(', ')}`),
    }));
  }

  /** The row's values, in the order of the columns. */
  add(values: readonly Value[]): void {
    for (const value of values) this.#waiting.push(value);
    if (this.#waiting.length >= (SIZES[0] as number) * this.#width) this.flush();
  }

  /** Writes the rows that wait. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    let from = 0;
    for (const { values, put } of this.#statements)
      for (; waiting.length - from >= values; from += values) put.run(...waiting.slice(from, from + values));
    this.#waiting = [];
  }
}
