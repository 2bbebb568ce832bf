import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mutedWatch, WatchedFolder } from './watch-harness.ts';

let box: WatchedFolder;

beforeEach(() => {
  box = new WatchedFolder();
});

afterEach(() => box.dispose());

test('a tree of folders made at once is seen with the file at its end, and its growth too', async () => {
  const running = await box.watch();
  mkdirSync(box.at('project', 'session', 'subagents'), { recursive: true });
  writeFileSync(box.at('project', 'session', 'subagents', 'x.jsonl'), '1\n');
  await box.sees(box.at('project', 'session', 'subagents', 'x.jsonl'));
  await delay(100);
  box.seen = [];
  appendFileSync(box.at('project', 'session', 'subagents', 'x.jsonl'), '2\n');
  await box.sees(box.at('project', 'session', 'subagents', 'x.jsonl'));
  expect(running.filesWatched()).toBe(1);
});

test('where folder events are silent, chokidar still tells of a new folder in a root of folders', async () => {
  mkdirSync(box.at('old'));
  await box.watch({ watchImplementation: mutedWatch().implementation });
  await vi.waitFor(
    () => {
      const folder = box.at(`new-${Math.random()}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'a.jsonl'), '1\n');
      expect(box.seen.length).toBeGreaterThan(0);
    },
    { timeout: 5000, interval: 100 },
  );
});

test('a root that does not exist yet is found, several levels above it missing (F23)', async () => {
  const root = box.at('late', 'projects');
  await box.watch({ roots: [{ path: root, recursive: true }] });
  mkdirSync(join(root, 'p'), { recursive: true });
  writeFileSync(join(root, 'p', 'a.jsonl'), '1\n');
  await box.sees(join(root, 'p', 'a.jsonl'));
});

test('a root that was deleted and made again is watched again', async () => {
  const root = box.at('projects');
  mkdirSync(root);
  writeFileSync(join(root, 'a.jsonl'), '1\n');
  await box.watch({ roots: [{ path: root, recursive: true }], sweep: { recentMs: 50, allMs: 3_600_000 } });
  for (const pauseMs of [0, 200]) {
    rmSync(root, { recursive: true });
    await delay(pauseMs);
    box.seen = [];
    mkdirSync(join(root, 'p'), { recursive: true });
    writeFileSync(join(root, 'p', 'b.jsonl'), '1\n');
    await box.sees(join(root, 'p', 'b.jsonl'));
    await delay(150);
    box.seen = [];
    appendFileSync(join(root, 'p', 'b.jsonl'), '2\n');
    await box.sees(join(root, 'p', 'b.jsonl'));
  }
});

test('a single file as root: appears, grows, is replaced', async () => {
  const path = box.at('agent-work-stream.jsonl');
  const running = await box.watch({ roots: [{ path, recursive: false }] });
  expect(running.filesWatched()).toBe(0);
  for (const change of [
    () => writeFileSync(path, '1\n'),
    () => appendFileSync(path, '2\n'),
    () => {
      writeFileSync(box.at('next'), '3\n4\n5\n');
      renameSync(box.at('next'), path);
    },
  ]) {
    await delay(100);
    box.seen = [];
    change();
    await box.sees(path);
  }
  expect(running.filesWatched()).toBe(1);
  expect(new Set(box.seen)).toEqual(new Set([path]));
});

test('a folder root that is not recursive leaves its folders alone', async () => {
  mkdirSync(box.at('sub'));
  await box.watch({ roots: [{ path: box.path, recursive: false }] });
  writeFileSync(box.at('sub', 'b.jsonl'), '1\n');
  writeFileSync(box.at('a.jsonl'), '1\n');
  await box.sees(box.at('a.jsonl'));
  expect(box.seen).not.toContain(box.at('sub', 'b.jsonl'));
});

test('rename rotation: the old name, the new name and the new file under the old name are all said', async () => {
  writeFileSync(box.at('a.jsonl'), '1\n');
  const running = await box.watch();
  renameSync(box.at('a.jsonl'), box.at('a-1.jsonl'));
  writeFileSync(box.at('a.jsonl'), '2\n');
  await box.sees(box.at('a.jsonl'));
  await box.sees(box.at('a-1.jsonl'));
  expect(running.filesWatched()).toBe(2);
  rmSync(box.at('a-1.jsonl'));
  await vi.waitFor(() => expect(running.filesWatched()).toBe(1));
});
