import { appendFileSync, closeSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileBatch } from '../../src/domain/source.ts';
import { readBatches } from '../../src/ingest/read-batches.ts';
import { idAdapter, idOf } from '../helpers/id-adapter.ts';
import { LogFolder, line, lines } from '../helpers/ingest.ts';

let logs: LogFolder;
beforeEach(() => {
  logs = new LogFolder();
});
afterEach(() => logs.remove());

test('each batch begins where the one before ended, and the last one tells how the file was', () => {
  writeFileSync(logs.path, lines(0, 5));
  const batches = logs.batches({ limits: { linesPerBatch: 2 } });
  const places = batches.map(({ fromOffset, toOffset, toLineNo }) => [fromOffset, toOffset, toLineNo]);
  expect(places).toEqual([
    [0, 22, 2],
    [22, 44, 4],
    [44, 55, 5],
  ]);
  expect(batches.map(({ endStat }) => endStat?.size ?? null)).toEqual([null, null, 55]);
  expect(batches.map(({ savedState }) => savedState)).toEqual(['2', '4', '5']);
  expect(batches.flatMap((batch) => [...batch.lines].map(({ lineNo }) => lineNo))).toEqual([1, 2, 3, 4, 5]);
});

test('a batch ends with the line that passes its bytes', () => {
  writeFileSync(logs.path, lines(0, 5));
  const batches = logs.batches({ limits: { bytesPerBatch: 12 } });
  expect(batches.map((batch) => batch.lines.length)).toEqual([2, 2, 1]);
});

test('bytes that come while a file is read are left to the next look', () => {
  writeFileSync(logs.path, lines(0, 2));
  const job = logs.open();
  appendFileSync(logs.path, line(2));
  for (const batch of readBatches(job, idAdapter)) logs.registry.commit(batch);
  closeSync(job.fd);
  expect(logs.registry.recorded()).toEqual(['0', '1']);
  expect(logs.look()).toEqual(['2']);
});

test.each([
  ['an object in mid-write', '{"id":"1', 0],
  ['a complete object', '{"id":"1"}', 10],
  ['a complete object with a CR', '{"id":"1"}\r', 11],
  ['a complete object with spaces around', ' {"id":"1"} ', 12],
  ['a complete object behind a byte order mark', '\ufeff{"id":"1"}', 13],
  ['something with braces that is no JSON', '{"id":"1"}}', 0],
  ['a lone brace', '{', 0],
  ['an array', '[{"id":"1"}]', 0],
  ['a number', '1', 0],
  ['only a byte order mark', '\ufeff', 0],
  ['only NULs', '\0'.repeat(5000), 0],
  ['only spaces', '   ', 0],
])('an unterminated last line, %s: %3$d bytes of it are recorded', (_name, tail, tailLength) => {
  writeFileSync(logs.path, tail);
  const [batch] = logs.batches();
  expect(batch?.tailLength).toBe(tailLength);
  expect(batch?.toOffset).toBe(0);
  expect([...(batch?.lines ?? [])].map(idOf)).toEqual(tailLength > 0 ? ['1'] : []);
  expect(batch?.savedState).toBe('0');
  expect(logs.look()).toBeNull();
});

test('a last line recorded without its newline is the same record when the newline comes', () => {
  writeFileSync(logs.path, `${line(0)}{"id":"1"}`);
  expect(logs.look()).toEqual(['0', '1']);
  utimesSync(logs.path, 1, 1);
  expect(logs.look()).toEqual([]);
  appendFileSync(logs.path, '\r');
  expect(logs.look()).toEqual(['1']);
  appendFileSync(logs.path, `\n${line(2)}`);
  expect(logs.look()).toEqual(['1', '2']);
  expect(logs.registry.recorded()).toEqual(['0', '1', '2']);
  expect(logs.registry.row(1).savedState).toBe('3');
});

test('an unterminated line written byte by byte is recorded once, whole', () => {
  for (const byte of Buffer.from(line('🙂'))) {
    appendFileSync(logs.path, Buffer.from([byte]));
    logs.look();
  }
  expect(logs.registry.recorded()).toEqual(['🙂']);
  expect(logs.registry.decisions.slice(1).every(({ kind }) => kind === 'continue')).toBe(true);
});

test('what follows an object on its line, after that was recorded, does not move the checkpoint', () => {
  writeFileSync(logs.path, '{"id":"1"}');
  logs.look();
  appendFileSync(logs.path, '{"id"');
  expect(logs.batches().at(-1)).toMatchObject({ toOffset: 0, tailLength: 10, lines: [] });
});

test('an over-long line is one skipped line, and those behind it are read', () => {
  writeFileSync(logs.path, `${line(0)}${'x'.repeat(5000)}\n${line(1)}${'y'.repeat(5000)}`);
  expect(logs.look(logs.path, { limits: { maxLineBytes: 1000 } })).toEqual(['0', 'line_too_long', '1']);
  appendFileSync(logs.path, `\n${line(2)}`);
  expect(logs.look(logs.path, { limits: { maxLineBytes: 1000 } })).toEqual(['line_too_long', '2']);
});

test('a file that is cut off while it is read just ends; what was read of it is kept', () => {
  const row = 'x'.repeat(100_000);
  writeFileSync(logs.path, Array.from({ length: 30 }, (_, n) => `{"id":"${n}","pad":"${row}"}\n`).join(''));
  const job = logs.open();
  const reading = readBatches(job, idAdapter, {
    linesPerBatch: 2,
    bytesPerBatch: 1e9,
    maxLineBytes: 1e9,
  });
  const batches: FileBatch[] = [reading.next().value as FileBatch];
  truncateSync(logs.path, 0);
  batches.push(...reading);
  closeSync(job.fd);
  expect(batches.length).toBeGreaterThan(1);
  expect(batches.every(({ endStat }) => endStat === null)).toBe(true);
  for (const batch of batches) expect(logs.registry.commit(batch)).toBe(true);
  expect(logs.look()).toEqual([]);
  expect(logs.registry.gaps).toEqual([1]);
});

test('a file that is replaced in place while it is read is not recorded as half of each', () => {
  const big = 'x'.repeat(100_000);
  const content = (name: string) =>
    Array.from({ length: 30 }, (_, n) => `{"id":"${name}${n}","pad":"${big}"}\n`).join('');
  writeFileSync(logs.path, content('a'));
  const job = logs.open();
  const reading = readBatches(job, idAdapter, {
    linesPerBatch: 2,
    bytesPerBatch: 1e9,
    maxLineBytes: 1e9,
  });
  logs.registry.commit(reading.next().value as FileBatch);
  writeFileSync(logs.path, content('b'));
  expect([...reading]).toEqual([]);
  closeSync(job.fd);
  expect(logs.look()).toHaveLength(30);
  expect(logs.registry.recorded().filter((id) => id.startsWith('a'))).toEqual(['a0', 'a1']);
});

test('a .gz that is damaged before its job is read ends the read with a problem', () => {
  const gz = logs.at('log.jsonl.gz');
  writeFileSync(gz, gzipSync(lines(0, 3)));
  const job = logs.open(gz);
  writeFileSync(gz, 'x'.repeat(100));
  expect(readBatches(job, idAdapter).next()).toEqual({
    done: true,
    value: { path: gz, source: 'work-stream', reason: 'the compressed file is damaged' },
  });
  closeSync(job.fd);
});
