/** Makes words of what is stored of a session: evidence of others, and what its log says of its turn. */

import type { EndedReason, SessionStatus } from '../domain/report.ts';
import type { EvidenceRung } from '../domain/status-evidence.ts';
import type { StatusWord, WordSource } from './status-rules.ts';

/** The newest word of one rung, as stored. */
export interface EvidenceWord {
  readonly rung: EvidenceRung;
  readonly status: SessionStatus;
  readonly reason: string | null;
  /** When it was so; for what agentperf looks at: since when it is so. Epoch ms. */
  readonly at: number;
  /** When agentperf learnt it, or saw it last. */
  readonly seenAt: number;
}

/** What the log says of a session's turn. */
export interface TurnSigns {
  readonly turnState: 'running' | 'done' | 'interrupted' | null;
  readonly turnAt: number | null;
  readonly lastAt: number | null;
  readonly endStatus: Exclude<EndedReason, 'abandoned'> | null;
  readonly endAt: number | null;
  /** Since when a question to a person is open. */
  readonly askAt: number | null;
}

/** Source of a stored word by its rung. */
const SOURCE_OF: Readonly<Partial<Record<EvidenceRung, WordSource>>> = {
  hook: 'hook',
  registry: 'registry',
  log: 'note',
  process: 'gone',
};

export function wordsOf(signs: TurnSigns & { readonly evidence: readonly EvidenceWord[] }): StatusWord[] {
  return [...signs.evidence.flatMap(storedWord), ...turnWords(signs)];
}

function storedWord({ rung, status, reason, at, seenAt }: EvidenceWord): StatusWord[] {
  const source = SOURCE_OF[rung];
  if (source === undefined || status === 'unknown') return [];
  const until = source === 'registry' ? Math.max(at, seenAt) : at;
  return [{ source, status, reason, from: at, until }];
}

/** The session's process, when it was seen alive. That it lives says nothing of what it does, so it is no word (`unknown`). */
export function livingProcess(evidence: readonly EvidenceWord[]): EvidenceWord | null {
  return evidence.find(({ rung, status }) => rung === 'process' && status === 'unknown') ?? null;
}

function turnWords({ turnState, turnAt, endAt, askAt }: TurnSigns): StatusWord[] {
  const word = (
    source: WordSource,
    status: StatusWord['status'],
    from: number,
    until = from,
  ): StatusWord[] => [{ source, status, reason: null, from, until }];
  if (endAt !== null && (turnAt === null || endAt >= turnAt)) return word('turn', 'ended', endAt);
  if (turnState === null || turnAt === null) return [];
  if (turnState !== 'running') return word('turn', 'idle', turnAt);
  return askAt === null
    ? word('turn', 'working', turnAt)
    : word('question', 'waiting', askAt, Math.max(askAt, turnAt));
}
