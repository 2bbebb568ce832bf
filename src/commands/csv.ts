/** CSV of report rows: RFC 4180, and no cell that a spreadsheet would run as a formula (S10). */

/** Cells that spreadsheets take for formulas, also behind spaces. */
const FORMULA = /^\s*[=+\-@\t\r\0]/;

/** Rows are exported (snake_case) objects; nested names are joined with `_`, lists with a space. Header first, CRLF. */
export function csvOf(rows: readonly unknown[]): string {
  const flat = rows.map((row) => flattened(row));
  const names = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const lines = [
    names.map((name) => cell(name)),
    ...flat.map((row) => names.map((name) => cell(row.get(name) ?? null))),
  ];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

type Scalar = string | number | boolean | null;

function flattened(value: unknown, name = '', into = new Map<string, Scalar>()): Map<string, Scalar> {
  if (Array.isArray(value)) into.set(name, value.join(' '));
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value))
      flattened(inner, name === '' ? key : `${name}_${key}`, into);
  else into.set(name, value as Scalar);
  return into;
}

function cell(value: Scalar): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
