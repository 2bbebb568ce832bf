/** Copies what can be read of a damaged database into a fresh one, table by table, around the damage (RELIABILITY.md F9). */

import type { Connection } from '../open.ts';

export interface SalvagedTable {
  readonly table: string;
  /** Rows that were read and kept. */
  readonly rows: number;
  /** Some pages of it could not be read: rows may be missing. */
  readonly damaged: boolean;
}

/** Who writes now is said anew by whoever comes next. */
const LEFT_BEHIND = new Set(['lease']);
/** A gap between two readable rows is halved so often to find what lies between two damaged places. */
const HALVINGS = 12;
/** Where not even the first or last key can be read, powers of two stand in for them, and each stretch is halved so often. */
const BLIND_HALVINGS = 6;
const POWERS = Array.from({ length: 54 }, (_, exponent) => 2 ** exponent - 0.5);

type Value = string | number | bigint | Buffer | null;
type Key = readonly Value[];

/** Everything that both databases have a table for. The rows stay as they are: making them agree again is settle.ts. */
export function copyTables(from: Connection, to: Connection): SalvagedTable[] {
  const tables = to
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid`)
    .pluck()
    .all() as string[];
  return tables
    .filter((table) => !LEFT_BEHIND.has(table))
    .map((table) => to.transaction(() => new TableCopy(from, to, table).run())());
}

class TableCopy {
  readonly #columns: readonly string[];
  readonly #key: readonly string[];
  /** Positions of the key in the columns. */
  readonly #keyAt: readonly number[];
  readonly #isNumbered: boolean;
  readonly #put: { run(...values: Value[]): { changes: number } };
  #rows = 0;
  #damaged = false;

  constructor(
    private readonly from: Connection,
    to: Connection,
    private readonly table: string,
  ) {
    const described = to.pragma(`table_info(${table})`) as { name: string; type: string; pk: number }[];
    const old = columnsOf(from, table);
    this.#columns = described.map(({ name }) => name).filter((name) => old === null || old.has(name));
    this.#key = described
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name);
    this.#keyAt = this.#key.map((name) => this.#columns.indexOf(name));
    this.#isNumbered = described.find(({ pk }) => pk === 1)?.type === 'INTEGER';
    const marks = this.#columns.map(() => '?').join(', ');
    this.#put = to.prepare<Value[]>(
      `INSERT OR IGNORE INTO ${table} (${this.#columns.join(', ')}) VALUES (${marks})`,
    );
  }

  run(): SalvagedTable {
    this.#copyBetween(null, null, HALVINGS);
    return { table: this.table, rows: this.#rows, damaged: this.#damaged };
  }

  /** Rows with low < key < high: up to the damage from below, down to it from above, then what lies between, half by half. */
  #copyBetween(low: Key | null, high: Key | null, halvings: number): void {
    const up = this.#scan(low, high, 'ASC');
    if (up.isComplete) return;
    this.#damaged = true;
    const below = up.last ?? low;
    const down = this.#scan(below, high, 'DESC');
    const above = down.last ?? high;
    if (down.isComplete || halvings === 0) return;
    if (below === null || above === null) {
      this.#copyBlindly(below, above);
      return;
    }
    const middle = between(below, above);
    if (middle === null) return;
    this.#copyBetween(below, middle, halvings - 1);
    this.#copyBetween(middle, above, halvings - 1);
  }

  #copyBlindly(below: Key | null, above: Key | null): void {
    if (!this.#isNumbered) return;
    const [from, to] = [Number(below?.[0] ?? -1), Number(above?.[0] ?? Number.MAX_VALUE)];
    const rest = this.#key.slice(1).map(() => -1);
    const marks = POWERS.filter((power) => power > from && power < to).map((power) => [power, ...rest]);
    const ends = [below ?? [-0.5, ...rest], ...marks, above ?? [Number.MAX_VALUE, ...rest]];
    for (const [index, end] of ends.entries())
      if (index > 0) this.#copyBetween(ends[index - 1] as Key, end, BLIND_HALVINGS);
  }

  #scan(
    low: Key | null,
    high: Key | null,
    direction: 'ASC' | 'DESC',
  ): { isComplete: boolean; last: Key | null } {
    const key = this.#key.join(', ');
    const marks = this.#key.map(() => '?').join(', ');
    const limits = [
      ...(low === null ? [] : [`(${key}) > (${marks})`]),
      ...(high === null ? [] : [`(${key}) < (${marks})`]),
    ];
    const where = limits.length === 0 ? '' : ` WHERE ${limits.join(' AND ')}`;
    const order = this.#key.map((name) => `${name} ${direction}`).join(', ');
    let last: Key | null = null;
    try {
      const rows = this.from
        .prepare(`SELECT ${this.#columns.join(', ')} FROM ${this.table}${where} ORDER BY ${order}`)
        .raw()
        .iterate(...(low ?? []), ...(high ?? [])) as IterableIterator<Value[]>;
      for (const row of rows) {
        this.#rows += this.#put.run(...row).changes;
        last = this.#keyAt.map((position) => row[position] ?? null);
      }
      return { isComplete: true, last };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { isComplete: false, last };
    }
  }
}

/** Columns that the old database has; null when not even that can be read. */
function columnsOf(db: Connection, table: string): ReadonlySet<string> | null {
  try {
    const names = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
    return names.length === 0 ? null : new Set(names);
  } catch {
    return null;
  }
}

/** Unreadable pages, or a table that the old database does not have. What the new database says is no damage of the old one. */
function isDamage(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code);
  return /^SQLITE_(CORRUPT|NOTADB|ERROR|IOERR_(SHORT_)?READ)/.test(code);
}

/** A key between two, that no row has: half a number more than a whole one. null when there is none, or a text stands there. */
function between(low: Key, high: Key): Key | null {
  for (const [index, from] of low.entries()) {
    const to = high[index];
    if (typeof from !== 'number' || typeof to !== 'number') return null;
    if (from === to) continue;
    const isLast = index === low.length - 1;
    if (to - from <= (isLast ? 1 : 0)) return null;
    const middle = Math.floor((Math.floor(from) + Math.floor(to)) / 2) + 0.5;
    if (middle <= from || middle >= to) return null;
    return [...low.slice(0, index), middle, ...low.slice(index + 1)];
  }
  return null;
}
