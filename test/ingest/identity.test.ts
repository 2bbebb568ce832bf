import { expect, test } from 'vitest';
import type { FileLookup, FileRow, ObservedFile } from '../../src/domain/source.ts';
import {
  bufferContent,
  type Content,
  digest,
  guardRange,
  proofOf,
  readHead,
  recordedEnd,
} from '../../src/ingest/content.ts';
import { decideIdentity, isUnchanged } from '../../src/ingest/identity.ts';

const lines = (name: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `{"id":"${name}${from + n}","pad":"${'.'.repeat(80)}"}\n`).join(
    '',
  );
/** What all files begin with when a harness writes a preamble: longer than the fingerprint. */
const PREAMBLE = `{"pad":"${'P'.repeat(1100)}"}\n`;

interface File {
  readonly row: FileRow;
  /** What its path holds now; null = gone. */
  readonly now: Content | null;
}

let nextId = 1;

/** A file that was recorded up to `end` of `was`, and what became of it. */
function file(was: string, now: string | null, fields: Partial<FileRow> & { end?: number } = {}): File {
  const fileId = nextId++;
  const { end = was.length, ...rest } = fields;
  const recorded = bufferContent(Buffer.from(was));
  const { from, to } = guardRange(end);
  const proof = proofOf(readHead(recorded), recorded.range(from, to), end);
  const row: FileRow = {
    ...{ fileId, lineage: fileId, source: 'work-stream', dev: 1, ino: fileId, path: `/logs/${fileId}.jsonl` },
    ...{ gz: false, offset: end, lineNo: 0, tailLength: 0, size: was.length, mtimeMs: 0, ctimeMs: 0 },
    ...{ state: 'live', adapterVersion: 1, savedState: null },
    ...proof,
    ...rest,
  };
  return { row, now: now === null ? null : bufferContent(Buffer.from(now)) };
}

/** Decides on a file with this content; `files` are the known ones, `ino` makes it one of them. */
function decide(content: string, files: readonly File[], ino = 999) {
  const rows = files.map(({ row }) => row);
  const recorded = rows.filter((row) => recordedEnd(row) > 0);
  const lookup: FileLookup = {
    byInode: (_dev, wanted) => rows.find((row) => row.state === 'live' && row.ino === wanted) ?? null,
    byFingerprint: (length, fingerprint) =>
      recorded.filter((row) => row.fingerprintLength === length && row.fingerprint === fingerprint),
    byLineage: (lineage) => rows.filter((row) => row.lineage === lineage),
  };
  const openOther = (row: FileRow) => {
    const now = files.find((known) => known.row === row)?.now ?? null;
    return now === null ? null : { content: now, close: () => {} };
  };
  const observed = { dev: 1, ino, source: 'work-stream' } as ObservedFile;
  return decideIdentity(observed, bufferContent(Buffer.from(content)), lookup, { openOther });
}

const own = (closes: number | null = null, gap = false) => ({ kind: 'new', closes, gap, inherits: null });
const joins = (inherits: number, closes: number | null = null, gap = false) => ({
  kind: 'new',
  closes,
  gap,
  inherits,
});

const A = lines('a', 0, 30);
const MORE = lines('a', 30, 40);
const B = lines('b', 0, 30);

test('a new file has a lineage of its own', () => {
  expect(decide(A, [file(B, B)])).toEqual(own());
});

test('the same inode with the same beginning goes on', () => {
  const known = file(A, A);
  expect(decide(A + MORE, [known], known.row.ino)).toEqual({ kind: 'continue', fileId: known.row.fileId });
});

test.each([
  ['cut off to nothing', ''],
  ['cut off in the middle', A.slice(0, 1500)],
  ['another file in the same inode', B + B],
  ['grown again beyond the old checkpoint', PREAMBLE + A + MORE],
])('the same inode, %s: closed, a lineage of its own', (_name, now) => {
  const known = file(A, now);
  expect(decide(now, [known], known.row.ino)).toEqual(own(known.row.fileId));
});

test.each([
  ['more was there when it was last read to its end', { size: A.length, end: 1010 }, true],
  ['it was never read to its end', { size: -1 }, true],
  ['all was read', { size: A.length }, false],
])('bytes destroyed unread are a gap: %s', (_name, fields, gap) => {
  const known = file(A, '', fields);
  expect(decide('', [known], known.row.ino)).toEqual(own(known.row.fileId, gap));
});

test('it is no gap when a copy of the lineage was read further', () => {
  const known = file(A, '', { size: -1, end: 1010 });
  const copy = file(A, A, { lineage: known.row.lineage });
  expect(decide('', [known, copy], known.row.ino)).toEqual(own(known.row.fileId));
});

test.each([
  ['the original is still there (copytruncate before the cut)', A],
  ['the original has grown since', A + MORE],
  ['the original is gone (renamed over, gzip)', null],
])('a copy joins the lineage: %s', (_name, original) => {
  const known = file(A, original);
  expect(decide(A, [known])).toEqual(joins(known.row.lineage));
});

