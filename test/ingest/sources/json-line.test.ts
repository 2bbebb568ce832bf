import { describe, expect, it } from 'vitest';
import { isRejectedLine, parseJsonLine } from '../../../src/ingest/sources/json-line.ts';

const parse = (line: string | Buffer) => {
  const bytes = Buffer.from(line);
  return parseJsonLine(bytes, 0, bytes.length);
};

describe('parseJsonLine', () => {
  it.each([
    ['', 'blank'],
    [' \t \r', 'blank'],
    ['{"a":1', 'invalid_json'],
    ['{"a":1}{"a":2}', 'invalid_json'],
    ['\u0000\u0000', 'invalid_json'],
    ['\u00a0', 'invalid_json'],
    ['null', 'not_an_object'],
    ['[{}]', 'not_an_object'],
    ['"text"', 'not_an_object'],
    ['1', 'not_an_object'],
  ])('rejects %j as %s', (line, reason) => {
    expect(parse(line)).toEqual({ rejected: reason });
  });

  it('reads only the bytes it was given', () => {
    const bytes = Buffer.from('xx{"a":1}yy');
    expect(parseJsonLine(bytes, 2, 9)).toEqual({ a: 1 });
  });

  it('drops a byte order mark at the start of any line', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(parse('\ufeff ')).toEqual({ rejected: 'blank' });
  });

  it('accepts invalid UTF-8 as U+FFFD, because the rest of the line is still a record', () => {
    const line = Buffer.concat([Buffer.from('{"a":"x'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(parse(line)).toEqual({ a: 'x\ufffd' });
  });

  it("does not take a log's own `rejected` key for a rejection", () => {
    const line = parse('{"rejected":"blank","type":"user"}');
    expect(isRejectedLine(line)).toBe(false);
    expect(line).toEqual({ type: 'user' });
  });

  it('leaves prototypes alone', () => {
    parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('takes 100,000 nested arrays', () => {
    expect(parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toHaveProperty('a');
  });
});
