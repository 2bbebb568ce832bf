/** What a log source is, and what reading one file needs: the contract between adapters, the reader and the database. */

import type { LineResult } from './event.ts';

/** `--source` ids of the adapters that exist (DATA.md 1), in the order of who owns a run that several see (DATA.md 2). */
export const SOURCE_IDS = [
  'claude-code',
  'codex',
  'gemini-cli',
  'opencode',
  'work-stream',
  'bosun',
  'gastown',
  'beads',
  'ledger',
] as const;
export type SourceId = (typeof SOURCE_IDS)[number];

const TRANSCRIPTS: ReadonlySet<SourceId> = new Set(['claude-code', 'codex', 'gemini-cli', 'opencode']);

/** Does a harness itself write this source, call by call? Then its usage stands before what an orchestrator says of the same run. */
export function isTranscript(source: SourceId): boolean {
  return TRANSCRIPTS.has(source);
}

const REWRITTEN: ReadonlySet<SourceId> = new Set(['codex', 'gemini-cli', 'opencode', 'bosun', 'beads']);

/**
 * Does this source say the same thing again whenever it writes a record anew, or, as Codex does of the end of a command, in several rows?
 * Then a second result of a call is the first one.
 */
export function isRewritten(source: SourceId): boolean {
  return REWRITTEN.has(source);
}

/** Fingerprint of a document or database: it is known by its path, not by how it begins. */
export const BY_PATH = 'by path';

/** A folder (or single file) whose files one adapter reads. */
export interface SourceRoot {
  readonly source: SourceId;
  /** Absolute path; it need not exist yet. */
  readonly path: string;
  /** True when the user named it (`--logs`, `--source NAME=DIR`, `ingest DIR`): then it must exist, and content decides the format. */
  readonly explicit: boolean;
  /** True when the user also said what it holds (`--source NAME=DIR`): then content is not asked. */
  readonly forced?: boolean;
}

/** A row of the file table: one physical file (or a former one) and how far its content is recorded. */
export interface FileRow {
  readonly fileId: number;
  /** Content identity: rotated, copied and compressed forms of the same bytes share it. Record identity = (lineage, offset). */
  readonly lineage: number;
  readonly source: SourceId;
  readonly dev: number;
  readonly ino: number;
  readonly path: string;
  readonly gz: boolean;
  /** First `fingerprintLength` (at most 1,024, never past what is recorded, an unterminated last line included) bytes of content, SHA-256 hex. */
  readonly fingerprintLength: number;
  readonly fingerprint: string;
  /** Content is recorded up to here; always just behind a newline. */
  readonly offset: number;
  readonly lineNo: number;
  /** Last `guardLength` (at most 256) bytes of what is recorded, SHA-256 hex. */
  readonly guardLength: number;
  readonly guard: string;
  /** Length of a last line without newline that was already recorded (a complete JSON object); 0 when there is none. */
  readonly tailLength: number;
  /** Stat of the file when it was last read to its end; -1 when it was not. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly state: 'live' | 'closed';
  readonly adapterVersion: number;
  readonly savedState: string | null;
}

/** Content checks at a checkpoint: what `FileRow` keeps to know the file again. */
export interface ContentProof {
  readonly fingerprintLength: number;
  readonly fingerprint: string;
  readonly guardLength: number;
  readonly guard: string;
}

/** A file as seen now. */
export interface ObservedFile {
  readonly path: string;
  readonly source: SourceId;
  readonly gz: boolean;
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly adapterVersion: number;
}

/** How a seen file relates to the rows that are known (RELIABILITY.md 3.3). */
export type IdentityDecision =
  /** The same file as row `fileId`: go on at its offset. */
  | { readonly kind: 'continue'; readonly fileId: number }
  /**
   * Another content than the row of this inode (closed when `closes` is set; `gap` = bytes were destroyed unread) or a new file.
   * `inherits` names a lineage whose content this file proved to hold; null = a lineage of its own. Reading starts at 0.
   */
  | {
      readonly kind: 'new';
      readonly closes: number | null;
      readonly gap: boolean;
      readonly inherits: number | null;
    };

/** What reading needs of the database. One implementation: db/files.ts. */
export interface FileRegistry {
  /** All live rows, for a start that only stats. */
  liveFiles(): FileRow[];
  /** Looks rows up and applies the decision in one write transaction; returns the row to read on from. */
  identify(observed: ObservedFile, decide: (lookup: FileLookup) => IdentityDecision): FileRow;
}

/** Of documents and databases: known by their path, because they are rewritten under it (or moved as they are). */
export interface DocumentRegistry {
  /** The row of the document at this path, made when there is none; in one write transaction. A newer adapter begins anew. */
  identifyDocument(observed: ObservedFile): FileRow;
}

export interface FileLookup {
  /** The live row with this device and inode. */
  byInode(dev: number, ino: number): FileRow | null;
  /** Rows (live or closed, offset above 0) with this fingerprint. */
  byFingerprint(length: number, fingerprint: string): FileRow[];
  /** All rows (live or closed) of a lineage: a file joins it only when it agrees with every one of them. */
  byLineage(lineage: number): FileRow[];
}

/** A record and where it stands. `length` is in bytes without the line ending. */
export interface LocatedRecord {
  readonly offset: number;
  readonly length: number;
  readonly lineNo: number;
  readonly result: LineResult;
}

/** Lines in their order; they may be made one by one as they are asked for. */
export interface LocatedRecords extends Iterable<LocatedRecord> {
  readonly length: number;
}

/** Lines of one file that are recorded together, and the checkpoint behind them. */
export interface FileBatch {
  readonly fileId: number;
  readonly lineage: number;
  readonly source: SourceId;
  /** Checkpoint the lines were read from; the recorder refuses the batch when the stored one differs. */
  readonly fromOffset: number;
  readonly lines: LocatedRecords;
  readonly toOffset: number;
  readonly toLineNo: number;
  readonly tailLength: number;
  readonly proof: ContentProof;
  /** The file was read to its end as of this stat; null while more is to come. */
  readonly endStat: { readonly size: number; readonly mtimeMs: number; readonly ctimeMs: number } | null;
  readonly savedState: string;
  readonly mtimeMs: number;
  /** Records of a document or database, which may change in place: one at a known place is a newer version of it. */
  readonly isDocument?: boolean;
  /** `DocumentPart.lookAgainAt`: the file is not known as read to its end (no `endStat`) before that time. */
  readonly lookAgainAt?: number | null;
}

/** Why a file could not be read: shown by doctor and the sources view. */
export interface SourceProblem {
  readonly path: string;
  readonly source: SourceId | null;
  readonly reason: string;
}
