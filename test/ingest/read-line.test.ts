import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLine } from '../../src/ingest/read-line.ts';

let folder: string;
let log: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-line-'));
  log = path.join(folder, 'log.jsonl');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const LINES = '{"n":1}\n{"n":22}\n{"n":3}\n';

test('the bytes that stand there', () => {
  fs.writeFileSync(log, LINES);
  expect(readLine(log, 8, 8)?.toString()).toBe('{"n":22}');
  expect(readLine(log, 0, 0)?.length).toBe(0);
});

test('of a packed log, those of its content', () => {
  fs.writeFileSync(`${log}.gz`, gzipSync(LINES));
  expect(readLine(`${log}.gz`, 8, 8)?.toString()).toBe('{"n":22}');
  expect(readLine(`${log}.gz`, 20, 8)).toBeNull();
});

test('of a huge line, its first mebibyte', () => {
  fs.writeFileSync(log, 'x'.repeat(1024 * 1024 + 5));
  expect(readLine(log, 0, 1024 * 1024 + 5)?.length).toBe(1024 * 1024);
});

test('nothing, when the log is gone, shorter by now, or half a pack', () => {
  expect(readLine(log, 0, 5)).toBeNull();
  fs.writeFileSync(log, LINES);
  expect(readLine(log, 20, 8)).toBeNull();
  fs.writeFileSync(`${log}.gz`, gzipSync(LINES).subarray(0, 12));
  expect(readLine(`${log}.gz`, 0, 7)).toBeNull();
});

test('nothing, and no waiting, when it is a folder or a pipe', () => {
  expect(readLine(folder, 0, 5)).toBeNull();
  execFileSync('mkfifo', [log]);
  expect(readLine(log, 0, 5)).toBeNull();
});
