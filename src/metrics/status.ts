/** The status of a session, from what its log said last and how long ago (DATA.md 4). Pure: the clock comes in. */

import type { Attention, EndedReason, EvidenceRung, SessionStatus } from '../domain/report.ts';

/** A turn left open in a log longer ago than this, that nobody saw grow, is over. */
const OPEN_TURN_MS = 2 * 3_600_000;
/** A question can wait for its person through a night. */
const OPEN_QUESTION_MS = 24 * 3_600_000;
/** After its turn a session counts as idle this long; then as ended. */
const IDLE_MS = 2 * 3_600_000;
/** Growth that agentperf saw itself keeps an open turn believable this long. */
const SEEN_GROWING_MS = 12 * 3_600_000;

export interface SessionSigns {
  readonly turnState: 'running' | 'done' | 'interrupted' | null;
  readonly turnAt: number | null;
  readonly lastAt: number | null;
  /** When agentperf saw the log grow, epoch ms. */
  readonly grewAt: number | null;
  readonly endStatus: Exclude<EndedReason, 'abandoned'> | null;
  readonly endAt: number | null;
  /** Since when a question to a person is open. */
  readonly askAt: number | null;
  /** Types of its open alerts. */
  readonly openAlerts: readonly string[];
}

export interface StatusAnswer {
  readonly status: SessionStatus;
  readonly attention: Attention | null;
  readonly endedReason: EndedReason | null;
  readonly evidence: { readonly rung: EvidenceRung; readonly at: number | null };
  /** Since when. */
  readonly since: number | null;
}

/** Never idle without a turn that ended, never waiting without an open question, never an alarm about history. */
export function statusOf(signs: SessionSigns, now: number): StatusAnswer {
  const base = statusWithoutAlerts(signs, now);
  return { ...base, attention: attentionOf(base.status, signs.openAlerts) };
}

function statusWithoutAlerts(signs: SessionSigns, now: number): Omit<StatusAnswer, 'attention'> {
  const { turnState, turnAt, lastAt, grewAt, endStatus, endAt, askAt } = signs;
  const age = lastAt === null ? Infinity : now - lastAt;
  const believable = age <= OPEN_TURN_MS || (grewAt !== null && now - grewAt <= SEEN_GROWING_MS);
  const log = (at: number | null) => ({ rung: 'log' as const, at });
  const guess = (at: number | null) => ({ rung: 'guess' as const, at });
  if (endAt !== null && (turnAt === null || endAt >= turnAt))
    return { status: 'ended', endedReason: endStatus, evidence: log(endAt), since: endAt };
  if (turnState === 'running' && askAt !== null && age <= OPEN_QUESTION_MS)
    return { status: 'waiting', endedReason: null, evidence: log(askAt), since: askAt };
  if (turnState === 'running')
    return believable
      ? { status: 'working', endedReason: null, evidence: log(turnAt), since: null }
      : { status: 'ended', endedReason: 'abandoned', evidence: guess(lastAt), since: lastAt };
  if (turnState === null)
    return believable
      ? { status: 'unknown', endedReason: null, evidence: guess(lastAt), since: lastAt }
      : { status: 'ended', endedReason: 'abandoned', evidence: guess(lastAt), since: lastAt };
  if (age <= IDLE_MS) return { status: 'idle', endedReason: null, evidence: log(turnAt), since: turnAt };
  return {
    status: 'ended',
    endedReason: turnState === 'interrupted' ? 'interrupted' : 'completed',
    evidence: guess(lastAt),
    since: lastAt,
  };
}

/** Alert types that say what a person should look at, most urgent first. */
const ATTENTION: readonly (readonly [string, Attention])[] = [
  ['error_loop', 'looping'],
  ['tool_loop', 'looping'],
  ['stuck_agent', 'stalled'],
];

function attentionOf(status: SessionStatus, openAlerts: readonly string[]): Attention | null {
  if (status === 'ended') return null;
  for (const [type, attention] of ATTENTION) if (openAlerts.includes(type)) return attention;
  return status === 'waiting' ? 'waiting' : null;
}
