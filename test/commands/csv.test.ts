import { describe, expect, it } from 'vitest';
import { csvOf } from '../../src/commands/csv.ts';

describe('CSV', () => {
  it('has one column a name, nested names joined, lists in one cell', () => {
    const rows = [{ id: 'a', tokens: { input: 1, total: 2 }, models: ['x', 'y'], cost: null }];
    expect(csvOf(rows)).toBe('id,tokens_input,tokens_total,models,cost\r\na,1,2,x y,\r\n');
  });

  it('keeps columns aligned when rows have different names', () => {
    expect(csvOf([{ a: 1 }, { b: 2 }])).toBe('a,b\r\n1,\r\n,2\r\n');
    expect(csvOf([])).toBe('\r\n');
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

  it('leaves numbers numbers', () => {
    expect(csvOf([{ n: -5 }])).toBe('n\r\n-5\r\n');
  });
});
