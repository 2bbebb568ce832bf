/** What reading one transcript remembers between lines and between runs. */

import type { SessionRef } from '../../../domain/event.ts';
import { isObject } from '../fields.ts';
import type { FilePlace } from './paths.ts';
import type { SeenNotes } from './session-notes.ts';

/** Sessions and titles remembered at most: a file has one or two sessions, all else is junk. */
const SESSIONS_LIMIT = 64;
const TITLES_LIMIT = 16;

/** A `summary` row's title, waiting for the row it names. */
type WaitingTitles = Map<string, string>;

export class FileState {
  /** Epoch ms of the last line that had a time of its own. */
  lastAt: number | null = null;
  /** Session id of the last row that had one. */
  lastSessionId: string | null = null;
  readonly notes: SeenNotes = { sessionId: null, values: new Map() };
  readonly #place: FilePlace;
  readonly #prompted = new Set<string>();
  readonly #waitingTitles: WaitingTitles = new Map();
  /** The last row that had an id, and its session. */
  #lastRow: { readonly uid: string; readonly sessionId: string } | null = null;
  /** Session whose rows stood before the file's own (copied history). */
  #historyOf: string | null = null;

  constructor(place: FilePlace, saved: string | null) {
    this.#place = place;
    this.#restore(saved);
  }

  /** Is this the session's first prompt in this file? True once per session. */
  takeFirstPrompt(sessionId: string): boolean {
    if (this.#prompted.has(sessionId) || this.#prompted.size >= SESSIONS_LIMIT) {
      return false;
    }
    this.#prompted.add(sessionId);
    return true;
  }

  /** The session whose copied history stood in this file before `session`, which must be the file's own; null when none did. */
  takeHistoryOf(session: SessionRef): string | null {
    if (this.#place.kind !== 'main' || session.parentId !== null) {
      return null;
    }
    if (session.id !== this.#place.stem) {
      this.#historyOf = session.id;
      return null;
    }
    const history = this.#historyOf;
    this.#historyOf = null;
    return history;
  }

  /** A title waits for the row it names. */
  get awaitsTitles(): boolean {
    return this.#waitingTitles.size > 0;
  }

  /** Remembers the row; returns the title that an earlier `summary` row has for it, if any. */
  passRow(uid: string, sessionId: string): string | null {
    this.#lastRow = { uid, sessionId };
    const title = this.#waitingTitles.size === 0 ? undefined : this.#waitingTitles.get(uid);
    if (title === undefined) {
      return null;
    }
    this.#waitingTitles.delete(uid);
    return title;
  }

  /** Session of a row, when it is the last one that had an id; null for every other. */
  sessionOfRow(uid: string): string | null {
    return this.#lastRow?.uid === uid ? this.#lastRow.sessionId : null;
  }

  /** Keeps a title until the row it names comes. */
  awaitRow(uid: string, title: string): void {
    if (this.#waitingTitles.size < TITLES_LIMIT) {
      this.#waitingTitles.set(uid, title);
    }
  }

  save(): string {
    return JSON.stringify({
      lastAt: this.lastAt,
      lastSessionId: this.lastSessionId,
      sessionId: this.notes.sessionId,
      notes: [...this.notes.values].filter(([, value]) => typeof value === 'string'),
      prompted: [...this.#prompted],
      waitingTitles: [...this.#waitingTitles],
      lastRow: this.#lastRow === null ? null : [this.#lastRow.uid, this.#lastRow.sessionId],
      historyOf: this.#historyOf,
    });
  }

  /** A state that cannot be read is as good as none: the next rows say all again. */
  #restore(saved: string | null): void {
    const state = saved === null ? null : parsedState(saved);
    if (state === null) {
      return;
    }
    this.lastAt = typeof state.lastAt === 'number' ? state.lastAt : null;
    this.lastSessionId = stringOrNull(state.lastSessionId);
    this.notes.sessionId = stringOrNull(state.sessionId);
    this.#historyOf = stringOrNull(state.historyOf);
    for (const sessionId of strings(state.prompted)) {
      this.#prompted.add(sessionId);
    }
    fill(this.notes.values, state.notes);
    fill(this.#waitingTitles, state.waitingTitles);
    const [uid, sessionId] = strings(state.lastRow);
    this.#lastRow = uid === undefined || sessionId === undefined ? null : { uid, sessionId };
  }
}

function parsedState(saved: string): Record<string, unknown> | null {
  try {
    const state: unknown = JSON.parse(saved);
    return isObject(state) ? state : null;
  } catch {
    return null;
  }
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function fill(map: Map<string, unknown>, pairs: unknown): void {
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    const [key, value] = strings(pair);
    if (key !== undefined && value !== undefined) {
      map.set(key, value);
    }
  }
}
