/** The file table: which content is recorded how far. Identity is decided and stored in one write transaction. */

import { basename } from 'node:path';
import type {
  DocumentRegistry,
  FileBatch,
  FileLookup,
  FileRegistry,
  FileRow,
  IdentityDecision,
  ObservedFile,
} from '../domain/source.ts';
import { BY_PATH } from '../domain/source.ts';
import type { Connection } from './open.ts';
import { COUNTED } from './roles.ts';

const COLUMNS = `file_id AS fileId, lineage, source, dev, ino, path, gz, fingerprint_length AS fingerprintLength, fingerprint, offset,
  line_no AS lineNo, guard_length AS guardLength, guard, tail_length AS tailLength, size, mtime_ms AS mtimeMs, ctime_ms AS ctimeMs, state,
  adapter_version AS adapterVersion, saved_state AS savedState`;

const NEXT_LINEAGE = 'SELECT max(lineage) + 1 FROM files';

type StoredRow = Omit<FileRow, 'gz'> & { gz: number };

const toRow = (stored: StoredRow): FileRow => ({ ...stored, gz: stored.gz === 1 });

export function createFileRegistry(db: Connection): FileRegistry & DocumentRegistry {
  const live = db.prepare(`SELECT ${COLUMNS} FROM files WHERE state = 'live'`);
  const byId = db.prepare(`SELECT ${COLUMNS} FROM files WHERE file_id = ?`);
  const byInode = db.prepare(`SELECT ${COLUMNS} FROM files WHERE dev = ? AND ino = ? AND state = 'live'`);
  const byFingerprint = db.prepare(
    `SELECT ${COLUMNS} FROM files WHERE fingerprint = ? AND fingerprint_length = ? AND offset + tail_length > 0 ORDER BY offset DESC`,
  );
  const close = db.prepare(`UPDATE files SET state = 'closed', gaps = gaps + ? WHERE file_id = ?`);
  const displace = db.prepare(
    `UPDATE files SET dev = -1, ino = -file_id WHERE file_id = ? AND fingerprint = '${BY_PATH}'`,
  );
  const insert = db.prepare(
    `INSERT INTO files (lineage, source, dev, ino, path, gz, fingerprint_length, fingerprint, offset, line_no, guard_length, guard, tail_length,
       size, mtime_ms, ctime_ms, state, adapter_version) VALUES (?, ?, ?, ?, ?, ?, 0, '', 0, 0, 0, '', 0, -1, -1, -1, 'live', ?)`,
  );
  const ownLineage = db.prepare(`UPDATE files SET lineage = (${NEXT_LINEAGE}) WHERE file_id = ?`);
  const touch = db.prepare(`UPDATE files SET path = ?, gz = ?, source = ? WHERE file_id = ?`);
  const readAgain = db.prepare(
    `UPDATE files SET offset = 0, line_no = 0, tail_length = 0, saved_state = NULL, adapter_version = ?, size = -1 WHERE file_id = ?`,
  );

  const byLineage = db.prepare(`SELECT ${COLUMNS} FROM files WHERE lineage = ? ORDER BY offset DESC`);

  const lookup: FileLookup = {
    byInode: (dev, ino) => {
      const row = byInode.get(dev, ino) as StoredRow | undefined;
      return row === undefined ? null : toRow(row);
    },
    byLineage: (lineage) => (byLineage.all(lineage) as StoredRow[]).map(toRow),
    byFingerprint: (length, fingerprint) =>
      (byFingerprint.all(fingerprint, length) as StoredRow[]).map(toRow),
  };

  /** The row's inode is another file's now. A document goes on at its path, whose inode is told when it is looked at next. */
  const giveUpInode = (fileId: number, gap: boolean): void => {
    if (displace.run(fileId).changes === 0) close.run(gap ? 1 : 0, fileId);
  };

  const apply = (observed: ObservedFile, decision: IdentityDecision): number => {
    if (decision.kind === 'continue') {
      const row = byId.get(decision.fileId) as StoredRow;
      if (row.path !== observed.path || row.source !== observed.source)
        touch.run(observed.path, observed.gz ? 1 : 0, observed.source, decision.fileId);
      if (row.adapterVersion < observed.adapterVersion)
        readAgain.run(observed.adapterVersion, decision.fileId);
      return decision.fileId;
    }
    if (decision.closes !== null) giveUpInode(decision.closes, decision.gap);
    const { source, dev, ino, path, gz, adapterVersion } = observed;
    const made = insert.run(decision.inherits ?? 0, source, dev, ino, path, gz ? 1 : 0, adapterVersion);
    const fileId = Number(made.lastInsertRowid);
    if (decision.inherits === null) ownLineage.run(fileId);
    return fileId;
  };

  const identify = db.transaction(
    (observed: ObservedFile, decide: (lookup: FileLookup) => IdentityDecision) =>
      toRow(byId.get(apply(observed, decide(lookup))) as StoredRow),
  );

  const byPath = db.prepare(
    `SELECT ${COLUMNS} FROM files WHERE path = ? AND source = ? AND state = 'live' ORDER BY file_id DESC LIMIT 1`,
  );
  const moveTo = db.prepare(`UPDATE files SET path = ?, dev = ?, ino = ? WHERE file_id = ?`);

  /** At the same path, whatever was put there; else the same file under another name. Another row's claim to the inode is out of date. */
  const findDocument = (observed: ObservedFile): number | null => {
    const { path, source, dev, ino } = observed;
    const holder = byInode.get(dev, ino) as StoredRow | undefined;
    const moved = holder !== undefined && isMoved(holder, observed) ? holder : undefined;
    const known = (byPath.get(path, source) as StoredRow | undefined) ?? moved;
    if (known === undefined) return null;
    if (holder !== undefined && holder.fileId !== known.fileId) giveUpInode(holder.fileId, false);
    moveTo.run(path, dev, ino, known.fileId);
    return known.fileId;
  };
  const identifyDocument = db.transaction((observed: ObservedFile): FileRow => {
    const known = findDocument(observed);
    const closes = known === null ? lookup.byInode(observed.dev, observed.ino) : null;
    const fileId =
      known ?? apply(observed, { kind: 'new', closes: closes?.fileId ?? null, gap: false, inherits: null });
    const row = byId.get(fileId) as StoredRow;
    if (row.adapterVersion < observed.adapterVersion) readAgain.run(observed.adapterVersion, fileId);
    return toRow(byId.get(fileId) as StoredRow);
  });

  return {
    liveFiles: () => (live.all() as StoredRow[]).map(toRow),
    identify: (observed, decide) => identify.immediate(observed, decide),
    identifyDocument: (observed) => identifyDocument.immediate(observed),
  };
}

