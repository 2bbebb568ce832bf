import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineCursor, type ReadAt } from '../../src/ingest/lines.ts';

const MIB = 1024 * 1024;

interface Found {
  readonly offset: number;
  readonly length: number;
  /** null: too long. */
  readonly bytes: string | null;
}

interface Options {
  readonly maxLineBytes?: number;
  readonly chunkBytes?: number;
  readonly from?: number;
  /** How many bytes each read may return; then as many as are asked for. */
  readonly pieces?: readonly number[];
}

function reader(content: Buffer, pieces: readonly number[] = []): ReadAt {
  let reads = 0;
  return (target, targetStart, length, position) => {
    const piece = Math.min(length, pieces[reads++] ?? length);
    return content.copy(target, targetStart, position, position + piece);
  };
}

function split(content: Buffer, options: Options = {}) {
  const { from = 0, pieces, ...limits } = options;
  const cursor = new LineCursor(reader(content, pieces), { from, to: content.length, ...limits });
  const lines: Found[] = [];
  while (cursor.next()) lines.push(found(cursor));
  return { lines, rest: found(cursor), restLength: cursor.restLength, nextOffset: cursor.nextOffset };
}

function found({ bytes, start, end, offset, length, tooLong }: LineCursor): Found {
  return { offset, length, bytes: tooLong ? null : bytes.toString('latin1', start, end) };
}

/** The same by the plainest means: whole content, one search a line. */
function splitPlainly(content: Buffer, maxLineBytes: number): Found[] {
  const lines: Found[] = [];
  let offset = 0;
  for (const ended of content.toString('latin1').split('\n').slice(0, -1)) {
    const bytes = ended.replace(/\r$/, '');
    lines.push({ offset, length: bytes.length, bytes: bytes.length > maxLineBytes ? null : bytes });
    offset += ended.length + 1;
  }
  return lines;
}

const texts = (content: string, options?: Options) =>
  split(Buffer.from(content), options).lines.map((line) => line.bytes);

test.each([
  ['nothing', '', []],
  ['one line', 'a\n', ['a']],
  ['an empty line', '\n', ['']],
  ['a line without its newline is not a line', 'a\nb', ['a']],
  ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
  ['only one CR goes', 'a\r\r\n', ['a\r']],
  ['a lone CR never splits', 'a\rb\n', ['a\rb']],
  ['NUL never splits', 'a\0b\n\0\n', ['a\0b', '\0']],
])('%s', (_name, content, lines) => {
  expect(texts(content)).toEqual(lines);
});

test('U+2028 and U+2029 never split: they are legal raw in JSON', () => {
  const line = '{"a":"\u2028\u2029"}';
  const bytes = Buffer.from(line).toString('latin1');
  expect(split(Buffer.from(`${line}\n${line}\n`)).lines.map((found) => found.bytes)).toEqual([bytes, bytes]);
});

test('offsets are of the first byte, lengths without the line ending', () => {
  expect(split(Buffer.from('ab\r\nc\n')).lines).toEqual([
    { offset: 0, length: 2, bytes: 'ab' },
    { offset: 4, length: 1, bytes: 'c' },
  ]);
});

test('reading may start at any line', () => {
  expect(texts('ab\ncd\nef\n', { from: 3 })).toEqual(['cd', 'ef']);
});

test('what stands behind the last newline is told with all its bytes', () => {
  const { rest, restLength, nextOffset } = split(Buffer.from('a\nbc\r'));
  expect({ rest, restLength, nextOffset }).toEqual({
    rest: { offset: 2, length: 2, bytes: 'bc' },
    restLength: 3,
    nextOffset: 2,
  });
});

test('a line at the limit is read, one byte more is too long, and a CR does not count', () => {
  const options = { maxLineBytes: 4, chunkBytes: 2 };
  expect(texts('1234\n12345\n1234\r\n12345\r\nx\n', options)).toEqual(['1234', null, '1234', null, 'x']);
});

