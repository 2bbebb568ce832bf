/** CSV of report rows: RFC 4180, no cell that a spreadsheet would run as a formula (S10), none that a terminal would obey (S2). */

import { safeJson, safeText } from '../domain/safe-text.ts';

/** Cells that spreadsheets take for formulas, also behind spaces. */
const FORMULA = /^\s*[=+\-@\t\r\0]/;

/** Rows that are looked at for the names of columns: rows of one view have the same names, but for what is told in parts. */
const LOOKED_AT = 1_000;

/**
 * Rows are exported (snake_case) objects; objects and lists within them are JSON text in one cell. Header first, CRLF; nothing of no rows.
 * The columns are those of the first `lookedAt` rows, which are held in memory.
 */
export function* csvLines(rows: Iterable<unknown>, lookedAt = LOOKED_AT): IterableIterator<string> {
  const source = rows[Symbol.iterator]();
  const first: Row[] = [];
  let next = source.next();
  for (; next.done !== true && first.length < lookedAt; next = source.next()) first.push(next.value as Row);
  if (first.length === 0) return;
  const names = [...new Set(first.flatMap((row) => Object.keys(row)))];
  yield lineOf(names.map(cell));
  for (const row of first) yield rowLine(names, row);
  for (; next.done !== true; next = source.next()) yield rowLine(names, next.value as Row);
}

type Row = Readonly<Record<string, unknown>>;

function rowLine(names: readonly string[], row: Row): string {
  return lineOf(names.map((name) => cell(Object.hasOwn(row, name) ? row[name] : null)));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text =
    typeof value === 'string' ? safeText(value, undefined, { keepNewlines: true }) : safeJson(value);
  const safe = typeof value === 'string' && FORMULA.test(value) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
