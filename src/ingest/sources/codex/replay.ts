/** Where the copied history at the start of a fork's or sub-agent's rollout ends and its own work begins (codex.md 5). */

import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { type Thread, timeOfId } from './thread.ts';

/** A long history takes more than one second to copy: rows this close together are one copy; more so when turns prove that it is one. */
const BURST_GAP_MS = 100;
const PROVEN_GAP_MS = 1000;
/** No copy takes longer. */
const BURST_LIMIT_MS = 30_000;

/** Where reading is: what it needs to go on with the next row. */
export interface ReplayState {
  phase: 'undecided' | 'history' | 'own';
  /** Time of the last row of the history, epoch ms. */
  lastAt: number | null;
  /** A turn was seen whose id is older than the thread. */
  sawOldTurn: boolean;
}

export function newReplay(): ReplayState {
  return { phase: 'undecided', lastAt: null, sawOldTurn: false };
}

/**
 * Is this row copied history? Called once for each row behind the thread's own `session_meta`, in order; `at` is the row's own time.
 * Rows say it themselves (the thread they name, a turn id that is older or younger than the thread); else the second in which the file
 * was made decides, and rows that follow it without a pause.
 */
export function isReplayed(
  state: ReplayState,
  thread: Thread,
  payload: JsonObject,
  at: number | null,
): boolean {
  if (state.phase !== 'history') {
    return false;
  }
  const replayed = judge(state, thread, payload, at);
  if (!replayed) {
    state.phase = 'own';
  } else if (at !== null) {
    state.lastAt = at;
  }
  return replayed;
}

function judge(state: ReplayState, thread: Thread, payload: JsonObject, at: number | null): boolean {
  const named = threadOf(payload);
  if (named !== null) {
    return named !== thread.id;
  }
  const turn = isTurnRow(payload) ? timeOfId(payload.turn_id as string) : null;
  if (turn !== null && thread.bornMs !== null) {
    if (turn >= thread.bornMs) {
      return false;
    }
    state.sawOldTurn = true;
    return true;
  }
  const { writtenMs } = thread;
  if (at === null || writtenMs === null || at <= writtenMs) {
    return true;
  }
  if (at > writtenMs + BURST_LIMIT_MS) {
    return false;
  }
  const gap = at - (state.lastAt ?? Number.NEGATIVE_INFINITY);
  return gap <= (state.sawOldTurn ? PROVEN_GAP_MS : BURST_GAP_MS);
}

/** The thread that a row names as its own; rows about other threads (`sub_agent_activity`) use other names. */
function threadOf(payload: JsonObject): string | null {
  const { thread_id, type } = payload;
  const isOwn = type === undefined || type === 'item_completed';
  return isOwn && typeof thread_id === 'string' && isObject(payload.usage ?? payload.item) ? thread_id : null;
}

function isTurnRow({ turn_id, type }: JsonObject): boolean {
  const startsTurn = type === undefined || type === 'task_started' || type === 'turn_started';
  return startsTurn && typeof turn_id === 'string';
}
