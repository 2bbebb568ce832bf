/** File table and recorder in memory, with the rules that the database keeps: one identity a transaction, one record a key. */

import type {
  FileBatch,
  FileLookup,
  FileRegistry,
  FileRow,
  IdentityDecision,
  ObservedFile,
} from '../../src/domain/source.ts';
import { idOf } from './id-adapter.ts';

const UNREAD = { size: -1, mtimeMs: -1, ctimeMs: -1 };
const NO_PROOF = { fingerprintLength: 0, fingerprint: '', guardLength: 0, guard: '' };

export class MemoryRegistry implements FileRegistry {
  readonly rows = new Map<number, FileRow>();
  /** Rows that were closed with bytes destroyed unread. */
  readonly gaps: number[] = [];
  /** What stands at (lineage, offset): an id or a reason of rejection. */
  readonly records = new Map<string, string>();
  readonly decisions: IdentityDecision[] = [];

  liveFiles(): FileRow[] {
    return [...this.rows.values()].filter((row) => row.state === 'live');
  }

  identify(observed: ObservedFile, decide: (lookup: FileLookup) => IdentityDecision): FileRow {
    const decision = decide(this.lookup);
    this.decisions.push(decision);
    if (decision.kind === 'continue') return this.goOn(decision.fileId, observed);
    if (decision.closes !== null) {
      this.change(decision.closes, { state: 'closed' });
      if (decision.gap) this.gaps.push(decision.closes);
    }
    const { path, source, gz, dev, ino, adapterVersion } = observed;
    const fileId = this.rows.size + 1;
    const lineage = decision.inherits ?? fileId;
    const empty = { offset: 0, lineNo: 0, tailLength: 0, savedState: null, ...UNREAD, ...NO_PROOF };
    const file = { path, source, gz, dev, ino, adapterVersion };
    this.rows.set(fileId, { fileId, lineage, state: 'live', ...file, ...empty });
    return this.row(fileId);
  }

  /** False: the checkpoint had moved, nothing is recorded. Throws when two different lines claim one place. */
  commit(batch: FileBatch): boolean {
    const row = this.row(batch.fileId);
    if (row.offset !== batch.fromOffset || row.state !== 'live') return false;
    for (const line of batch.lines) {
      const key = `${row.lineage}:${line.offset}`;
      const known = this.records.get(key);
      if (known !== undefined && known !== idOf(line))
        throw new Error(`${key}: ${known} and ${idOf(line)} claim one place`);
      this.records.set(key, idOf(line));
    }
    this.change(batch.fileId, {
      offset: batch.toOffset,
      lineNo: batch.toLineNo,
      tailLength: batch.tailLength,
      savedState: batch.savedState,
      ...batch.proof,
      ...(batch.endStat ?? UNREAD),
    });
    return true;
  }

  /** Everything recorded, in no order. */
  recorded(): string[] {
    return [...this.records.values()];
  }

  row(fileId: number): FileRow {
    const row = this.rows.get(fileId);
    if (row === undefined) throw new Error(`no file ${fileId}`);
    return row;
  }

  change(fileId: number, fields: Partial<FileRow>): void {
    this.rows.set(fileId, { ...this.row(fileId), ...fields });
  }

  private goOn(fileId: number, observed: ObservedFile): FileRow {
    this.change(fileId, { path: observed.path });
    const { adapterVersion } = observed;
    if (this.row(fileId).adapterVersion < adapterVersion)
      this.change(fileId, {
        offset: 0,
        lineNo: 0,
        tailLength: 0,
        savedState: null,
        size: -1,
        adapterVersion,
      });
    return this.row(fileId);
  }

  private readonly lookup: FileLookup = {
    byInode: (dev, ino) => this.liveFiles().find((row) => row.dev === dev && row.ino === ino) ?? null,
    byFingerprint: (length, fingerprint) =>
      this.recordedRows().filter(
        (row) => row.fingerprintLength === length && row.fingerprint === fingerprint,
      ),
    byLineage: (lineage) => [...this.rows.values()].filter((row) => row.lineage === lineage),
  };

  private recordedRows(): FileRow[] {
    return [...this.rows.values()].filter((row) => row.offset + row.tailLength > 0);
  }
}
