/** A toy format of documents in a temporary folder, read into a real database as the monitor reads them. */

import fs from 'node:fs';
import path from 'node:path';
import { createFileRegistry } from '../../src/db/files.ts';
import type { Adapter, DocumentPart } from '../../src/domain/adapter.ts';
import type { ParsedRecord } from '../../src/domain/event.ts';
import type { DocumentRegistry, ObservedFile, SourceProblem } from '../../src/domain/source.ts';
import { type OpenForeign, readDocument } from '../../src/ingest/documents.ts';
import { statLog } from '../../src/ingest/log-stats.ts';
import { TestDatabase } from './database.ts';
import { call, record } from './records.ts';

/** A document is `{"<id>": <output tokens>}`: each entry a record with one call, at the place of its letter. */
export type Entries = Readonly<Record<string, number>>;

/** Records of one part. */
const PART = 2;

const entryRecord = (id: string, output: number): ParsedRecord =>
  record({ uid: `uid-${id}`, kind: `entry` }, call({ message: id, request: id, usage: { output } }));

export class DocumentFolder {
  readonly database = new TestDatabase();
  /** How often a document's content was given to the adapter. */
  reads = 0;
  /** What is done between a document's stat and its reading. */
  meanwhile: () => void = () => undefined;
  version = 1;

  at(name: string): string {
    return path.join(this.database.folder, 'logs', name);
  }

  write(name: string, content: Entries | string): void {
    fs.mkdirSync(path.dirname(this.at(name)), { recursive: true });
    fs.writeFileSync(this.at(name), typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** One look: why it could not be read, or how many parts it gave. `parts`: the process is killed behind so many. */
  look(
    name: string,
    parts = Number.POSITIVE_INFINITY,
    openForeign: OpenForeign = noDatabase,
  ): SourceProblem | number {
    const adapter = this.#adapter();
    const file = this.at(name);
    const observed: ObservedFile = {
      ...{ path: file, source: 'gemini-cli', gz: false, adapterVersion: adapter.version },
      ...statLog(file, fs.statSync(file)),
    };
    const options = { rootPath: this.database.folder, nowMs: this.database.now, openForeign };
    const reading = readDocument(observed, adapter, this.#registry(), options);
    for (let count = 0; ; count++) {
      const step = reading.next();
      if (step.done) return step.value ?? count;
      if (count >= parts) {
        reading.return(null);
        this.database.restart();
        return count;
      }
      this.database.recorder.take(step.value, false);
      this.database.settle();
    }
  }

  sum(name: string): number {
    return this.database.value(`SELECT coalesce(sum(${name}), 0) FROM rollups`);
  }

  remove(): void {
    this.database.remove();
  }

  #registry(): DocumentRegistry {
    const registry = createFileRegistry(this.database.db);
    return {
      identifyDocument: (observed) => {
        const row = registry.identifyDocument(observed);
        this.meanwhile();
        return row;
      },
    };
  }

  #adapter(): Adapter {
    const read = (entries: Entries, saved: string | null) => {
      this.reads++;
      return parts(entries, saved);
    };
    return {
      id: 'gemini-cli',
      displayName: 'Toy',
      version: this.version,
      yields: [],
      names: /./,
      roots: () => [],
      acceptsPath: () => true,
      recognises: () => true,
      document: {
        read: (content, _file, saved) => {
          const entries = parsed(content.toString());
          return entries === null ? { problem: 'half written' } : read(entries, saved);
        },
        describe: () => null,
      },
      database: {
        read: (db, _file, saved) => {
          const rows = [...db.rows('SELECT id, output FROM entries')] as { id: string; output: number }[];
          return read(Object.fromEntries(rows.map(({ id, output }) => [id, output])), saved);
        },
        describe: () => null,
      },
    };
  }
}

function* parts(entries: Entries, saved: string | null): Generator<DocumentPart> {
  const seen: Record<string, number> = saved === null || saved === '' ? {} : JSON.parse(saved);
  const changed = Object.entries(entries).filter(([id, output]) => seen[id] !== output);
  for (let from = 0; from < changed.length; from += PART) {
    const part = changed.slice(from, from + PART);
    for (const [id, output] of part) seen[id] = output;
    const records = part.map(([id, output]) => ({
      ...{ offset: id.charCodeAt(0), length: 10, lineNo: 1 },
      result: entryRecord(id, output),
    }));
    yield { records, saved: JSON.stringify(seen) };
  }
}

function parsed(text: string): Entries | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const noDatabase: OpenForeign = () => {
  throw new Error('no database was asked for');
};
