/** Which sessions an agent's work on beads happened in: named by the event log, else found by working folder and time. */

import { folderKey } from '../../domain/folder-key.ts';
import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { Connection } from '../open.ts';
import { type BeadFacts, type LedgerRow, ledgerRows, timeIn } from './bead-ledger.ts';
import { type Claim, type Segment, segments, type Window } from './bead-windows.ts';
import { prepared } from './prepared.ts';

/** Of an agent's hook; what a bead's own times say. */
const BY_AGENT = 1;
const BY_BEAD = 0;
/** A transcript's first line may be older than the event that tells of the session. */
const SLACK_MS = 60_000;

/** Session id -> its time cut into stretches of one bead each, in order. */
export function sessionSegments(
  db: Connection,
  facts: BeadFacts,
  windows: ReadonlyMap<string, readonly Window[]>,
): Map<string, readonly Segment[]> {
  /** A session of one agent alone, which nearly every one is, shares the agent's own list. */
  const lists = new Map<string, Set<readonly Claim[]>>();
  const claimsOf = new Map<string, readonly Claim[]>();
  for (const [agent, own] of windows)
    claimsOf.set(
      agent,
      own.map((window) => ({ ...window, rank: BY_AGENT })),
    );
  const claim = (sessionId: string, claims: readonly Claim[] | undefined): void => {
    if (claims !== undefined && claims.length > 0)
      getOrInsert(lists, sessionId, () => new Set<readonly Claim[]>()).add(claims);
  };
  for (const { sessionId, agent } of facts.starts)
    if (sessionId !== null) claim(sessionId, claimsOf.get(agent ?? ''));
  for (const { row, from, to } of unnamedStarts(facts)) {
    const clipped = (claimsOf.get(row.agent ?? '') ?? [])
      .map((one) => ({ ...one, start: Math.max(one.start, from), end: Math.min(one.end, to) }))
      .filter(({ start, end }) => start < end);
    if (clipped.length === 0) continue;
    for (const id of unnamed(db, sessionsIn(db, row.data.cwd_key, from, to))) claim(id, clipped);
  }
  for (const { sessionId, one } of closedBeads(facts)) claim(sessionId, [one]);
  const cut = new Map<readonly Claim[], readonly Segment[]>();
  return new Map(
    [...lists].map(([sessionId, own]) => {
      const [only, ...more] = own;
      const segmentsOfIt =
        only !== undefined && more.length === 0
          ? getOrInsert(cut, only, () => segments(only))
          : segments([...own].flat());
      return [sessionId, segmentsOfIt];
    }),
  );
}

/** Beads that nobody was given, but which name the session that closed them. */
function closedBeads({ assignments, closings }: BeadFacts): { sessionId: string; one: Claim }[] {
  const assigned = new Set(assignments.map(({ taskId }) => taskId));
  return closings.flatMap((row) => {
    const { sessionId, taskId } = row;
    const [start, end] = [timeIn(row, 'started_at'), timeIn(row, 'closed_at')];
    if (sessionId === null || taskId === null || assigned.has(taskId)) return [];
    if (start === null || end === null || start >= end) return [];
    return [{ sessionId, one: { taskId, start, end, rank: BY_BEAD } }];
  });
}

/** Starts whose writer did not know the session, each until the agent's next start or death. */
function unnamedStarts({ starts, deaths }: BeadFacts): { row: LedgerRow; from: number; to: number }[] {
  const times = new Map<string | null, number[]>();
  for (const { agent, at } of [...starts, ...deaths]) getOrInsert(times, agent, () => []).push(at);
  for (const own of times.values()) own.sort((a, b) => a - b);
  return starts
    .filter(({ sessionId, data }) => sessionId === null && data.cwd_key !== undefined)
    .map((row) => {
      const next = times.get(row.agent)?.find((at) => at > row.at);
      return { row, from: row.at, to: next ?? Number.POSITIVE_INFINITY };
    });
}

/** Those that no event names as somebody's. */
function unnamed(db: Connection, sessionIds: readonly string[]): string[] {
  const named = new Set(
    ledgerRows(db, 'agent_session', 'session_id', sessionIds).map((row) => row.sessionId),
  );
  return sessionIds.filter((id) => !named.has(id));
}

interface Placed {
  readonly sessionId: string;
  readonly cwd: string;
}

/** Main sessions of a folder that began within a time: one that began before the agent did is somebody else's. */
function sessionsIn(db: Connection, key: unknown, from: number, to: number): string[] {
  const rows = prepared(
    db,
    `SELECT session_id AS sessionId, cwd FROM sessions
     WHERE last_at >= ? AND first_at >= ? AND first_at < ? AND cwd IS NOT NULL AND parent_id IS NULL ORDER BY session_id`,
  ).all(from, from - SLACK_MS, Math.min(to, Number.MAX_SAFE_INTEGER)) as Placed[];
  return rows.filter(({ cwd }) => folderKey(cwd) === key).map(({ sessionId }) => sessionId);
}
