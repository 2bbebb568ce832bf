/** What a log format is: the contract of an adapter. One record a source; what it cannot read is a value, never an exception. */

import type { LineResult } from './event.ts';
import type { Fact } from './parity.ts';
import type { LocatedRecord, SourceId } from './source.ts';

/** What `roots` may look at. Nothing else decides where logs are searched. */
export interface DiscoveryEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
}

/** What is known of a file when a parser for it is opened. */
export interface FileContext {
  /** Absolute path without a `.gz` ending. */
  readonly path: string;
  /** Modification time, epoch ms: the time of lines that come before any line with a time. */
  readonly mtimeMs: number;
  /** The clock of reading, epoch ms: what a time more than 24 h ahead of it is replaced by. */
  readonly nowMs: number;
}

/** Reads the lines of one file in order. Never throws for any bytes; never keeps a reference into `bytes`. */
export interface LineParser {
  /** `bytes[start, end)` is one line without its newline and without one trailing CR. */
  parse(bytes: Buffer, start: number, end: number): LineResult;
  /** State that the next `open` of the same file continues from; small JSON. Stored with the checkpoint. */
  save(): string;
}

/** Human-readable text of one line, made from the log on demand and never stored. Not yet safe for a terminal. */
export interface LineText {
  /** Who speaks: user, assistant, tool, system. */
  readonly role: 'user' | 'assistant' | 'tool' | 'system';
  /** One line, at most 200 characters: `Bash npm test`, the first line of a reply. */
  readonly headline: string;
  /** Up to 4,000 characters; empty when the headline says all. */
  readonly body: string;
}

/** Logs of one line a record, read from where they were left. */
interface LineFormat {
  open(file: FileContext, saved: string | null): LineParser;
  describe(line: Buffer): LineText;
}

/** What is new in a document, in one or more parts, each with the state that the next reading continues from. */
export interface DocumentPart {
  /**
   * Records that are new or changed. `offset` says which record of the document it is and stays the same when the record changes
   * (an ordinal, a row number); `length` is its bytes, `lineNo` its ordinal. A record that was seen before is given again with all
   * its facts: calls and tools join by their keys, an error by its place.
   */
  readonly records: readonly LocatedRecord[];
  readonly saved: string;
  /** Epoch ms, of the last part: what is in the document will then mean more although nothing of it changes (an answer left unfinished). */
  readonly lookAgainAt?: number | null;
}

/** `problem`: one sentence (half written, a schema never seen); what was read before stays, and the file is read again when it changes. */
export type DocumentReading = { readonly problem: string } | Iterable<DocumentPart>;

/** Files that are rewritten as a whole. */
interface DocumentFormat {
  read(content: Buffer, file: FileContext, saved: string | null): DocumentReading;
  /** Text of the record at `offset`; null when it is gone. */
  describe(content: Buffer, offset: number): LineText | null;
}

/** Another program's SQLite database, open for reading only. */
export interface ForeignDatabase {
  /** Rows as objects. Throws what SQLite says. */
  rows(sql: string, ...values: readonly (string | number)[]): IterableIterator<Record<string, unknown>>;
  close(): void;
}

/** Databases whose rows are added and changed in place. */
interface DatabaseFormat {
  read(db: ForeignDatabase, file: FileContext, saved: string | null): DocumentReading;
  describe(db: ForeignDatabase, offset: number): LineText | null;
}

interface AdapterBase {
  readonly id: SourceId;
  readonly displayName: string;
  /** Raising it re-reads this source's files and loses nothing. */
  readonly version: number;
  /** What its logs can tell; of what they cannot, nothing is claimed (`not_logged`). */
  readonly yields: readonly Fact[];
  /** Kinds of records that hold the usage of a call and nothing else: they do not say what a session does. */
  readonly usageKinds?: readonly string[];
  /** Its harness may write a file of lines anew, in other words: a row is then known by its session, time and kind. */
  readonly isRewritten?: boolean;
  /** Names of the files it may read, whatever their folder, without `.gz` or `.zst`: no other file is looked at. */
  readonly names: RegExp;
  /** Folders and files this source writes to on this machine, installed or not. */
  roots(environment: DiscoveryEnvironment): string[];
  /** Is a file under one of `roots` this adapter's, by its name? (`path` relative to the root, without `.gz`; '' when the root is the file.) */
  acceptsPath(relativePath: string): boolean;
  /** Does content look like this format? `head` is up to 64 KiB of the file, at least its first complete line where it has one. */
  recognises(path: string, head: Buffer): boolean;
}

/** One source. Stateless: everything about a file lives in its parser or its saved state. */
export type Adapter = AdapterBase &
  Partial<LineFormat> & { readonly document?: DocumentFormat; readonly database?: DatabaseFormat };

/** A source that has logs of lines. */
export type LineAdapter = Adapter & LineFormat;

/** How the file at `path` is read. */
export type Shape = 'lines' | 'document' | 'database';

/** By the name's ending (that of its compression left out), of what the adapter can: `.db` is a database, `.jsonl` has lines, the rest are documents. */
export function shapeOf(adapter: Adapter, path: string): Shape {
  if (adapter.database !== undefined && /\.db(?:\.gz|\.zst)?$/.test(path)) return 'database';
  const isDocument = !isLineAdapter(adapter) || /\.json(?:\.gz|\.zst)?$/.test(path);
  if (adapter.document !== undefined && isDocument) return 'document';
  return 'lines';
}

function isLineAdapter(adapter: Adapter): adapter is LineAdapter {
  return adapter.open !== undefined;
}
