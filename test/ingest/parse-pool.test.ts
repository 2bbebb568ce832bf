import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { FileBatch } from '../../src/domain/source.ts';
import { createParsePool, type ParsePool } from '../../src/ingest/parse-pool.ts';
import { MAX_UNACKNOWLEDGED } from '../../src/ingest/parse-protocol.ts';
import { DEFAULT_READ_LIMITS } from '../../src/ingest/read-batches.ts';
import type { ReadJob } from '../../src/ingest/tail.ts';
import { withLines } from '../helpers/ingest.ts';

/** A worker whose reader does what the job's path says; batch n of a file has `toOffset` n. */
const SCRIPTED_WORKER = `
import { parentPort } from 'node:worker_threads';
import { LinePacker } from '${resolve('src/ingest/pack.ts')}';
import { serveParseJobs } from '${resolve('src/ingest/parse-protocol.ts')}';

function batch(job, toOffset) {
  const packer = new LinePacker();
  packer.add(toOffset - 1, 1, toOffset, { rejected: 'blank' });
  return {
    fileId: job.fileId, lineage: job.lineage, source: job.source, fromOffset: toOffset - 1, toOffset, toLineNo: toOffset,
    lines: packer.take(), tailLength: 0, proof: { fingerprintLength: 0, fingerprint: '', guardLength: 0, guard: '' },
    endStat: null, savedState: '', mtimeMs: 0,
  };
}

function* read(job) {
  const [action, count] = job.path.split(':');
  for (let n = 1; n <= Number(count); n++) {
    if (job.made !== undefined) Atomics.add(job.made, 0, 1);
    yield batch(job, n);
  }
  if (action === 'refuse') return { path: job.path, source: job.source, reason: 'EIO' };
  if (action === 'throw') throw Object.assign(new TypeError('bad file'), { code: 'EIO' });
  if (action === 'die') process.exit(7);
  if (action === 'crash') setImmediate(() => { throw new Error('out of luck'); });
  if (action === 'crash' || action === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, action === 'hang' ? Infinity : 1);
  return null;
}

serveParseJobs(parentPort, read);
`;

