/** The status of a session, from the strongest and newest word on it that still holds (DATA.md 4). Pure: the clock comes in. */

import type { Attention, EndedReason, SessionStatus } from '../domain/report.ts';
import type { StatusEvidence } from '../domain/status-evidence.ts';
import {
  CLOCK_SLACK_MS,
  IDLE_MS,
  isOverruled,
  OPEN_TURN_MS,
  RUNG_OF,
  SEEN_GROWING_MS,
  SEEN_MS,
  STATUS_RULES,
  type StatusWord,
  WORD_SOURCES,
} from './status-rules.ts';
import { type EvidenceWord, livingProcess, type TurnSigns, wordsOf } from './status-words.ts';

export interface SessionSigns extends TurnSigns {
  /** When agentperf saw the log grow, epoch ms. */
  readonly grewAt: number | null;
  /** The newest word of each rung that is stored. */
  readonly evidence: readonly EvidenceWord[];
  /** Types of its open alerts. */
  readonly openAlerts: readonly string[];
}

export interface StatusAnswer {
  readonly status: SessionStatus;
  readonly attention: Attention | null;
  readonly endedReason: EndedReason | null;
  readonly evidence: StatusEvidence;
  /** Since when. */
  readonly since: number | null;
}

type Answer = Omit<StatusAnswer, 'attention'>;

/** Never idle without a word that says so, never waiting without positive evidence, never an alarm about history. */
export function statusOf(signs: SessionSigns, now: number): StatusAnswer {
  const answer = statusWithoutAlerts(signs, now);
  return { ...answer, attention: attentionOf(answer.status, signs.openAlerts) };
}

function statusWithoutAlerts(signs: SessionSigns, now: number): Answer {
  // A sight that lapsed ends nothing: without it, the log is believed as before.
  const words = wordsOf(signs).filter((word) => word.source !== 'registry' || holdsByAge(word, signs, now));
  const standing = words.filter((word) => !words.some((other) => isOverruled(word, other)));
  const process = processSeenNow(signs, now);
  const strongest = WORD_SOURCES.flatMap((source) => standing.filter((word) => word.source === source));
  for (const word of strongest) {
    if (holdsByAge(word, signs, now)) return answerOf(word, signs);
    if (process !== null && isHeldByProcess(word)) {
      const evidence = {
        rung: 'process' as const,
        at: process.seenAt,
        reason: word.reason ?? process.reason,
      };
      return { ...answerOf(word, signs), evidence };
    }
  }
  return guess(signs, process, now);
}

const ruleOf = (word: StatusWord) =>
  STATUS_RULES.find((rule) => rule.source === word.source && rule.status === word.status);

const isHeldByProcess = (word: StatusWord): boolean => ruleOf(word)?.heldByProcess === true;

function holdsByAge(word: StatusWord, signs: SessionSigns, now: number): boolean {
  const holdsMs = ruleOf(word)?.holdsMs ?? Number.NEGATIVE_INFINITY;
  // A turn's age is that of the log's last line; a question is as old as the silence since.
  const isOfLog = word.source === 'turn' || word.source === 'question';
  const age = isOfLog ? ageOfLog(signs, now) : now - word.until;
  if (word.source === 'registry' && age < -CLOCK_SLACK_MS) return false;
  if (age <= holdsMs) return true;
  return word.source === 'turn' && word.status === 'working' && wasSeenGrowing(signs, now);
}

const ageOfLog = ({ lastAt }: SessionSigns, now: number): number =>
  lastAt === null ? Number.POSITIVE_INFINITY : now - lastAt;

const wasSeenGrowing = ({ grewAt }: SessionSigns, now: number): boolean =>
  grewAt !== null && now - grewAt <= SEEN_GROWING_MS;

/** The session's process, if it was seen alive just now. */
function processSeenNow(signs: SessionSigns, now: number): EvidenceWord | null {
  const process = livingProcess(signs.evidence);
  const age = process === null ? Number.POSITIVE_INFINITY : now - process.seenAt;
  return age <= SEEN_MS && age >= -CLOCK_SLACK_MS ? process : null;
}

function answerOf(word: StatusWord, signs: SessionSigns): Answer {
  return {
    status: word.status,
    endedReason: word.status === 'ended' ? endedReasonOf(word, signs) : null,
    evidence: { rung: RUNG_OF[word.source], at: word.until, reason: word.reason },
    since: word.status === 'working' && word.source !== 'registry' ? null : word.from,
  };
}

const ENDED_REASONS: readonly string[] = [
  'completed',
  'failed',
  'timeout',
  'interrupted',
  'abandoned',
] satisfies EndedReason[];

/** How a session ended whose end was told or seen, by what its turn was then. */
const ENDED_BY_TURN = {
  told: { running: 'interrupted', done: 'completed', interrupted: 'interrupted' },
  gone: { running: 'abandoned', done: 'completed', interrupted: 'interrupted' },
} as const satisfies Record<string, Record<string, EndedReason>>;

function endedReasonOf(word: StatusWord, { endStatus, turnState }: SessionSigns): EndedReason | null {
  if (word.source === 'turn') return endStatus;
  if (word.reason !== null && ENDED_REASONS.includes(word.reason)) return word.reason as EndedReason;
  if (word.source === 'gone') return turnState === null ? 'abandoned' : ENDED_BY_TURN.gone[turnState];
  return turnState === null ? null : ENDED_BY_TURN.told[turnState];
}

/** No word holds: what silence says. */
function guess(signs: SessionSigns, process: EvidenceWord | null, now: number): Answer {
  const { turnState, lastAt } = signs;
  const silent = { rung: 'guess' as const, at: lastAt, reason: null };
  const isRecent = ageOfLog(signs, now) <= Math.min(OPEN_TURN_MS, IDLE_MS);
  if (process !== null) {
    const evidence = { rung: 'process' as const, at: process.seenAt, reason: process.reason };
    return { status: 'unknown', endedReason: null, evidence, since: lastAt };
  }
  if (turnState === null && (isRecent || wasSeenGrowing(signs, now)))
    return { status: 'unknown', endedReason: null, evidence: silent, since: lastAt };
  const endedReason =
    turnState === 'done' ? 'completed' : turnState === 'interrupted' ? 'interrupted' : 'abandoned';
  return { status: 'ended', endedReason, evidence: silent, since: lastAt };
}

/** Alert types that say what a person should look at, most urgent first. */
const ATTENTION: readonly (readonly [string, Attention])[] = [
  ['error_loop', 'looping'],
  ['tool_loop', 'looping'],
  ['stuck_agent', 'stalled'],
];

function attentionOf(status: SessionStatus, openAlerts: readonly string[]): Attention | null {
  if (status === 'ended') return null;
  for (const [type, attention] of ATTENTION) {
    // What is known to wait or to rest is not stuck.
    const isContradicted = attention === 'stalled' && (status === 'waiting' || status === 'idle');
    if (openAlerts.includes(type) && !isContradicted) return attention;
  }
  return status === 'waiting' ? 'waiting' : null;
}
