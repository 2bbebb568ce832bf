import { expect, test } from 'vitest';
import { unpack } from '../../src/ingest/gz.ts';
import { unzstdHead } from '../../src/ingest/zst.ts';
import { zstdOf } from './sources/codex/zstd.ts';

/** `{"a":1}` and a line feed, 500 times, by zstd -19 itself: with a window, a checksum and real compression. */
const PACKED = Buffer.from('KLUv/QRofQAAQHsiYSI6MX0KAQCV718ufkMLBA==', 'base64');
const LINES = '{"a":1}\n'.repeat(500);
const MIB = 1024 * 1024;

test('what zstd itself packed', () => {
  expect(unpack(PACKED)?.toString()).toBe(LINES);
});

test('several frames are one content, and one frame of many blocks', () => {
  const large = Buffer.alloc(350_000, 'abc\n');
  expect(unpack(Buffer.concat([zstdOf(large), PACKED]))?.toString()).toBe(large.toString() + LINES);
});

test.each<[string, Buffer, string]>([
  ['half a file', PACKED.subarray(0, -6), 'the compressed file is incomplete'],
  ['a header', PACKED.subarray(0, 5), 'the compressed file is incomplete'],
  [
    'junk behind the mark',
    Buffer.concat([PACKED.subarray(0, 4), Buffer.from([0x20, 9, 0x17, 0, 0]), Buffer.alloc(40, 0xff)]),
    'the compressed file is damaged',
  ],
  [
    'a window of a gigabyte',
    Buffer.from([...PACKED.subarray(0, 4), 0x00, 0xa0, 0, 0, 0, 0]),
    'the compressed file unpacks to too much',
  ],
])('%s', (_name, packed, reason) => {
  expect(unpack(packed)).toEqual({ reason });
});

test('a bomb is stopped, its head too', () => {
  // A block of 128 KiB that repeats one byte takes four bytes.
  const block = Buffer.from([0x02, 0x00, 0x10, 0x61]);
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  const bomb = Buffer.concat([header, ...Array.from({ length: (70 * MIB) / (128 * 1024) }, () => block)]);
  expect(unpack(bomb)).toEqual({ reason: 'the compressed file unpacks to too much' });
  expect(unzstdHead(bomb)?.length).toBe(32 * MIB);
});

test('the head is what the first blocks hold', () => {
  const large = Buffer.alloc(350_000, 'abc\n');
  expect(unzstdHead(zstdOf(large).subarray(0, 160 * 1024))?.length).toBe(100_000);
  expect(unzstdHead(Buffer.from('x'))).toBeNull();
  expect(unzstdHead(zstdOf(large).subarray(0, 5000))).toBeNull();
});