/** Is it the row's file in another place? A file system gives the inode of a deleted file to the next one, with another name and stat. */
function isMoved(row: StoredRow, { path, source, size, mtimeMs }: ObservedFile): boolean {
  if (row.source !== source) return false;
  return basename(row.path) === basename(path) || (row.size === size && row.mtimeMs === mtimeMs);
}

/** Every file is read again from its start (`ingest --rescan`); the keys of its records drop what is known. */
export function readAllAgain(db: Connection): void {
  db.prepare(
    `UPDATE files SET offset = 0, line_no = 0, tail_length = 0, saved_state = NULL, size = -1 WHERE state = 'live'`,
  ).run();
}

/** Moves a file's checkpoint inside the recorder's transaction; compare-and-swap against a second writer. */
export function createCheckpoints(db: Connection) {
  const current = db.prepare(`SELECT lineage, offset, state FROM files WHERE file_id = ?`);
  const advance = db.prepare(
    `UPDATE files SET offset = ?, line_no = ?, tail_length = ?, fingerprint_length = ?, fingerprint = ?, guard_length = ?, guard = ?,
       size = ?, mtime_ms = ?, ctime_ms = ?, saved_state = ?, read_at = ? WHERE file_id = ? AND offset = ? AND state = 'live'`,
  );
  const diverge = db.prepare(`UPDATE files SET lineage = ? WHERE file_id = ?`);
  const next = db.prepare(NEXT_LINEAGE).pluck();
  const shareEvents = db.prepare(
    `INSERT INTO events (lineage, offset, length, kind_id, role, session_key, at, task_ref, flags, uid_key)
     SELECT ?, offset, length, kind_id, role, session_key, at, task_ref, flags & ~${COUNTED}, NULL FROM events WHERE lineage = ? AND offset < ?`,
  );
  const shareSkipped = db.prepare(
    `INSERT INTO events (lineage, offset, length, kind_id, role, session_key, at, task_ref, flags, uid_key)
     SELECT ?, offset, length, 0, 0, 0, NULL, NULL, 0, NULL FROM skipped WHERE lineage = ? AND offset < ? ON CONFLICT DO NOTHING`,
  );
  return {
    /** Lineage to record under, or null when somebody else has moved on from where the batch was read. */
    lineageOf(batch: FileBatch): number | null {
      const row = current.get(batch.fileId) as { lineage: number; offset: number; state: string } | undefined;
      return row !== undefined && row.offset === batch.fromOffset && row.state === 'live'
        ? row.lineage
        : null;
    },
    advance(batch: FileBatch, now: number): void {
      const { proof, endStat } = batch;
      const changed = advance.run(
        batch.toOffset,
        batch.toLineNo,
        batch.tailLength,
        proof.fingerprintLength,
        proof.fingerprint,
        proof.guardLength,
        proof.guard,
        endStat?.size ?? -1,
        endStat?.mtimeMs ?? -1,
        endStat?.ctimeMs ?? -1,
        batch.savedState,
        now,
        batch.fileId,
        batch.fromOffset,
      );
      if (changed.changes !== 1)
        throw new Error(`file ${batch.fileId}: another process moved its checkpoint`);
    },
    /**
     * The file's content left its lineage at `offset` (a copy that went on differently): it gets one of its own. What both share stays
     * counted once: the new lineage holds it as lines that do not count, so that reading it again changes nothing.
     */
    diverge(fileId: number, from: number, offset: number): number {
      const lineage = next.get() as number;
      diverge.run(lineage, fileId);
      shareEvents.run(lineage, from, offset);
      shareSkipped.run(lineage, from, offset);
      return lineage;
    },
  };
}
