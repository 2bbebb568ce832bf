import { describe, expect, it } from 'vitest';
import { EMPTY_REPORTS } from '../../src/commands/empty-reports.ts';
import { chosenViews, VIEW_NAMES, type ViewName } from '../../src/commands/export-document.ts';
import { type TableFormat, tablePieces, tableView } from '../../src/commands/export-table.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { AT, fakeReports } from '../helpers/fake-reports.ts';

const TABLES = VIEW_NAMES.filter((view) => view !== 'totals' && view !== 'kpis');
const text = (view: ViewName, format: TableFormat, reports = fakeReports()) =>
  [...tablePieces(reports, view, format, NO_FILTER, AT)].join('');
const header = (csv: string) => csv.split('\r\n', 1)[0]?.split(',') ?? [];
const view = (...views: string[]) => tableView('csv', views, chosenViews(views));

describe.each(TABLES)('%s', (name) => {
  it('as NDJSON is an object a line', () => {
    const lines = text(name, 'ndjson').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object');
  });

  it('as CSV has as many rows as as NDJSON, each as wide as the header', () => {
    const widths = text(name, 'csv').trimEnd().split('\r\n').map(cellsOf);
    expect(widths).toHaveLength(text(name, 'ndjson').trimEnd().split('\n').length + 1);
    expect(new Set(widths).size).toBe(1);
  });

  it('has a column for every field of every row', () => {
    const rows = text(name, 'ndjson').trimEnd().split('\n');
    const fields = new Set(rows.flatMap((line) => Object.keys(JSON.parse(line))));
    expect(new Set(header(text(name, 'csv')))).toEqual(fields);
  });

  it('of nothing is its header', () => {
    const csv = text(name, 'csv', EMPTY_REPORTS);
    expect(csv).toBe(`${header(text(name, 'csv')).join(',')}\r\n`);
    expect(text(name, 'ndjson', EMPTY_REPORTS)).toBe('');
  });
});

it('tells the lists of the costs apart', () => {
  const parts = text('costs', 'ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).part);
  expect(parts).toContain('by_day');
  expect(parts).toContain('budgets');
});

it('holds no raw control character of a log', () => {
  expect(text('sessions', 'ndjson')).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
});

it('is of one view that is a list', () => {
  expect(view('tasks')).toBe('tasks');
  expect(view('costs')).toBe('costs');
  expect(() => view()).toThrow('--csv takes one view');
  expect(() => view('tasks', 'alerts')).toThrow('--csv takes one view');
  expect(() => view('totals')).toThrow('totals is no list');
});

/** Cells of a line of CSV without line breaks in it. */
function cellsOf(line: string): number {
  return line.replaceAll(/"(?:[^"]|"")*"/g, '').split(',').length;
}
