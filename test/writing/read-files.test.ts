/** What reading leaves open when the writer cannot write. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileRegistry } from '../../src/db/files.ts';
import type { ObservedFile } from '../../src/domain/source.ts';
import { createFinder } from '../../src/writing/find-files.ts';
import { Patience } from '../../src/writing/patience.ts';
import { readFiles } from '../../src/writing/read-files.ts';
import type { Writer } from '../../src/writing/writer.ts';
import { TestDatabase } from '../helpers/database.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

test.runIf(process.platform === 'linux')('a document is closed when it cannot be recorded', async () => {
  const folder = path.join(database.folder, 'beads');
  const file = path.join(folder, 'issues.jsonl');
  fs.mkdirSync(folder);
  fs.writeFileSync(file, '{"id":"bd-1","title":"one","status":"open","created_at":"2026-03-01T10:00:00Z"}\n');
  const { files } = createFinder([{ source: 'beads', path: folder, explicit: true, forced: true }])();
  const writer = {
    registry: createFileRegistry(database.db),
    settle: () => null,
    take: () => {
      throw new Error('no space left');
    },
  } as unknown as Writer;
  const options = { live: false, nowMs: () => database.now, workers: 1, pendingBytes: 0 };
  await expect(readFiles(writer, files, options)).rejects.toThrow('no space left');
  const open = fs.readdirSync('/proc/self/fd').map((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  expect(open).not.toContain(fs.realpathSync(file));
});

test('a document that could not be read is left alone until it changes', async () => {
  const folder = path.join(database.folder, 'storage', 'message', 'ses_a');
  const file = path.join(folder, 'msg_1.json');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(file, '{"id":"msg_1","sess');
  const find = createFinder([
    { source: 'opencode', path: path.join(database.folder, 'storage'), explicit: true, forced: true },
  ]);
  let looks = 0;
  const registry = createFileRegistry(database.db);
  const writer = {
    registry: {
      ...registry,
      identifyDocument: (seen: ObservedFile) => {
        looks++;
        return registry.identifyDocument(seen);
      },
    },
    settle: () => null,
    take: () => undefined,
  } as unknown as Writer;
  const patience = new Patience();
  const read = async () =>
    await readFiles(writer, find().files, {
      ...{ live: true, nowMs: () => database.now, workers: 1, pendingBytes: 0, patience },
    });
  for (let sweep = 0; sweep < 3; sweep++) await read();
  expect(looks).toBe(1);
  fs.writeFileSync(file, '{"id":"msg_1","sessionID":"ses_a","role":"user"}');
  expect((await read()).problems).toEqual([]);
  expect(looks).toBe(2);
});
