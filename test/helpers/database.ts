/** A real database in a temporary folder, and a recorder that is fed with hand-made lines of made-up files. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createFileRegistry } from '../../src/db/files.ts';
import { type Connection, openWriter } from '../../src/db/open.ts';
import { type CommitResult, createRecorder, type Recorder } from '../../src/db/recorder.ts';
import type { RecorderOptions } from '../../src/db/stores.ts';
import type { LineResult } from '../../src/domain/event.ts';
import { NOBODY } from '../../src/domain/identity.ts';
import type { FileBatch, LocatedRecord, SourceId } from '../../src/domain/source.ts';
import { START } from './records.ts';

/** Bytes from one line's start to the next. */
const STEP = 100;

/** One micro-dollar a token; models named `unpriced…` have no price. */
const PRICING: RecorderOptions['pricing'] = {
  fingerprint: 'a micro-dollar a token',
  source: '{"name":"test","version":"1","date":null}',
  price: ({ model, usage, outputEstimated }) =>
    model.startsWith('unpriced')
      ? { unpriced: 'no_price' }
      : {
          costUsdMicros:
            (usage.input ?? 0) + (usage.cacheRead ?? 0) + (usage.output ?? 0) + (usage.unclassified ?? 0),
          outputExtraUsdMicros: outputEstimated === null ? 0 : outputEstimated - (usage.output ?? 0),
          cacheSavedUsdMicros: 3 * (usage.cacheRead ?? 0),
        },
  estimateOutput: (reported, visibleChars, finished) =>
    finished || visibleChars / 4 <= (reported ?? 0) ? null : Math.ceil(visibleChars / 4),
};

/** A made-up file: how far it was fed, and under which numbers the database knows it. */
export interface FakeFile {
  readonly fileId: number;
  readonly lineage: number;
  readonly source: SourceId;
  offset: number;
  lineNo: number;
}

/** Property tests open hundreds of databases: in memory where the system has such a folder. */
const TEMPORARY = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

export class TestDatabase {
  readonly folder = fs.mkdtempSync(path.join(TEMPORARY, 'agentperf-db-'));
  readonly path = path.join(this.folder, 'agentperf.db');
  now = START;
  db: Connection;
  recorder: Recorder;
  #inode = 1000;

  constructor(private readonly options: Partial<RecorderOptions> = {}) {
    this.db = this.#open();
    this.recorder = this.#record();
  }

  /** Another process takes over: nothing is remembered but what is stored. */
  restart(): void {
    this.db.close();
    this.db = this.#open();
    this.recorder = this.#record();
  }

  file(source: SourceId = 'claude-code', name?: string): FakeFile {
    const ino = this.#inode++;
    const observed = {
      ...{ path: name ?? `/logs/${ino}.jsonl`, source, gz: false, dev: 1, ino, adapterVersion: 1 },
      ...{ size: 0, mtimeMs: START, ctimeMs: START },
    };
    const row = createFileRegistry(this.db).identify(observed, () => ({
      kind: 'new',
      closes: null,
      gap: false,
      inherits: null,
    }));
    return { fileId: row.fileId, lineage: row.lineage, source, offset: row.offset, lineNo: 0 };
  }

  /** Records lines of a file in one commit, behind those it was fed before. */
  feed(file: FakeFile, results: readonly LineResult[], live = false): CommitResult {
    this.take(file, results, live);
    return this.settle();
  }

  /** As `feed`, but leaves the transaction open. */
  take(file: FakeFile, results: readonly LineResult[], live = false): void {
    const batch = batchOf(file, results);
    this.recorder.take(batch, live);
    file.offset = batch.toOffset;
    file.lineNo = batch.toLineNo;
  }

  settle(): CommitResult {
    const result = this.recorder.settle();
    if (result === null) throw new Error('nothing was taken');
    return result;
  }

  /** The file is to be read again from its start. */
  rewind(file: FakeFile): void {
    this.db.prepare(`UPDATE files SET offset = 0, line_no = 0 WHERE file_id = ?`).run(file.fileId);
    file.offset = 0;
    file.lineNo = 0;
  }

  all<Row>(sql: string, ...values: unknown[]): Row[] {
    return this.db.prepare(sql).all(...values) as Row[];
  }

  value<Value = number>(sql: string, ...values: unknown[]): Value {
    return this.db
      .prepare(sql)
      .pluck()
      .get(...values) as Value;
  }

  remove(): void {
    this.db.close();
    fs.rmSync(this.folder, { recursive: true });
  }

  #open(): Connection {
    return openWriter(this.path, { busyTimeoutMs: 1000, now: () => this.now });
  }

  #record(): Recorder {
    return createRecorder(this.db, {
      pricing: PRICING,
      naming: {
        canonical: (model, provider) => ({ canonical: model.replace(/-\d+$/, ''), provider }),
        contextWindow: () => 1000,
        pricedBy: () => 'library',
      },
      alertId: (finding, sessionId) =>
        `${finding.type}:${sessionId}:${finding.subject}:${finding.episodeStart}`,
      observe: () => [],
      projectOf: (folder) => path.basename(folder),
      shorten: (folder) => folder,
      expand: (folder) => folder,
      identify: () => NOBODY,
      usageKinds: new Set(['a kind of usage']),
      keepTitles: true,
      keepPaths: true,
      now: () => this.now,
      timezone: 'Asia/Kolkata',
      ...this.options,
    });
  }
}

export function batchOf(file: FakeFile, results: readonly LineResult[]): FileBatch {
  const lines: LocatedRecord[] = results.map((result, index) => ({
    offset: file.offset + index * STEP,
    length: STEP - 1,
    lineNo: file.lineNo + index + 1,
    result,
  }));
  return {
    fileId: file.fileId,
    lineage: file.lineage,
    source: file.source,
    fromOffset: file.offset,
    lines,
    toOffset: file.offset + lines.length * STEP,
    toLineNo: file.lineNo + lines.length,
    tailLength: 0,
    proof: { fingerprintLength: 0, fingerprint: '', guardLength: 0, guard: '' },
    endStat: null,
    savedState: '',
    mtimeMs: START,
  };
}
