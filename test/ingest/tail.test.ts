import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTail } from '../../src/ingest/tail.ts';
import { idAdapter } from '../helpers/id-adapter.ts';
import { LogFolder, line, lines, observe } from '../helpers/ingest.ts';

let logs: LogFolder;
beforeEach(() => {
  logs = new LogFolder();
});
afterEach(() => logs.remove());

/** Where the system does not tell, leaks are not looked for. */
const openDescriptors = () => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0);

test('only what is new is read, and nothing is opened twice for nothing', () => {
  writeFileSync(logs.path, lines(0, 3));
  expect(logs.look()).toEqual(['0', '1', '2']);
  expect(logs.look()).toBeNull();
  appendFileSync(logs.path, lines(3, 5));
  expect(logs.look()).toEqual(['3', '4']);
});

test('a file whose times changed but not its bytes is read as nothing new, once', () => {
  writeFileSync(logs.path, lines(0, 2));
  logs.look();
  utimesSync(logs.path, 1, 1);
  expect(logs.look()).toEqual([]);
  expect(logs.look()).toBeNull();
});

test('a job can be sent to another thread', () => {
  writeFileSync(logs.path, line(0));
  const job = logs.open();
  expect(structuredClone(job)).toEqual(job);
  closeSync(job.fd);
});

test('a kill after any batch loses nothing', () => {
  writeFileSync(logs.path, lines(0, 7));
  for (const batches of [0, 1, 0, 2, 1]) logs.look(logs.path, { limits: { linesPerBatch: 1 }, batches });
  expect(logs.registry.recorded()).toEqual(['0', '1', '2', '3']);
  expect(logs.look()).toEqual(['4', '5', '6']);
});

test('a newer adapter reads the same lineage again from its start', () => {
  writeFileSync(logs.path, lines(0, 3));
  logs.look();
  const newer = { ...idAdapter, version: 2 };
  expect(logs.look(logs.path, { adapter: newer })).toEqual(['0', '1', '2']);
  expect(logs.registry.records.size).toBe(3);
  expect(logs.look(logs.path, { adapter: newer })).toBeNull();
});

test('rotation by rename: the rest of the old file is read, the new one from its start', () => {
  writeFileSync(logs.path, lines(0, 3));
  logs.look();
  appendFileSync(logs.path, line(3));
  renameSync(logs.path, logs.at('log.1.jsonl'));
  writeFileSync(logs.path, lines(4, 6));
  expect(logs.look(logs.path)).toEqual(['4', '5']);
  expect(logs.look(logs.at('log.1.jsonl'))).toEqual(['3']);
});

test('a rewrite through a temporary file counts only what it adds', () => {
  writeFileSync(logs.path, lines(0, 3));
  logs.look();
  writeFileSync(logs.at('tmp'), lines(0, 5));
  renameSync(logs.at('tmp'), logs.path);
  expect(logs.look()).toEqual(['0', '1', '2', '3', '4']);
  expect(logs.registry.records.size).toBe(5);
});

test('a half-written .gz is a problem until it is complete, then the same lineage as its original', () => {
  writeFileSync(logs.path, lines(0, 300));
  logs.look();
  const packed = gzipSync(lines(0, 302));
  const gz = logs.at('log.1.jsonl.gz');
  writeFileSync(gz, packed.subarray(0, 200));
  expect(logs.look(gz)).toBe('the compressed file is incomplete');
  expect(logs.registry.rows.size).toBe(1);
  writeFileSync(gz, packed);
  truncateSync(logs.path, 0);
  logs.look();
  logs.look(gz);
  expect(logs.registry.records.size).toBe(302);
  expect(logs.look(gz)).toBeNull();
});

test('a .gz is compared byte by byte while its original is there, and is compared with itself', () => {
  const gz = logs.at('log.jsonl.gz');
  writeFileSync(gz, gzipSync(lines(0, 300)));
  logs.look(gz);
  writeFileSync(logs.path, lines(0, 200));
  expect(logs.look()).toHaveLength(200);
  expect(logs.registry.records.size).toBe(300);
});

