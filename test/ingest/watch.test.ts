import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failingWatch, mutedWatch, WatchedFolder } from './watch-harness.ts';

let box: WatchedFolder;

beforeEach(() => {
  box = new WatchedFolder();
});

afterEach(() => box.dispose());

test('an append to a file that was there is seen, and nothing is said of files nobody touched', async () => {
  writeFileSync(box.at('a.jsonl'), '1\n');
  writeFileSync(box.at('b.jsonl'), '1\n');
  const running = await box.watch();
  expect(running.filesWatched()).toBe(2);
  appendFileSync(box.at('a.jsonl'), '2\n');
  await box.sees(box.at('a.jsonl'));
  expect(new Set(box.seen)).toEqual(new Set([box.at('a.jsonl')]));
});

test('files that are not logs and symbolic links stay unseen', async () => {
  await box.watch();
  writeFileSync(box.at('body.txt'), 'x');
  symlinkSync('/etc/hostname', box.at('link.jsonl'));
  writeFileSync(box.at('a.jsonl'), '1\n');
  await box.sees(box.at('a.jsonl'));
  expect(new Set(box.seen)).toEqual(new Set([box.at('a.jsonl')]));
});

test('the last append of every burst is seen: a reader that reads on each notice has the whole file', async () => {
  const path = box.at('burst.jsonl');
  writeFileSync(path, '');
  let read = '';
  await box.watch({ onChange: () => (read = readFileSync(path, 'utf8')) });
  for (let burst = 0; burst < 5; burst++) {
    for (let line = 0; line < 40; line++) appendFileSync(path, `${burst}.${line}\n`);
    await vi.waitFor(() => expect(read.endsWith(`${burst}.39\n`)).toBe(true), { timeout: 1000 });
    await delay(20);
  }
});

test('one turn of the event loop says each path once, however many events it had', async () => {
  const path = box.at('a.jsonl');
  writeFileSync(path, '');
  let turn = 0;
  const turns: number[] = [];
  await box.watch({ onChange: () => turns.push(turn) });
  for (let line = 0; line < 100; line++) appendFileSync(path, `${line}\n`);
  for (; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(turns.length).toBeGreaterThan(0);
  expect(new Set(turns).size).toBe(turns.length);
});

test('a change without an event of its own is found by the second look', async () => {
  const path = box.at('a.jsonl');
  writeFileSync(path, '1\n');
  const { implementation, tell } = mutedWatch();
  await box.watch({ watchImplementation: implementation });
  tell('change', 'a.jsonl');
  await box.sees(path);
  box.seen = [];
  appendFileSync(path, '2\n');
  await box.sees(path);
  box.seen = [];
  await delay(150);
  expect(box.seen).toEqual([]);
});

test('an event without a name means: somewhere', async () => {
  const { implementation, tell } = mutedWatch();
  await box.watch({ watchImplementation: implementation });
  tell('change', null);
  await box.sees(null);
});

test('without events: one warning, and recent files, new files and new folders still arrive (F26)', async () => {
  const path = box.at('a.jsonl');
  writeFileSync(path, '1\n');
  mkdirSync(box.at('p'));
  let sweeps = 0;
  const running = await box.watch({
    watchImplementation: failingWatch('ENOSPC'),
    recentFiles: () => [path],
    onSweepAll: () => sweeps++,
    sweep: { recentMs: 30, allMs: 3_600_000, pollMs: 100 },
  });
  expect(running.mode()).toBe('polling');
  expect(running.filesWatched()).toBe(1);
  await box.sees(path);
  box.seen = [];
  appendFileSync(path, '2\n');
  await box.sees(path);
  writeFileSync(box.at('p', 'b.jsonl'), '1\n');
  await box.sees(box.at('p', 'b.jsonl'));
  await vi.waitFor(() => expect(sweeps).toBeGreaterThan(1));
  expect(box.problems).toEqual([
    'file watching unavailable (ENOSPC: fs.inotify.max_user_watches); polling every 0.1 s',
  ]);
});

test('the warning names the default interval of 2 s', async () => {
  await box.watch({ watchImplementation: failingWatch('EPERM') });
  expect(box.problems).toEqual(['file watching unavailable (EPERM: watch); polling every 2 s']);
});

test('a folder that is closed to us is no reason to poll', async () => {
  const running = await box.watch({ watchImplementation: failingWatch('EACCES') });
  expect(running.mode()).toBe('events');
  expect(box.problems).toEqual([]);
});

test('the sweep over recent files finds a file that was replaced by one of the same size without an event', async () => {
  const path = box.at('a.jsonl');
  writeFileSync(path, '1\n');
  await box.watch({
    watchImplementation: mutedWatch().implementation,
    recentFiles: () => [path],
    sweep: { recentMs: 30, allMs: 3_600_000 },
  });
  await box.sees(path);
  await delay(150);
  box.seen = [];
  const { ino } = statSync(path);
  writeFileSync(box.at('other'), '2\n');
  renameSync(box.at('other'), path);
  expect(statSync(path).ino).not.toBe(ino);
  await box.sees(path);
});

test('close releases every handle and silences the watcher', async () => {
  for (let i = 0; i < 5; i++) mkdirSync(box.at(`p${i}`));
  const watches = () => process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  const before = watches();
  const running = await box.watch({
    roots: [
      { path: box.path, recursive: true },
      { path: box.at('no', 'x'), recursive: true },
    ],
  });
  expect(watches()).toBeGreaterThan(before);
  writeFileSync(box.at('p0', 'a.jsonl'), '1\n');
  await running.close();
  box.seen = [];
  writeFileSync(box.at('p0', 'b.jsonl'), '1\n');
  await delay(100);
  expect(watches()).toBe(before);
  expect(box.seen).toEqual([]);
});

test('closing before it is ready is as good', async () => {
  const running = box.create();
  await running.close();
  await running.ready;
  writeFileSync(box.at('a.jsonl'), '1\n');
  await delay(50);
  expect(box.seen).toEqual([]);
});
