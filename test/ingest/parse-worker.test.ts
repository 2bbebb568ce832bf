import { closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FileBatch } from '../../src/domain/source.ts';
import { createParsePool } from '../../src/ingest/parse-pool.ts';
import { readBatches } from '../../src/ingest/read-batches.ts';
import { workStreamAdapter } from '../../src/ingest/sources/work-stream.ts';
import type { ReadJob } from '../../src/ingest/tail.ts';
import { withLines } from '../helpers/ingest.ts';

const LIMITS = { linesPerBatch: 7, bytesPerBatch: 1 << 20, maxLineBytes: 4096 };

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentperf-worker-'));
  await build({
    entryPoints: ['src/ingest/parse-worker.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, 'parse-worker.mjs'),
    logLevel: 'error',
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function streamLine(i: number): string {
  return JSON.stringify({
    timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString(),
    event_type: i % 3 === 0 ? 'tool_call' : 'prompt',
    session_id: `s${i % 4}`,
    tool_name: 'bash',
    prompt_text: 'fix it',
    model: 'claude-opus-4-8',
  });
}

function openJob(path: string): ReadJob {
  const fd = openSync(path, 'r');
  const { size, mtimeMs, ctimeMs } = fstatSync(fd);
  return {
    ...{ fd, path, size, mtimeMs, ctimeMs, gz: false, source: 'work-stream', fileId: 1, lineage: 1 },
    ...{ fromOffset: 0, fromLineNo: 0, tailLength: 0, savedState: null, headKey: '' },
    nowMs: Date.UTC(2026, 5, 1),
  };
}

test('a worker reads what this thread would read, line by line', async () => {
  const path = join(folder, 'agent-work-stream.jsonl');
  const lines = Array.from({ length: 100 }, (_, i) => streamLine(i));
  writeFileSync(
    path,
    [...lines, 'not json', '', '[]', 'x'.repeat(5000), streamLine(101), '{"cut": '].join('\n'),
  );
  const job = openJob(path);
  const expected = [...readBatches(job, workStreamAdapter, LIMITS)];
  const pool = createParsePool({
    workers: 1,
    workerUrl: join(folder, 'parse-worker.mjs'),
    limits: LIMITS,
  });
  const received: FileBatch[] = [];
  const problem = await pool.run(job, (batch) => received.push(withLines(batch)));
  await pool.close();
  closeSync(job.fd);
  expect(problem).toBeNull();
  expect(received).toStrictEqual(expected);
  const located = expected.flatMap((batch) => [...batch.lines]);
  expect(located.filter((line) => !('rejected' in line.result))).toHaveLength(101);
});