test('a copy that is seen empty at first is still a copy', () => {
  writeFileSync(logs.path, lines(0, 3));
  logs.look();
  const copy = logs.at('copy.jsonl');
  writeFileSync(copy, '');
  logs.look(copy);
  copyFileSync(logs.path, copy);
  logs.look(copy);
  expect(logs.registry.records.size).toBe(3);
});

test('a single line without newline is known again in its copy', () => {
  writeFileSync(logs.path, '{"id":"1"}');
  logs.look();
  copyFileSync(logs.path, logs.at('copy.jsonl'));
  writeFileSync(logs.path, line(2));
  logs.look();
  logs.look(logs.at('copy.jsonl'));
  expect(logs.registry.recorded()).toEqual(['1', '2']);
});

test('copies of one file have one head key, so that they are not read at the same time', () => {
  writeFileSync(logs.path, lines(0, 300));
  cpSync(logs.path, logs.at('copy.jsonl'));
  appendFileSync(logs.path, lines(300, 400));
  writeFileSync(logs.at('different.jsonl'), lines(1, 300));
  const [key, ofCopy, ofDifferent] = ['log', 'copy', 'different'].map((name) => {
    const job = logs.open(logs.at(`${name}.jsonl`));
    closeSync(job.fd);
    return job.headKey;
  });
  expect(ofCopy).toBe(key);
  expect(ofDifferent).not.toBe(key);
});

test('files that cannot be read are a sentence, and leave no descriptor open', () => {
  mkdirSync(logs.at('folder.jsonl'));
  execFileSync('mkfifo', [logs.at('fifo.jsonl')]);
  symlinkSync('/nowhere/at/all', logs.at('dangling.jsonl'));
  symlinkSync('loop.jsonl', logs.at('loop.jsonl'));
  symlinkSync(process.execPath, logs.at('outside.jsonl'));
  const before = openDescriptors();
  const reasons = ['folder', 'fifo', 'dangling', 'loop', 'outside'].map((name) =>
    logs.look(logs.at(`${name}.jsonl`)),
  );
  expect(reasons).toEqual([
    'not a regular file',
    'not a regular file',
    'no such file or folder',
    'symbolic links lead in a circle',
    'the symbolic link leads outside the log folder',
  ]);
  const vanished = observe(logs.at('fifo.jsonl'));
  unlinkSync(vanished.path);
  expect(openTail(vanished, idAdapter, logs.registry, { rootPath: logs.folder, nowMs: 0 })).toMatchObject({
    reason: 'no such file or folder',
  });
  expect(openDescriptors()).toBe(before);
  expect(logs.registry.rows.size).toBe(0);
});

test('a symbolic link is followed to a file under the same root', () => {
  mkdirSync(logs.at('deep'));
  writeFileSync(logs.at('deep/target'), line(1));
  symlinkSync('deep/target', logs.path);
  expect(logs.look()).toEqual(['1']);
  expect(logs.registry.row(1)).toMatchObject({ path: logs.path, ino: statSync(logs.path).ino });
});

test('what is wrong with the logs.registry is thrown, and the file closed', () => {
  writeFileSync(logs.path, line(1));
  const before = openDescriptors();
  const broken = {
    liveFiles: () => [],
    identify: () => {
      throw new Error('database is busy');
    },
  };
  expect(() => openTail(observe(logs.path), idAdapter, broken, { rootPath: logs.folder, nowMs: 0 })).toThrow(
    'database is busy',
  );
  expect(openDescriptors()).toBe(before);
});

test('a shortage while the identity is decided is a problem of this look, and nothing is stored', () => {
  writeFileSync(logs.path, line(1));
  const short = {
    liveFiles: () => [],
    identify: () => {
      throw Object.assign(new Error('EMFILE'), { code: 'EMFILE', syscall: 'open' });
    },
  };
  const options = { rootPath: logs.folder, nowMs: 0 };
  expect(openTail(observe(logs.path), idAdapter, short, options)).toMatchObject({
    reason: 'too many open files in this process; it is tried again',
  });
});
