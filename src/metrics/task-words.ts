/** Reads what records say of a task: the newest one that says it at all. */

import type { TaskFacts, TaskRow } from '../domain/task-facts.ts';

export type Rows = readonly TaskRow[];

export function rowsOf({ rows }: Pick<TaskFacts, 'rows'>, ...types: readonly string[]): Rows {
  return rows.filter(({ recordType }) => types.includes(recordType));
}

/** Value of the newest row that `read` finds one in; rows are in the order of time. */
export function newest<T>(rows: Rows, read: (row: TaskRow) => T | null): T | null {
  for (let at = rows.length - 1; at >= 0; at--) {
    const value = read(rows[at] as TaskRow);
    if (value !== null) return value;
  }
  return null;
}

/** Sum over attempts of what the newest row of each says: an attempt without an id is a row. Null when none says it. */
export function overAttempts(rows: Rows, read: (row: TaskRow) => number | null): number | null {
  const said = new Map<string, number>();
  for (const row of rows) {
    const value = read(row);
    if (value !== null) said.set(attemptOf(row), value);
  }
  return sumKnown([...said.values()]);
}

/** The attempt that a row is about. */
export function attemptOf(row: TaskRow): string {
  return text('attempt_id')(row) ?? row.recordId;
}

export const text =
  (name: string) =>
  ({ data }: Pick<TaskRow, 'data'>): string | null => {
    const value = data[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };

export const number =
  (name: string) =>
  ({ data }: Pick<TaskRow, 'data'>): number | null => {
    const value = data[name];
    return typeof value === 'number' ? value : null;
  };

export const flag =
  (name: string) =>
  ({ data }: Pick<TaskRow, 'data'>): boolean | null => {
    const value = data[name];
    return typeof value === 'boolean' ? value : null;
  };

export const words =
  (name: string) =>
  ({ data }: Pick<TaskRow, 'data'>): readonly string[] | null => {
    const value = data[name];
    return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : null;
  };

/** Epoch ms of an ISO 8601 time. */
export const time =
  (name: string) =>
  ({ data }: Pick<TaskRow, 'data'>): number | null => {
    const value = data[name];
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? null : at;
  };

/** The larger of two; null only when neither is known. */
export function larger(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

/** Sum of what is known; null when nothing is. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