let folder: string;
let workerUrl: string;
let pool: ParsePool;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentperf-pool-'));
  workerUrl = join(folder, 'worker.mjs');
  await build({
    stdin: { contents: SCRIPTED_WORKER, resolveDir: folder },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: workerUrl,
    logLevel: 'error',
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => pool.close());

function start(workers: number, url = workerUrl): ParsePool {
  pool = createParsePool({ workers, workerUrl: url, limits: DEFAULT_READ_LIMITS });
  return pool;
}

/** `path` says what the reader does: `<throw|die|crash|hang|read>:<batches before>`. */
function job(path: string, fileId = 1): ReadJob {
  return { path, fileId, lineage: fileId, source: 'work-stream' } as ReadJob;
}

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('every batch of every file arrives, in the order of its file, with more files than workers', async () => {
  start(2);
  const arrived = new Map<number, number[]>();
  const take = (batch: FileBatch) =>
    arrived.set(batch.fileId, [...(arrived.get(batch.fileId) ?? []), batch.toOffset]);
  await Promise.all(Array.from({ length: 7 }, (_, i) => pool.run(job(`read:${10 + i}`, i), take)));
  expect(arrived.size).toBe(7);
  for (const [fileId, offsets] of arrived) {
    expect(offsets).toEqual(Array.from({ length: 10 + fileId }, (_, n) => n + 1));
  }
});

test('a batch arrives as it was made', async () => {
  start(1);
  const batches: FileBatch[] = [];
  await pool.run(job('read:1', 3), (batch) => batches.push(withLines(batch)));
  expect(batches).toEqual([
    expect.objectContaining({
      fileId: 3,
      source: 'work-stream',
      lines: [{ offset: 0, length: 1, lineNo: 1, result: { rejected: 'blank' } }],
    }),
  ]);
});

test('a file without lines is done at once', async () => {
  start(1);
  const take = vi.fn();
  await pool.run(job('read:0'), take);
  expect(take).not.toHaveBeenCalled();
});

test('why a file could not be read to its end is what the run resolves to', async () => {
  start(1);
  expect(await pool.run(job('read:1'), () => undefined)).toBeNull();
  expect(await pool.run(job('refuse:1'), () => undefined)).toEqual({
    path: 'refuse:1',
    source: 'work-stream',
    reason: 'EIO',
  });
});

test('an error of the reader is the error of the run, after the batches before it; the worker goes on', async () => {
  start(1);
  const take = vi.fn();
  await expect(pool.run(job('throw:3'), take)).rejects.toMatchObject({
    name: 'TypeError',
    message: 'bad file',
    code: 'EIO',
  });
  expect(take).toHaveBeenCalledTimes(3);
  await pool.run(job('read:2'), take);
  expect(take).toHaveBeenCalledTimes(5);
});

test('an error of the taker stops the file early and is the error of the run', async () => {
  start(1);
  let taken = 0;
  const refuse = () => {
    taken++;
    throw new Error('database is full');
  };
  const made = new Int32Array(new SharedArrayBuffer(4));
  const refused = pool.run({ ...job('read:100000'), made } as ReadJob, refuse);
  await expect(refused).rejects.toThrow('database is full');
  expect(taken).toBe(1);
  expect(Atomics.load(made, 0)).toBeLessThan(1000);
  await pool.run(job('read:1'), () => taken++);
  expect(taken).toBe(2);
});

test('a worker runs at most six batches ahead of a slow taker', async () => {
  start(1);
  const made = new Int32Array(new SharedArrayBuffer(4));
  let worstLead = 0;
  let taken = 0;
  await pool.run({ ...job('read:40'), made } as ReadJob, () => {
    spin(5);
    worstLead = Math.max(worstLead, Atomics.load(made, 0) - taken);
    taken++;
  });
  expect(taken).toBe(40);
  expect(worstLead).toBeGreaterThan(1);
  expect(worstLead).toBeLessThanOrEqual(MAX_UNACKNOWLEDGED);
});

test('a worker goes on with the next file while the batches of the one before are taken', async () => {
  start(1);
  const made = new Int32Array(new SharedArrayBuffer(4));
  const wait = (): void => {
    while (Atomics.load(made, 0) < 2) Atomics.wait(made, 0, Atomics.load(made, 0), 10);
  };
  await Promise.all([
    pool.run({ ...job('read:1'), made } as ReadJob, wait),
    pool.run({ ...job('read:1'), made } as ReadJob, () => undefined),
  ]);
  expect(Atomics.load(made, 0)).toBe(2);
});

test('the files behind the one that killed a worker are read by the next worker', async () => {
  start(1);
  const died = expect(pool.run(job('die:1'), () => undefined)).rejects.toThrow('a parse worker died');
  const taken: number[] = [];
  const rest = [2, 3, 4, 5].map((id) => pool.run(job('read:1', id), (batch) => taken.push(batch.fileId)));
  await died;
  await Promise.all(rest);
  expect(taken).toEqual([2, 3, 4, 5]);
});

test('a worker that dies takes its run with it and is replaced once', async () => {
  start(1);
  await expect(pool.run(job('die:1'), () => undefined)).rejects.toThrow(
    'a parse worker died (exit code 7) while reading die:1',
  );
  await pool.run(job('read:1'), () => undefined);
  const waiting = expect(pool.run(job('die:0'), () => undefined)).rejects.toThrow('a parse worker died');
  const unread = expect(pool.run(job('read:1'), () => undefined)).rejects.toThrow(
    'all parse workers have died: read:1 was not read',
  );
  await waiting;
  await unread;
  await expect(pool.run(job('read:9'), () => undefined)).rejects.toThrow('all parse workers have died');
});

test('the other workers go on when one dies', async () => {
  start(2);
  const died = expect(pool.run(job('die:0'), () => undefined)).rejects.toThrow('a parse worker died');
  const rest = Promise.all(Array.from({ length: 5 }, () => pool.run(job('read:3'), () => undefined)));
  await died;
  await expect(rest).resolves.toHaveLength(5);
});

test('a worker file that is missing is a clear error, not a wait', async () => {
  start(1, join(folder, 'nowhere.mjs'));
  await expect(pool.run(job('read:1'), () => undefined)).rejects.toThrow(/while reading read:1: .*nowhere/);
});

test('closing ends a worker that is stuck, and rejects what runs and what waits', async () => {
  start(1);
  let arrived = () => {};
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const running = expect(pool.run(job('hang:1'), () => arrived())).rejects.toThrow(
    'the parse pool was closed while reading hang:1',
  );
  const waiting = expect(pool.run(job('read:1'), () => undefined)).rejects.toThrow(
    'the parse pool is closed',
  );
  await first;
  await pool.close();
  await running;
  await waiting;
  await expect(pool.run(job('read:1'), () => undefined)).rejects.toThrow('the parse pool is closed');
});

test('closing while a worker waits for acknowledgements does not deadlock', async () => {
  start(1);
  const running = expect(pool.run(job('read:100000'), () => void pool.close())).rejects.toThrow(
    'the parse pool was closed',
  );
  await delay(50);
  await pool.close();
  await running;
});
