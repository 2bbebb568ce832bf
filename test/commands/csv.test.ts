import { describe, expect, it } from 'vitest';
import { csvLines } from '../../src/commands/csv.ts';

const csvOf = (rows: readonly object[], names = Object.keys(rows[0] ?? {})): string =>
  [...csvLines(names, rows)].join('');

describe('CSV', () => {
  it('has one column a name; objects and lists are JSON text in their cell', () => {
    const rows = [{ id: 'a', tokens: { input: 1, total: 2 }, models: ['x', 'y'], cost: null }];
    expect(csvOf(rows)).toBe('id,tokens,models,cost\r\na,"{""input"":1,""total"":2}","[""x"",""y""]",\r\n');
  });

  it('never asks for more rows than it has written', () => {
    let asked = 0;
    const rows = (function* () {
      for (; asked < 5_000; ) yield { n: asked++ };
    })();
    const lines = csvLines(['n'], rows);
    expect([lines.next().value, lines.next().value, asked]).toEqual(['n\r\n', '0\r\n', 1]);
    expect([...lines].at(-1)).toBe('4999\r\n');
  });

  it('keeps columns aligned when rows have different names, and has them of no rows', () => {
    expect(csvOf([{ a: 1 }, { b: 2 }], ['a', 'b'])).toBe('a,b\r\n1,\r\n,2\r\n');
    expect(csvOf([], ['a', 'b'])).toBe('a,b\r\n');
  });

  it('quotes what needs quoting', () => {
    expect(csvOf([{ t: 'a"b,c\nd' }])).toBe('t\r\n"a""b,c\nd"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', ' =1', '\u0000=1'])(
    'never hands a spreadsheet the formula %j (S10)',
    (text) => {
      const cell = csvOf([{ t: text }]).split('\r\n')[1] ?? '';
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  it('shows control characters of a log, and keeps its line breaks', () => {
    expect(csvOf([{ t: 'a\u001b[2Jb\u202e\nc' }])).toBe('t\r\n"a\\x1b[2Jb<U+202E>\nc"\r\n');
  });

  it('leaves numbers numbers', () => {
    expect(csvOf([{ n: -5 }])).toBe('n\r\n-5\r\n');
  });
});
