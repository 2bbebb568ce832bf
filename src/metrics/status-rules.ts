/** The ladder of what tells a session's status: how long each word on it holds, and what it gives way to. Data, with the reasons. */

import type { SessionStatus } from '../domain/report.ts';
import type { EvidenceRung } from '../domain/status-evidence.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** A turn left open in a log longer ago than this, that nobody saw grow, is over. */
export const OPEN_TURN_MS = 2 * HOUR_MS;
/** After its turn a session counts as idle this long; then as ended. */
export const IDLE_MS = 2 * HOUR_MS;
/** Growth that agentperf saw itself keeps an open turn believable this long. */
export const SEEN_GROWING_MS = 12 * HOUR_MS;
/** A question can wait for its person through a night. */
const OPEN_QUESTION_MS = 24 * HOUR_MS;
/** What agentperf saw with its own eyes: written at least every 10 s while it looks, so that an older one says only that it stopped. */
export const SEEN_MS = 30 * SECOND_MS;
/** A clock that was set back must not keep a sight fresh for a day. */
export const CLOCK_SLACK_MS = 30 * SECOND_MS;
/** Hooks about the call that asks come this long after the call stands in the log. */
const QUESTION_SETTLES_MS = 5 * SECOND_MS;

/** Who speaks, strongest first. `note`: the log or another source says a state outright; `turn`: worked out of the log's records. */
export const WORD_SOURCES = ['hook', 'registry', 'question', 'note', 'turn', 'gone'] as const;
export type WordSource = (typeof WORD_SOURCES)[number];

/** Rung that each source is shown as. */
export const RUNG_OF: Readonly<Record<WordSource, EvidenceRung>> = {
  hook: 'hook',
  registry: 'registry',
  question: 'log',
  note: 'log',
  turn: 'log',
  gone: 'process',
};

export interface StatusRule {
  readonly source: WordSource;
  readonly status: Exclude<SessionStatus, 'unknown'>;
  /** Ms after it was last so that the word still holds; Infinity = until something newer says otherwise. */
  readonly holdsMs: number;
  /** Holds without end while the session's process is seen alive. */
  readonly heldByProcess: boolean;
  readonly why: string;
}

/** One row for each word that can be said. A word that no row knows is not believed. */
export const STATUS_RULES: readonly StatusRule[] = [
  rule('hook', 'waiting', OPEN_QUESTION_MS, true, 'a permission can be open through a night'),
  rule('hook', 'working', OPEN_TURN_MS, false, 'the hook that says that it is over may never have come'),
  rule('hook', 'idle', IDLE_MS, true, 'as long as a turn that the log says is over'),
  rule('hook', 'ended', Number.POSITIVE_INFINITY, false, 'an end stays one until the session goes on'),
  rule('registry', 'waiting', SEEN_MS, false, 'it is read every few seconds: not seen again is not known'),
  rule('registry', 'working', SEEN_MS, false, 'as above; a long turn does not rewrite the file'),
  rule('registry', 'idle', SEEN_MS, false, 'as above'),
  rule('question', 'waiting', OPEN_QUESTION_MS, true, 'no answer stands in the log'),
  rule('note', 'waiting', OPEN_QUESTION_MS, true, 'a state that a tool or approval is in until it changes'),
  rule('note', 'working', OPEN_TURN_MS, true, 'as an open turn'),
  rule('note', 'idle', IDLE_MS, true, 'as a turn that is over'),
  rule('note', 'ended', Number.POSITIVE_INFINITY, false, 'an end stays one until the session goes on'),
  rule('turn', 'working', OPEN_TURN_MS, true, 'history never alarms: a turn left open is over at some time'),
  rule('turn', 'idle', IDLE_MS, true, 'nobody came back'),
  rule('turn', 'ended', Number.POSITIVE_INFINITY, false, 'the log says so'),
  rule(
    'gone',
    'ended',
    Number.POSITIVE_INFINITY,
    false,
    'a process that was seen and is gone does not return',
  ),
];

function rule(
  source: WordSource,
  status: StatusRule['status'],
  holdsMs: number,
  heldByProcess: boolean,
  why: string,
): StatusRule {
  return { source, status, holdsMs, heldByProcess, why };
}

/** A word on a session's state. */
export interface StatusWord {
  readonly source: WordSource;
  readonly status: StatusRule['status'];
  readonly reason: string | null;
  /** Since when it is so, epoch ms. */
  readonly from: number;
  /** When it was last known to be so: later than `from` where agentperf looks again and again. */
  readonly until: number;
}

/**
 * A newer word that says otherwise ends an older one, whatever their rungs. An open question is a state, not a moment: it also
 * outlasts words that came with it (hooks on the call that asks), and `idle` of a registry, which some versions say while they ask.
 */
export function isOverruled(word: StatusWord, by: StatusWord): boolean {
  if (word.status === by.status) return false;
  if (by.source === 'question' && word.status !== 'ended')
    return isRegistryIdle(word) || word.from <= by.from + QUESTION_SETTLES_MS;
  if (word.source === 'question' && (isRegistryIdle(by) || isOnTheCallItself(by, word))) return false;
  // A question that is still open behind newer records was still open then.
  return (by.source === 'question' ? by.until : by.from) > word.until;
}

const isRegistryIdle = (word: StatusWord): boolean => word.source === 'registry' && word.status === 'idle';

const isOnTheCallItself = (word: StatusWord, question: StatusWord): boolean =>
  word.status !== 'ended' && word.source !== 'turn' && word.from <= question.from + QUESTION_SETTLES_MS;
