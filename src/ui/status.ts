/** Words, glyphs and colours of states: sessions, alerts, timeline entries. The same everywhere. */

import type { LiveRow, TimelineEntry, TimelineKind } from '../domain/live.ts';
import type { SessionReport } from '../domain/report.ts';
import type { StatusEvidence } from '../domain/status-evidence.ts';
import { ageOf } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import type { Segment } from './layout.ts';
import type { Role } from './theme.ts';

/** What a row is, attention before status; the order is the order of the live view: who needs a person comes first. */
const ROW_STATES = ['looping', 'stalled', 'waiting', 'working', 'idle', 'unknown', 'ended'] as const;
export type RowState = (typeof ROW_STATES)[number];

interface Look {
  readonly glyph: keyof Glyphs;
  readonly role: Role;
}

const LOOKS: Readonly<Record<RowState, Look>> = {
  looping: { glyph: 'looping', role: 'bad' },
  stalled: { glyph: 'stalled', role: 'bad' },
  waiting: { glyph: 'waiting', role: 'warn' },
  working: { glyph: 'working', role: 'ok' },
  idle: { glyph: 'idle', role: 'dim' },
  unknown: { glyph: 'unknown', role: 'dim' },
  ended: { glyph: 'gone', role: 'dim' },
};

const ENDED_LOOKS: ReadonlyMap<string, Look> = new Map([
  ['completed', { glyph: 'completed', role: 'dim' }],
  ['failed', { glyph: 'failed', role: 'bad' }],
  ['timeout', { glyph: 'failed', role: 'warn' }],
]);

export function rowState(row: Pick<SessionReport, 'attention' | 'status'>): RowState {
  return row.attention ?? row.status;
}

export function rowRank(row: Pick<SessionReport, 'attention' | 'status'>): number {
  return ROW_STATES.indexOf(rowState(row));
}

/** The word that the screen says for a row: its state, or how it ended. */
export function stateWord(row: Pick<SessionReport, 'attention' | 'status' | 'endedReason'>): string {
  const state = rowState(row);
  return state === 'ended' ? (row.endedReason ?? 'ended') : state;
}

export function stateRole(row: SessionReport): Role {
  return lookOf(row).role;
}

/** Why a row needs a person, from its alert; null when no alert says. */
export function reasonText(row: LiveRow, glyphs: Glyphs): string | null {
  return row.attentionReason?.replaceAll('×', glyphs.times) ?? null;
}

const RUNG_WORDS: Readonly<Record<StatusEvidence['rung'], string>> = {
  hook: 'hook',
  registry: 'harness registry',
  log: 'log',
  process: 'process',
  guess: 'time since the last line (a guess)',
};

/** Reasons that do not speak for themselves. */
const REASON_WORDS: ReadonlyMap<string, string> = new Map([
  ['registered', 'it runs'],
  ['open_log', 'it holds the log open'],
  ['resumed', 'started to resume it'],
  ['folder', 'alone in this folder'],
  ['replaced', 'it went on with another session'],
  ['shell', 'a shell still runs'],
]);

/** `known from the harness registry (permission), 2m ago`: the rung, why, and how old the word is. */
export function evidenceText({ rung, at, reason }: StatusEvidence, now: number): string {
  const why = reason === null ? '' : ` (${REASON_WORDS.get(reason) ?? reason})`;
  const age = at === null ? '' : `, ${ageOf(at, now)} ago`;
  return `known from the ${RUNG_WORDS[rung]}${why}${age}`;
}

/** `▲ looping 4m`: glyph, word, and since when where that is known and not old news. */
export function stateSegments(row: LiveRow, now: number, glyphs: Glyphs): Segment[] {
  const look = lookOf(row);
  const since = row.statusSince === null || row.status === 'ended' ? '' : ` ${ageOf(row.statusSince, now)}`;
  return [
    { text: `${glyphs[look.glyph] as string} `, role: look.role, decorative: true },
    { text: stateWord(row), role: look.role },
    { text: since, role: look.role },
  ];
}

/** Glyph and colour of a state by itself, for the header's counts. */
export function stateLook(state: RowState, glyphs: Glyphs): { glyph: string; role: Role } {
  return { glyph: glyphs[LOOKS[state].glyph] as string, role: LOOKS[state].role };
}

function lookOf(row: Pick<SessionReport, 'attention' | 'status' | 'endedReason'>): Look {
  const state = rowState(row);
  return (state === 'ended' && ENDED_LOOKS.get(row.endedReason ?? '')) || LOOKS[state];
}

const SEVERITY_LOOKS: ReadonlyMap<string | null, Look> = new Map([
  ['high', { glyph: 'high', role: 'bad' }],
  ['medium', { glyph: 'medium', role: 'warn' }],
  ['low', { glyph: 'low', role: 'accent' }],
]);

export function severitySegments(severity: string | null, isOpen: boolean, glyphs: Glyphs): Segment[] {
  const look = SEVERITY_LOOKS.get(severity) ?? { glyph: 'unknown', role: 'dim' };
  const role = isOpen ? look.role : 'dim';
  return [
    { text: `${glyphs[look.glyph] as string} `, role, decorative: true },
    { text: severity ?? 'unknown', role },
  ];
}

/** `word` null = the entry's own label says more: the tool's name, the kind of record. */
const KIND_LOOKS: Readonly<Record<TimelineKind, Look & { readonly word: string | null }>> = {
  prompt: { glyph: 'prompt', role: 'accent', word: 'prompt' },
  reply: { glyph: 'reply', role: 'dim', word: 'reply' },
  tool: { glyph: 'tool', role: 'ok', word: null },
  error: { glyph: 'error', role: 'bad', word: 'error' },
  compaction: { glyph: 'compaction', role: 'warn', word: 'compaction' },
  turn_end: { glyph: 'turnEnd', role: 'dim', word: 'turn end' },
  end: { glyph: 'end', role: 'dim', word: 'end' },
  other: { glyph: 'other', role: 'dim', word: null },
};

/** `✗ Bash`, `❯ prompt`: what a timeline entry is. */
export function kindSegments(
  { kind, isError, label }: Pick<TimelineEntry, 'kind' | 'isError' | 'label'>,
  glyphs: Glyphs,
): Segment[] {
  const { glyph, role } = isError ? KIND_LOOKS.error : KIND_LOOKS[kind];
  return [
    { text: `${glyphs[glyph] as string} `, role, decorative: true },
    { text: KIND_LOOKS[kind].word ?? label, role: isError ? 'bad' : undefined },
  ];
}

/** A context gauge warns where compaction is near (ALERTS.md, context_exhaustion). */
export function contextRole(share: number | null): Role | undefined {
  if (share === null) {
    return 'dim';
  }
  return share >= 0.92 ? 'bad' : share >= 0.8 ? 'warn' : undefined;
}