test('an over-long line tells its length and does not hide the lines around it', () => {
  const content = Buffer.from(`a\n${'x'.repeat(1000)}\r\nb\n`);
  expect(split(content, { maxLineBytes: 10, chunkBytes: 16 }).lines).toEqual([
    { offset: 0, length: 1, bytes: 'a' },
    { offset: 2, length: 1000, bytes: null },
    { offset: 1004, length: 1, bytes: 'b' },
  ]);
});

test('an over-long line is passed over in bounded memory', () => {
  const size = 100 * MIB;
  let largest = 0;
  const cursor = new LineCursor(
    (target, targetStart, length, position) => {
      largest = Math.max(largest, target.length);
      target.fill(position + length === size ? 0x0a : 0x78, targetStart, targetStart + length);
      return length;
    },
    { from: 0, to: size, maxLineBytes: 4 * MIB },
  );
  expect(cursor.next()).toBe(true);
  expect(cursor.tooLong).toBe(true);
  expect(largest).toBeLessThanOrEqual(8 * MIB);
});

test('a long line in progress is not copied again with each chunk', () => {
  const size = 16 * MIB;
  let copied = 0;
  const buffers = new Set<Buffer>();
  const cursor = new LineCursor(
    (target, targetStart, length) => {
      if (!buffers.has(target)) copied += targetStart;
      buffers.add(target);
      target.fill(0x78, targetStart, targetStart + length);
      return length;
    },
    { from: 0, to: size, chunkBytes: 64 * 1024 },
  );
  expect(cursor.next()).toBe(false);
  expect(cursor.restLength).toBe(size);
  expect(copied).toBeLessThanOrEqual(2 * size);
});

test('a short read ends the lines without losing the place', () => {
  const cursor = new LineCursor(reader(Buffer.from('a\nb\n')), { from: 0, to: 100 });
  expect([cursor.next(), cursor.next(), cursor.next()]).toEqual([true, true, false]);
  expect([cursor.position, cursor.nextOffset]).toEqual([4, 4]);
});

test('bytes at hand are the bytes of the content', () => {
  const content = Buffer.from('first\nsecond\n');
  const cursor = new LineCursor(reader(content), { from: 0, to: content.length });
  cursor.next();
  cursor.next();
  expect(cursor.held(4, 10)?.toString()).toBe('t\nseco');
  expect(cursor.held(4, 14)).toBeNull();
});

const someBytes = fc
  .array(fc.constantFrom('a', '\n', '\n', '\r', '\r\n', '\0', '\u2028', '🙂', 'xxxxxxxxxxxx', '\xff'), {
    maxLength: 60,
  })
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part, part === '\xff' ? 'latin1' : 'utf8'))));

test('any split of the bytes into chunks gives the same lines', () => {
  fc.assert(
    fc.property(
      someBytes,
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 30 }),
      (content, pieces, chunkBytes, maxLineBytes) => {
        const { lines } = split(content, { pieces, chunkBytes, maxLineBytes });
        expect(lines).toEqual(splitPlainly(content, maxLineBytes));
      },
    ),
    { numRuns: 400 },
  );
});

test('a buffer that was given back serves one cursor at a time', () => {
  const contents = ['a', 'b', 'c'].map((letter) => Buffer.from(`${letter.repeat(99_999)}\n`.repeat(3)));
  const open = (content: Buffer) => new LineCursor(reader(content), { from: 0, to: content.length });
  const first = new LineCursor(reader(Buffer.alloc(2 * MIB, 'x\n')), { from: 0, to: 2 * MIB });
  first.next();
  first.close();
  const cursors = contents.map(open);
  for (let line = 0; line < 3; line++) {
    const read = cursors.map((cursor) => cursor.next() && found(cursor).bytes);
    expect(read).toEqual(['a', 'b', 'c'].map((letter) => letter.repeat(99_999)));
  }
});
