/** CSV of report rows: RFC 4180, no cell that a spreadsheet would run as a formula (S10), none that a terminal would obey (S2). */

import { safeJson, safeText } from '../domain/safe-text.ts';

/** Cells that spreadsheets take for formulas, also behind spaces. */
const FORMULA = /^\s*[=+\-@\t\r\0]/;

/**
 * Rows are exported (snake_case) objects; objects and lists within them are JSON text in one cell. The header of `names` first, also of no
 * rows; CRLF.
 */
export function* csvLines(names: readonly string[], rows: Iterable<unknown>): IterableIterator<string> {
  yield lineOf(names.map(cell));
  for (const row of rows) yield rowLine(names, row as Row);
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
