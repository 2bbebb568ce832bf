/** What detectors are told beside facts, read again now and then: sub-agents, how long tools take (asked once a tool is open, for it costs a sort), who is known to wait or to rest. */

import type { TickContext } from '../alerts/tick.ts';
import type { Connection } from '../db/open.ts';
import { evidenceOf, sessionsWithEvidence } from '../db/queries/evidence.ts';
import { parentLinks, toolLimits } from '../db/queries/recent-facts.ts';
import { selectSessionRows } from '../db/queries/sessions.ts';
import type { SessionStatus } from '../domain/report.ts';
import { statusOf } from '../metrics/status.ts';

/** How often tool limits and parent links are read again. */
const SURROUNDINGS_MS = 60_000;
/** Tool calls that durations are learned from. */
const DURATION_SAMPLE = 50_000;
/** Sub-agents that started since then are linked to their parents. */
const PARENTS_MS = 86_400_000;
/** How often evidence is read again: as often as presence looks. */
const EVIDENCE_MS = 5_000;

export type Surroundings = Pick<TickContext, 'parents' | 'toolLimitMs' | 'atRest'>;

export function createSurroundings(db: Connection, now: () => number): () => Surroundings {
  let readAt = Number.NEGATIVE_INFINITY;
  let evidenceAt = Number.NEGATIVE_INFINITY;
  let parents = new Map<number, number>();
  let limits: ReadonlyMap<string, number> | null = null;
  let atRest = new Map<number, SessionStatus>();
  const toolLimitMs = (name: string | null): number | null => {
    if (name === null) return null;
    limits ??= toolLimits(db, DURATION_SAMPLE);
    return limits.get(name) ?? null;
  };
  return () => {
    const monotonic = performance.now();
    if (monotonic - readAt > SURROUNDINGS_MS) {
      readAt = monotonic;
      parents = parentLinks(db, now() - PARENTS_MS);
      limits = null;
    }
    if (monotonic - evidenceAt >= EVIDENCE_MS) {
      evidenceAt = monotonic;
      atRest = sessionsAtRest(db, now());
    }
    return { parents, toolLimitMs, atRest };
  };
}

/** Sessions that evidence says something of and that do not work: they wait, are idle or over. */
export function sessionsAtRest(db: Connection, now: number): Map<number, SessionStatus> {
  const atRest = new Map<number, SessionStatus>();
  const keys = sessionsWithEvidence(db, now);
  if (keys.length === 0) return atRest;
  const evidence = evidenceOf(db, now);
  const spokenOf = {
    sql: 's.session_key IN (SELECT value FROM json_each(?))',
    values: [JSON.stringify(keys)],
  };
  for (const session of selectSessionRows(db, spokenOf, keys.length)) {
    const signs = { ...session, evidence: evidence(session), openAlerts: [] };
    const { status, evidence: known } = statusOf(signs, now);
    if (known.rung !== 'guess' && status !== 'working' && status !== 'unknown')
      atRest.set(session.sessionKey, status);
  }
  return atRest;
}
