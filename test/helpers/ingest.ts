/** Reads log files into a MemoryRegistry as the monitor does into the database. */

import { closeSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LineAdapter } from '../../src/domain/adapter.ts';
import type { FileBatch, LocatedRecord, ObservedFile, SourceProblem } from '../../src/domain/source.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits, readBatches } from '../../src/ingest/read-batches.ts';
import { openTail, type ReadJob } from '../../src/ingest/tail.ts';
import { idAdapter, idOf } from './id-adapter.ts';
import { MemoryRegistry } from './memory-registry.ts';

export interface IngestOptions {
  readonly adapter?: LineAdapter;
  readonly limits?: Partial<ReadLimits>;
  /** Batches recorded before the process is killed; all by default. 0 = killed right after the identity was stored. */
  readonly batches?: number;
  readonly rootPath?: string;
}

export function observe(path: string, adapter: LineAdapter = idAdapter): ObservedFile {
  const { dev, ino, size, mtimeMs, ctimeMs } = lstatSync(path);
  const gz = path.endsWith('.gz');
  return { path, source: adapter.id, gz, dev, ino, size, mtimeMs, ctimeMs, adapterVersion: adapter.version };
}

/** One look at one file: its recorded batches, why it could not be read, or null when there was nothing new. */
export function ingest(
  path: string,
  registry: MemoryRegistry,
  options: IngestOptions = {},
): FileBatch[] | SourceProblem | null {
  const { adapter = idAdapter, rootPath = dirname(path), batches = Number.POSITIVE_INFINITY } = options;
  const opened = openTail(observe(path, adapter), adapter, registry, { rootPath, nowMs: 0 });
  if (opened === null || 'reason' in opened) return opened;
  const recorded: FileBatch[] = [];
  try {
    const limits = { ...DEFAULT_READ_LIMITS, ...options.limits };
    for (const batch of readBatches(opened.job, adapter, limits)) {
      if (recorded.length >= batches) break;
      if (!registry.commit(batch)) throw new Error(`batch at ${batch.fromOffset} refused`);
      recorded.push(batch);
    }
  } finally {
    closeSync(opened.job.fd);
  }
  return recorded;
}

/** A temporary folder with `log.jsonl` in it, and what is recorded of the files there. */
export class LogFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'agentperf-tail-'));
  readonly registry = new MemoryRegistry();
  readonly path = this.at('log.jsonl');

  at(name: string): string {
    return join(this.folder, name);
  }

  /** Ids recorded by one look, in order; why there are none; null when there was nothing new. */
  look(file = this.path, options: IngestOptions = {}): string[] | string | null {
    const seen = ingest(file, this.registry, options);
    if (seen === null) return null;
    return 'reason' in seen ? seen.reason : seen.flatMap((batch) => [...batch.lines].map(idOf));
  }

  batches(options: IngestOptions = {}): FileBatch[] {
    const seen = ingest(this.path, this.registry, options);
    if (seen === null || 'reason' in seen) throw new Error('nothing was read');
    return seen;
  }

  /** A job whose descriptor the caller closes. */
  open(file = this.path): ReadJob {
    const opened = openTail(observe(file), idAdapter, this.registry, { rootPath: this.folder, nowMs: 0 });
    if (opened === null || 'reason' in opened) throw new Error('not opened');
    return opened.job;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

export const line = (id: string | number): string => `{"id":"${id}"}\n`;

export const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => line(from + n)).join('');

/** The batch with its lines as an array. */
export function withLines(batch: FileBatch): FileBatch & { readonly lines: readonly LocatedRecord[] } {
  return { ...batch, lines: [...batch.lines] };
}
