/** Evidence of sessions' states as stored, and the sessions that a running process can be joined to. */

import type { SessionStatus } from '../../domain/report.ts';
import type { EvidenceRung } from '../../domain/status-evidence.ts';
import type { Connection } from '../open.ts';
import { prepared } from './prepared.ts';

/** A stored word on a session's state: the newest of its rung. */
interface EvidenceRow {
  readonly rung: EvidenceRung;
  readonly status: SessionStatus;
  /** One word: `permission`, `shell`; null when none is known. */
  readonly reason: string | null;
  /** When it was so; of what agentperf looks at: since when. Epoch ms. */
  readonly at: number;
  /** When agentperf learnt it, or saw it last. */
  readonly seenAt: number;
}

/** Evidence of one session; none is an empty list. */
export type EvidenceOf = (session: {
  readonly sessionKey: number;
  readonly harness: string;
  readonly parentId: string | null;
}) => readonly EvidenceRow[];

/** Older words cannot decide any more, but for an end that was told. */
const RECENT_MS = 48 * 3_600_000;

/**
 * Asks for each session as it is asked about: however many have ended, a view costs what it shows. A sub-agent lives in the process of
 * its main session: when that is gone, so is it.
 */
export function evidenceOf(db: Connection, now: number): EvidenceOf {
  const since = now - RECENT_MS;
  const ofSession = prepared(
    db,
    `SELECT rung, status, reason, at, seen_at AS seenAt FROM evidence
       WHERE session_key = @sessionKey AND (seen_at >= @since OR at >= @since OR (rung <> 'process' AND status = 'ended'))`,
  );
  const gone = goneProcesses(db, since);
  return ({ sessionKey, harness, parentId }) => {
    const own = ofSession.all({ sessionKey, since }) as EvidenceRow[];
    if (gone.size === 0 || parentId === null || own.some(isOfProcess)) return own;
    const parent = gone.get(`${harness}\n${parentId.split('/')[0]}`);
    return parent === undefined ? own : [...own, parent];
  };
}

const isOfProcess = ({ rung }: EvidenceRow): boolean => rung === 'process';

/** Sessions whose process is gone since then, by harness and id. */
function goneProcesses(db: Connection, since: number): Map<string, EvidenceRow> {
  const rows = prepared(
    db,
    `SELECT s.harness || char(10) || s.session_id AS id, rung, status, reason, at, seen_at AS seenAt
       FROM evidence INDEXED BY evidence_by_sight JOIN sessions s USING (session_key)
       WHERE seen_at >= ? AND rung = 'process' AND status = 'ended'`,
  ).all(since) as (EvidenceRow & { id: string })[];
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** Keys of sessions that somebody said something about in the last two days. */
export function sessionsWithEvidence(db: Connection, now: number): number[] {
  return prepared(
    db,
    `SELECT DISTINCT session_key FROM evidence INDEXED BY evidence_by_sight WHERE seen_at >= ?`,
  )
    .pluck()
    .all(now - RECENT_MS) as number[];
}

/** Finds sessions for what a process tells of itself. `shorten` writes a folder as the sessions have it. */
export function sessionFinder(db: Connection, shorten: (folder: string) => string) {
  const byId = db.prepare(`SELECT session_key FROM sessions WHERE harness = ? AND session_id = ?`).pluck();
  // A copied history stands before what the file's own session wrote.
  const byLog = db
    .prepare(
      `SELECT sf.session_key FROM files f JOIN session_files sf ON sf.lineage = f.lineage
         WHERE f.path = ? AND f.state = 'live' ORDER BY sf.last_offset DESC LIMIT 1`,
    )
    .pluck();
  const byInode = db
    .prepare(
      `SELECT sf.session_key FROM files f JOIN session_files sf ON sf.lineage = f.lineage
         WHERE f.dev = ? AND f.ino = ? AND f.state = 'live' ORDER BY sf.last_offset DESC LIMIT 1`,
    )
    .pluck();
  const inFolder = db
    .prepare(
      `SELECT session_key FROM sessions WHERE last_at >= ? AND harness = ? AND cwd = ? AND parent_id IS NULL LIMIT 3`,
    )
    .pluck();
  return {
    byId: (harness: string, sessionId: string): number | null =>
      (byId.get(harness, sessionId) as number | undefined) ?? null,
    byLog: (path: string): number | null => (byLog.get(path) as number | undefined) ?? null,
    byInode: (dev: number, ino: number): number | null =>
      (byInode.get(dev, ino) as number | undefined) ?? null,
    inFolder: (harness: string, folder: string, since: number): number[] =>
      inFolder.all(since, harness, shorten(folder)) as number[],
  };
}
