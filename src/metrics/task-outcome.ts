/** How a task came out and when: an orchestrator's word first, then what its beads say, then what its sessions show (REQUIREMENTS.md R4.2). */

import { OUTCOMES, type Outcome } from '../domain/task.ts';
import type { TaskFacts, TaskRow, TaskSession } from '../domain/task-facts.ts';
import { flag, newest, rowsOf, text, time } from './task-words.ts';

/** A task without an end whose sessions are silent this long is over: nobody came back (as status-rules.ts OPEN_TURN_MS). */
export const ABANDONED_MS = 2 * 3_600_000;

export interface Ending {
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  /** Epoch ms; null while it is open. */
  readonly completedAt: number | null;
}

const OPEN: Ending = { outcome: null, reason: null, completedAt: null };

/** The first of these that has a word on how it ended is believed; the others may contradict it. */
const SPEAKERS: readonly ((facts: TaskFacts) => Ending | null)[] = [
  ofCompletion,
  ofAttempt,
  ofBead,
  ofWorkLog,
];

/** `contradicted`: one speaker says success, another failure. */
export function endingOf(facts: TaskFacts, now: number): Ending & { readonly contradicted: boolean } {
  const said = SPEAKERS.map((speak) => speak(facts)).filter((ending) => ending !== null);
  const ended = said.find(({ completedAt }) => completedAt !== null);
  const isAgain = ended !== undefined && isTakenUpAgain(facts, ended);
  const own = ofSessions(facts.sessions, now);
  const word = isAgain ? own : (ended ?? (said.length > 0 ? (said[0] as Ending) : own));
  const judgements = [...said, ...sameAttempt(facts)].map(({ outcome }) => outcome);
  const contradicted =
    !isAgain &&
    judgements.includes('success') &&
    judgements.some((one) => one === 'failure' || one === 'timeout');
  return { ...word, contradicted };
}

function ofCompletion(facts: TaskFacts): Ending | null {
  const row = rowsOf(facts, 'task_completion').at(-1);
  if (row === undefined) return null;
  const word = text('outcome')(row);
  const killed = killedText(row);
  const outcome = OUTCOMES.find((one) => one === word) ?? null;
  return {
    outcome: outcome ?? (killed === null ? null : 'failure'),
    reason: killed ?? text('outcome_reason')(row),
    completedAt: time('completed_at')(row) ?? time('killed_at')(row) ?? row.at,
  };
}

/** What killed it, when, and what was running. */
function killedText(row: TaskRow): string | null {
  const [by, at, during] = [text('killed_by')(row), time('killed_at')(row), text('killed_during')(row)];
  if (by === null && at === null && during === null && text('outcome_reason')(row) !== 'killed') return null;
  return killedWords(by, at, during);
}

function killedWords(by: string | null, at: number | null, running: string | null): string {
  return [
    'killed',
    ...(by === null ? [] : [`by ${by}`]),
    ...(at === null ? [] : [`at ${new Date(at).toISOString()}`]),
    ...(running === null ? [] : [`while running ${running}`]),
  ].join(' ');
}

/** What the word of a stream, a tracker or a session's end means. Where a person must look at it, it is neither done nor failed. */
const ENDINGS: ReadonlyMap<string | null, Pick<Ending, 'outcome' | 'reason'>> = new Map<
  string | null,
  Pick<Ending, 'outcome' | 'reason'>
>([
  ['completed', { outcome: 'success', reason: null }],
  ['failed', { outcome: 'failure', reason: null }],
  ['timeout', { outcome: 'timeout', reason: null }],
  ['interrupted', { outcome: null, reason: 'interrupted' }],
  ['manual_review', { outcome: 'partial', reason: 'manual_review' }],
]);

/** The newest attempt tells; a merged pull request is success where it does not say. */
function ofAttempt(facts: TaskFacts): Ending | null {
  const row = rowsOf(facts, 'task_attempt').at(-1);
  if (row === undefined) return null;
  const status = ENDINGS.get(text('status')(row)) ?? { outcome: null, reason: null };
  const success = flag('success')(row);
  const failed = status.outcome === 'timeout' ? 'timeout' : 'failure';
  const told = success === null ? status.outcome : success ? 'success' : failed;
  const merged = flag('pr_merged')(row) === true ? 'success' : null;
  return { outcome: told ?? merged, reason: status.reason, completedAt: row.at };
}

/** A closed bead is done, unless the gate's last word on it is that it failed, or it was closed undone. */
function ofBead({ bead, rows, sessions }: TaskFacts): Ending | null {
  if (bead === null) return null;
  const undone = newest(rows, text('closed_as'));
  if (bead.completedAt !== null) {
    if (undone !== null) return { outcome: null, reason: undone, completedAt: bead.completedAt };
    const failed = bead.qualitySignal === 'failed';
    return {
      outcome: failed ? 'failure' : 'success',
      reason: failed ? 'gate_failed' : null,
      completedAt: bead.completedAt,
    };
  }
  if (bead.killed === null) return OPEN;
  const { by, at } = bead.killed;
  const running = sessions.findLast(({ runningTool }) => runningTool !== null)?.runningTool ?? null;
  return { outcome: 'failure', reason: killedWords(by, at, running), completedAt: at };
}

function ofWorkLog(facts: TaskFacts): Ending | null {
  const row = rowsOf(facts, 'work_log').at(-1);
  if (row === undefined) return null;
  const signal = text('quality_signal')(row);
  // A gate has its word when the work is over: a line with it and no end was written then.
  const completedAt = time('completed_at')(row) ?? (signal === null || row.at <= 0 ? null : row.at);
  if (completedAt === null) return OPEN;
  const failed = signal === 'failed';
  return { outcome: failed ? 'failure' : 'success', reason: failed ? 'gate_failed' : null, completedAt };
}

/** A session began behind the last word: somebody works on it again. Beads say that themselves. */
function isTakenUpAgain({ sessions, bead }: TaskFacts, { completedAt }: Ending): boolean {
  return bead === null && sessions.some(({ firstAt }) => firstAt !== null && firstAt > (completedAt ?? 0));
}

/** The session that was active last tells; that its turn is over says nothing of how it went. */
function ofSessions(sessions: readonly TaskSession[], now: number): Ending {
  const last = sessions.toSorted((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0)).at(-1);
  if (last === undefined) return OPEN;
  const { endAt, endStatus, turnState, turnAt, span } = last;
  const lastAt = last.lastAt ?? 0;
  if (span !== null && span.to <= lastAt) return { outcome: null, reason: null, completedAt: span.to };
  if (endAt !== null && (turnAt === null || endAt >= turnAt)) {
    const status = ENDINGS.get(endStatus) ?? { outcome: null, reason: null };
    return { ...status, completedAt: endAt };
  }
  if (turnState === 'interrupted') return { outcome: null, reason: 'interrupted', completedAt: turnAt };
  if (turnState === 'done') return { outcome: null, reason: null, completedAt: turnAt };
  return now - lastAt > ABANDONED_MS ? { outcome: null, reason: 'abandoned', completedAt: lastAt } : OPEN;
}

/** The end of the session that ran the newest attempt: it may say otherwise than the attempt's own line. */
function sameAttempt(facts: TaskFacts): Pick<Ending, 'outcome'>[] {
  const row = rowsOf(facts, 'task_attempt').at(-1);
  const session = facts.sessions.findLast(
    ({ attemptId, endStatus }) => endStatus !== null && attemptId !== null && attemptId === row?.recordId,
  );
  const outcome = session === undefined ? undefined : ENDINGS.get(session.endStatus)?.outcome;
  return outcome === undefined ? [] : [{ outcome }];
}
