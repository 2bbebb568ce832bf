/** What a record says of its session: who and where, and whether its turn runs. */

import type { AgentEvent } from '../domain/event.ts';
import type { Identity, IdentitySigns } from '../domain/identity.ts';
import type { SessionInfo } from '../domain/session-info.ts';
import { contextTokens, type TokenUsage } from '../domain/usage.ts';
import { applyRules } from './identities.ts';
import { bucketOf, type Rollups } from './rollups.ts';
import { INFO_COLUMNS, type SessionRow } from './session-row.ts';
import type { Sessions } from './sessions.ts';

export interface Surroundings {
  readonly projectOf: (cwd: string) => string | null;
  readonly shorten: (path: string) => string;
  /** The inverse of `shorten`. */
  readonly expand: (path: string) => string;
  /** What the user's rules say of who works there. */
  readonly identify: (signs: IdentitySigns) => Identity;
  /** What the user lets be stored (DATA.md 7). */
  readonly keepTitles: boolean;
  readonly keepPaths: boolean;
}

/** Applies a SessionInfo: the newest record wins, a gap is always filled. */
export function applyInfo(
  sessions: Sessions,
  session: SessionRow,
  info: SessionInfo,
  at: number | null,
  around: Surroundings,
): void {
  const { cwd: folder, branch, info_at: knownAt } = session;
  const newest = session.info_at === null || (at ?? 0) >= session.info_at;
  for (const [name, column] of INFO_COLUMNS) {
    const value = info[name];
    if (value === undefined || (value === null && session[column] !== null && name !== 'branch')) continue;
    if (!newest && session[column] !== null) continue;
    if (name === 'cwd' && typeof value === 'string') applyPlace(sessions, session, value, around);
    else sessions.set(session, column, value as never);
  }
  if (around.keepTitles) applyTitle(sessions, session, info, newest);
  if (newest && at !== null) sessions.set(session, 'info_at', at);
  if (knownAt === null || session.cwd !== folder || session.branch !== branch)
    applyRules(sessions, session, info.cwd ?? null, around);
}

function applyPlace(sessions: Sessions, session: SessionRow, cwd: string, around: Surroundings): void {
  if (!around.keepPaths) return;
  const shown = around.shorten(cwd);
  if (session.cwd === shown) return;
  sessions.set(session, 'cwd', shown);
  sessions.set(session, 'project', around.projectOf(cwd));
}

/** A better title wins; of equals the first prompt (rank 1) stays, a set title (2, 3) is replaced by the newest. */
function applyTitle(sessions: Sessions, session: SessionRow, info: SessionInfo, newest: boolean): void {
  if (info.title === undefined || info.title === null) return;
  const rank = info.titleRank ?? 1;
  const known = session.title_rank ?? 0;
  if (rank < known || (rank === known && (rank === 1 || !newest))) return;
  sessions.set(session, 'title', info.title);
  sessions.set(session, 'title_rank', rank);
}

type TurnState = 'running' | 'done' | 'interrupted';

/** What a fact says of its session's turn; null = nothing. */
function turnOf(fact: AgentEvent): TurnState | null {
  switch (fact.type) {
    case 'prompt':
    case 'tool_call':
      return 'running';
    case 'tool_result':
      return fact.denied ? null : 'running';
    case 'model_call':
      return fact.finished ? null : 'running';
    case 'turn_end':
      return fact.reason;
    default:
      return null;
  }
}

/** running, done, interrupted: the newest record with a say decides. */
export function applyTurn(
  sessions: Sessions,
  session: SessionRow,
  fact: AgentEvent,
  at: number | null,
): void {
  const state = turnOf(fact);
  if (state === null || at === null || (session.turn_at !== null && at < session.turn_at)) return;
  session.turn_state = state;
  session.turn_at = at;
  sessions.touch(session);
  if (state === 'running' && session.end_at !== null && at > session.end_at) {
    sessions.set(session, 'end_status', null);
    sessions.set(session, 'end_at', null);
  }
}

/** A record of this session: its span. A time that the log does not tell only stands in until one comes that it does. */
export function applySpan(sessions: Sessions, session: SessionRow, at: number, fromLog: boolean): void {
  if (!fromLog && session.first_at !== null) return;
  const isFirstTold = fromLog && session.spanGuessed;
  session.spanGuessed = !fromLog;
  // Written to by name: with the name in a variable, as `sessions.set` has it, each costs several times more.
  if (session.first_at === null || at < session.first_at || isFirstTold) session.first_at = at;
  else if (session.last_at !== null && at <= session.last_at) return;
  if (session.last_at === null || at > session.last_at || isFirstTold) session.last_at = at;
  sessions.touch(session);
}

/** The harness's own running total for the session: the newest one counts. */
export function noteReported(
  { sessions, rollups }: { sessions: Sessions; rollups: Rollups },
  session: SessionRow,
  cost: number | null,
  at: number | null,
): void {
  if (cost === null || (session.reported_at !== null && (at ?? 0) < session.reported_at)) return;
  const before = session.reported_cost;
  rollups.add(session.key, bucketOf(at), 0, 'reported_cost', cost - (before ?? 0));
  if (before === null) rollups.add(session.key, bucketOf(at), 0, 'reported_calls', 1);
  sessions.set(session, 'reported_cost', cost);
  sessions.set(session, 'reported_at', at);
}

/** The newest call says which model works and how full its context is. */
export function noteCall(
  sessions: Sessions,
  session: SessionRow,
  usage: TokenUsage,
  modelId: number,
  at: number | null,
): void {
  const sent = contextTokens(usage);
  if (at === null || (session.context_at !== null && at < session.context_at)) return;
  session.model_id = modelId;
  sessions.touch(session);
  if (sent === null || sent === 0) return;
  session.context_tokens = sent;
  session.context_at = at;
  if (sent > (session.context_peak ?? 0)) session.context_peak = sent;
}
