import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FileRow } from '../../src/domain/source.ts';
import {
  bufferContent,
  type Content,
  firstDifference,
  guardRange,
  holds,
  plainContent,
  proofOf,
  readHead,
} from '../../src/ingest/content.ts';
import { unpack, unpackHead } from '../../src/ingest/gz.ts';

const TEXT = Buffer.from(Array.from({ length: 400 }, (_, n) => `line ${n}\n`).join(''));
const MIB = 1024 * 1024;

let folder: string;
let fd: number;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentperf-content-'));
  const path = join(folder, 'log');
  writeFileSync(path, TEXT);
  fd = openSync(path, 'r+');
});
afterAll(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

/** A row that recorded `content` up to `offset` and `tailLength` bytes more. */
function rowOf(content: Content, offset: number, tailLength = 0): FileRow {
  const end = offset + tailLength;
  const { from, to } = guardRange(end);
  return { offset, tailLength, ...proofOf(readHead(content), content.range(from, to), end) } as FileRow;
}

test('a plain file and the same bytes in memory read alike', () => {
  for (const content of [plainContent(fd, TEXT.length), bufferContent(TEXT)]) {
    expect(content.range(10, 20).equals(TEXT.subarray(10, 20))).toBe(true);
    expect(content.range(TEXT.length - 3, TEXT.length + 50).equals(TEXT.subarray(-3))).toBe(true);
    expect(content.range(TEXT.length + 5, TEXT.length + 50)).toHaveLength(0);
    expect(readHead(content)).toHaveLength(1024);
  }
});

test('bytes that a file got after the look are not seen', () => {
  expect(plainContent(fd, 4).range(0, 100).toString()).toBe('line');
});

test('a file that became shorter gives what is left', () => {
  const path = join(folder, 'short');
  writeFileSync(path, 'abcdef');
  const short = openSync(path, 'r+');
  ftruncateSync(short, 2);
  expect(plainContent(short, 6).range(0, 6).toString()).toBe('ab');
  closeSync(short);
});

test.each([
  ['the same bytes', TEXT, true],
  ['more bytes behind', Buffer.concat([TEXT, Buffer.from('more\n')]), true],
  ['fewer bytes', TEXT.subarray(0, 1999), false],
  ['another first byte', Buffer.from(TEXT).fill('x', 0, 1), false],
  ['another byte just before the checkpoint', Buffer.from(TEXT).fill('x', 1999, 2000), false],
  ['another byte just behind the checkpoint', Buffer.from(TEXT).fill('x', 2000, 2001), true],
])('content with %s holds what was recorded: %3$s', (_name, bytes, expected) => {
  expect(holds(bufferContent(bytes), rowOf(bufferContent(TEXT), 2000))).toBe(expected);
});

test('a last line that was recorded without its newline belongs to the proof', () => {
  const row = rowOf(bufferContent(Buffer.from('{"id":"a"}')), 0, 10);
  expect(holds(bufferContent(Buffer.from('{"id":"a"}\n')), row)).toBe(true);
  expect(holds(bufferContent(Buffer.from('{"id":"b"}\n')), row)).toBe(false);
  expect(holds(bufferContent(Buffer.from('{"id')), row)).toBe(false);
});

test('a row of which nothing is recorded has nothing to prove', () => {
  expect(holds(bufferContent(Buffer.alloc(0)), rowOf(bufferContent(TEXT), 0))).toBe(true);
});

test('contents are compared beyond the first chunk', () => {
  const one = Buffer.alloc(200_000, 'a');
  const other = Buffer.from(one).fill('b', 199_999);
  const compare = (from: number, to: number) =>
    firstDifference(bufferContent(one), bufferContent(other), from, to);
  expect([compare(0, 199_999), compare(0, 200_000), compare(150_000, 200_000)]).toEqual([
    199_999, 199_999, 199_999,
  ]);
  expect([compare(0, 100), compare(200, 100), compare(0, 200_001)]).toEqual([100, 200, null]);
});

test('gzip is unpacked whole, also of several members', () => {
  const packed = gzipSync(TEXT);
  expect(unpack(packed)).toEqual(TEXT);
  expect(unpack(Buffer.concat([packed, packed]))).toEqual(Buffer.concat([TEXT, TEXT]));
});

const broken = gzipSync(TEXT);
broken.writeUInt32LE(1, broken.length - 8);
test.each([
  ['a half-written file', gzipSync(TEXT).subarray(0, 300), 'the compressed file is incomplete'],
  ['an empty file', Buffer.alloc(0), 'the compressed file is incomplete'],
  ['a wrong checksum', broken, 'the compressed file is damaged'],
  ['no gzip at all', TEXT, 'the compressed file is damaged'],
  ['a bomb', gzipSync(Buffer.alloc(65 * MIB)), 'the compressed file unpacks to too much'],
])('%s is refused whole', (_name, packed, reason) => {
  expect(unpack(packed)).toEqual({ reason });
});

test('a very regular log under 64 MiB is no bomb', () => {
  expect(unpack(gzipSync(Buffer.alloc(8 * MIB)))).toHaveLength(8 * MIB);
});

test('the head of a gzip file is read although its end is missing', () => {
  const path = join(folder, 'half.gz');
  writeFileSync(path, gzipSync(TEXT).subarray(0, 500));
  const half = openSync(path, 'r');
  expect(unpackHead(half)?.subarray(0, 7).toString()).toBe('line 0\n');
  closeSync(half);
  expect(unpackHead(fd)).toBeNull();
});