test('a copy that holds more than was read of the original joins too', () => {
  const known = file(A, A + MORE);
  expect(decide(A + MORE, [known])).toEqual(joins(known.row.lineage));
});

test('a copy that is still being written joins: as far as it goes it is the same', () => {
  const known = file(A, A);
  expect(decide(A.slice(0, 1500), [known])).toEqual(joins(known.row.lineage));
});

test('a copy joins a closed row: the original was cut off first', () => {
  const known = file(A, null, { state: 'closed' });
  expect(decide(A + MORE, [known])).toEqual(joins(known.row.lineage));
});

test('a file that was seen empty is recognised as a copy when its content comes', () => {
  const original = file(A, A);
  const copy = file('', A);
  expect(decide(A, [original, copy], copy.row.ino)).toEqual(joins(original.row.lineage, copy.row.fileId));
});

test('a file that was seen empty stays what it is when its content is new', () => {
  const known = file('', B);
  expect(decide(B, [file(A, A), known], known.row.ino)).toEqual({
    kind: 'continue',
    fileId: known.row.fileId,
  });
});

test('files with the same long preamble are different files', () => {
  const known = file(PREAMBLE, PREAMBLE + A);
  expect(decide(PREAMBLE + B, [known])).toEqual(own());
});

test('of files that share a preamble, one that was gone may not lend its lineage to a third', () => {
  const first = file(PREAMBLE, null);
  const second = file(PREAMBLE + B + B, null, { lineage: first.row.lineage });
  expect(decide(PREAMBLE + A, [first, second])).toEqual(own());
});

test('the same holds for headers shorter than a fingerprint', () => {
  const header = '{"header":1}\n';
  const first = file(header, header);
  const second = file(header + lines('b', 0, 7), null, { lineage: first.row.lineage });
  expect(decide(header + lines('a', 0, 3), [first, second])).toEqual(own());
});

test('a copy that goes on differently leaves the lineage', () => {
  const original = file(A, A + MORE);
  const copy = file(A, A + B, { lineage: original.row.lineage });
  expect(decide(A + B, [original, copy], copy.row.ino)).toEqual(own(copy.row.fileId));
});

test('a copy that goes on like its original stays', () => {
  const original = file(A + MORE, A + MORE);
  const copy = file(A, A + MORE, { lineage: original.row.lineage });
  expect(decide(A + MORE, [original, copy], copy.row.ino)).toEqual({
    kind: 'continue',
    fileId: copy.row.fileId,
  });
});

test('an original that is being read for the first time counts with what its file holds', () => {
  const original = file(A, A);
  const reading = file('', A + B, { lineage: original.row.lineage, offset: 0 });
  expect(decide(A + MORE, [original, reading])).toEqual(own());
});

test('of several lineages the one that is recorded furthest is joined', () => {
  const short = file(A, null, { end: 1010 });
  const long = file(A, null);
  expect(decide(A + MORE, [short, long])).toEqual(joins(long.row.lineage));
});

test('a tail that was recorded without its newline is part of what a copy must hold', () => {
  const known = file('{"id":"a"}', null, { offset: 0, tailLength: 10 });
  expect(decide('{"id":"a"}\n{"id":"b"}\n', [known])).toEqual(joins(known.row.lineage));
  expect(decide('{"id":"b"}\n', [known])).toEqual(own());
});

test('rows of another source are no relatives', () => {
  const known = file(A, A, { source: 'claude-code' });
  expect(decide(A, [known])).toEqual(own());
  expect(decide(A, [known], known.row.ino)).toEqual(own(known.row.fileId));
});

test('fingerprints are made only where a recorded line can end', () => {
  const head = '{"a": {} }\n1, 2\n{"b":3} \n{"c"';
  const asked: string[] = [];
  const lookup: FileLookup = {
    byInode: () => null,
    byLineage: () => [],
    byFingerprint: (length, fingerprint) => {
      expect(fingerprint).toBe(digest(Buffer.from(head.slice(0, length))));
      asked.push(head.slice(0, length).split('\n').at(-1) as string);
      return [];
    },
  };
  const observed = { dev: 1, ino: 1, source: 'work-stream' } as ObservedFile;
  decideIdentity(observed, bufferContent(Buffer.from(head)), lookup, { openOther: () => null });
  expect(asked).toEqual(['{"a": {}', '{"a": {} }', '', '', '{"b":3}', '{"b":3} ', '', '{"c"']);
});

test('a file is unchanged only when nothing about it differs', () => {
  const { row } = file(A, A);
  const seen: ObservedFile = { ...row };
  expect(isUnchanged(row, seen)).toBe(true);
  const changes = [
    { path: '/x' },
    { dev: 2 },
    { ino: 0 },
    { size: 1 },
    { mtimeMs: 1 },
    { ctimeMs: 1 },
    { adapterVersion: 2 },
  ];
  for (const change of changes) expect(isUnchanged(row, { ...seen, ...change })).toBe(false);
});
