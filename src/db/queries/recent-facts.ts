/** The last facts of sessions, as detectors saw them: what fills their windows again after a restart. */

import type { DetectorFact } from '../../domain/alert.ts';
import type { Connection } from '../open.ts';

export interface SessionFact {
  readonly sessionKey: number;
  readonly fact: DetectorFact;
}

interface ToolRow {
  sessionKey: number;
  toolKey: number;
  name: string | null;
  kind: string | null;
  at: number;
  argsDigest: number | null;
  asksHuman: number;
  resultAt: number | null;
  resultDigest: number | null;
  changeDigest: number | null;
  isError: number | null;
}

/** Facts since `since` of sessions alive since then, in order of time. CROSS JOIN: from these sessions, never from all that is known. */
export function recentFacts(db: Connection, since: number): SessionFact[] {
  const facts = [...toolFacts(db, since), ...errorFacts(db, since), ...turnFacts(db, since)];
  return facts.sort((a, b) => a.fact.at - b.fact.at);
}

function toolFacts(db: Connection, since: number): SessionFact[] {
  const rows = db
    .prepare(
      `SELECT c.session_key AS sessionKey, c.tool_key AS toolKey, t.name, t.kind, c.at, c.args_digest AS argsDigest, c.asks_human AS asksHuman,
         c.result_at AS resultAt, c.result_digest AS resultDigest, c.change_digest AS changeDigest, c.is_error AS isError
       FROM sessions s CROSS JOIN tool_calls c USING (session_key) LEFT JOIN tools t USING (tool_id)
       WHERE s.last_at >= ? AND c.at IS NOT NULL AND (c.at >= ? OR c.result_at IS NULL OR c.result_at >= ?)`,
    )
    .all(since, since, since) as ToolRow[];
  return rows.flatMap((row) => {
    const { sessionKey, toolKey, name, argsDigest, resultDigest, changeDigest } = row;
    const call: DetectorFact = {
      type: 'tool_call',
      at: row.at,
      toolKey,
      name,
      kind: row.kind ?? 'other',
      argsDigest,
      asksHuman: row.asksHuman === 1,
    };
    if (row.resultAt === null) return [{ sessionKey, fact: call }];
    const result: DetectorFact = {
      type: 'tool_result',
      at: row.resultAt,
      toolKey,
      name,
      isError: row.isError === 1,
      resultDigest,
      changeDigest,
    };
    return [
      { sessionKey, fact: call },
      { sessionKey, fact: result },
    ];
  });
}

function errorFacts(db: Connection, since: number): SessionFact[] {
  const rows = db
    .prepare(
      `SELECT e.session_key AS sessionKey, e.at, f.fingerprint, f.category FROM sessions s CROSS JOIN errors e USING (session_key)
       JOIN fingerprints f USING (fingerprint_id) WHERE s.last_at >= ? AND e.at >= ?`,
    )
    .all(since, since) as { sessionKey: number; at: number; fingerprint: string; category: string }[];
  return rows.map(({ sessionKey, at, fingerprint, category }) => ({
    sessionKey,
    fact: { type: 'error', at, fingerprint, category, retryInMs: null },
  }));
}

/** The last word on each session's turn. */
function turnFacts(db: Connection, since: number): SessionFact[] {
  const rows = db
    .prepare(
      `SELECT session_key AS sessionKey, turn_state AS state, turn_at AS turnAt, end_at AS endAt, last_at AS lastAt FROM sessions
       WHERE last_at >= ? AND turn_at IS NOT NULL`,
    )
    .all(since) as {
    sessionKey: number;
    state: string;
    turnAt: number;
    endAt: number | null;
    lastAt: number;
  }[];
  return rows.flatMap((row): SessionFact[] => {
    const { sessionKey } = row;
    if (row.endAt !== null && row.endAt >= row.turnAt)
      return [{ sessionKey, fact: { type: 'session_end', at: row.endAt } }];
    const turn: DetectorFact = { type: row.state === 'running' ? 'turn_start' : 'turn_end', at: row.turnAt };
    return [
      { sessionKey, fact: turn },
      ...(row.state === 'running'
        ? [{ sessionKey, fact: { type: 'activity' as const, at: row.lastAt } }]
        : []),
    ];
  });
}

/** Main session of each sub-agent alive since `since`: child key -> parent key. */
export function parentLinks(db: Connection, since: number): Map<number, number> {
  const rows = db
    .prepare(
      `SELECT c.session_key AS child, p.session_key AS parent FROM sessions c JOIN sessions p ON p.harness = c.harness AND p.session_id = c.parent_id
       WHERE c.parent_id IS NOT NULL AND c.last_at >= ?`,
    )
    .all(since) as { child: number; parent: number }[];
  return new Map(rows.map((row) => [row.child, row.parent]));
}

/** 99th percentile of each tool's durations, ms; tools with fewer than 20 known durations are left out. */
export function toolLimits(db: Connection, sample: number): Map<string, number> {
  const rows = db
    .prepare(
      `SELECT name, duration_ms AS durationMs FROM (
         SELECT t.name, c.duration_ms, percent_rank() OVER (PARTITION BY c.tool_id ORDER BY c.duration_ms) AS rank, count(*) OVER (PARTITION BY c.tool_id) AS n
         FROM (SELECT tool_id, duration_ms FROM tool_calls WHERE duration_ms IS NOT NULL ORDER BY tool_key LIMIT ?) c JOIN tools t USING (tool_id))
       WHERE n >= 20 AND rank >= 0.99 ORDER BY rank DESC`,
    )
    .all(sample) as { name: string; durationMs: number }[];
  return new Map(rows.map((row) => [row.name, row.durationMs]));
}
