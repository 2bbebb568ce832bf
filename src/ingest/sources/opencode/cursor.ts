/** How far a database is read: what its rows are compared with the next time. Small JSON, kept with the checkpoint. */

import { isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';
import type { RowKind } from './place.ts';
import type { RowMarks } from './row-marks.ts';
import type { Schema } from './schema.ts';

/** A row may be committed so long after the time that it bears. */
const OVERLAP_MS = 5_000;
/** Rows of the overlap that are remembered; of more, some are given again. */
const SEEN_ROWS = 256;
/** Sessions at work so long before the latest change are looked at each time, see `WorkLog`. */
const WATCH_MS = 2 * 3_600_000;
const WATCHED_SESSIONS = 128;
const PENDING_MESSAGES = 32;

type RowNumbers = Readonly<Partial<Record<RowKind, number>>>;
/** `[offset, time_updated]`. */
type SeenRow = readonly [number, number];
/** `[session id, latest time_updated of its rows]`. */
type Watched = readonly [string, number];
/** `[session id, row number of the message]`. */
export type Pending = readonly [string, number];

/** What was seen of the database, up to when it was looked at. */
interface Sight {
  /** Latest `time_updated`; 0 = nothing was read. */
  readonly at: number;
  readonly rows: RowMarks;
  /** Rows at the edge of what was seen: they are seen again, and then not given again. */
  readonly seen: readonly SeenRow[];
  readonly watched: readonly Watched[];
  /** Messages that say what they used but are not complete. */
  readonly pending: readonly Pending[];
}

/** A reading in parts: the sessions up to row `after` are done. */
interface Pass extends Sight {
  readonly after: number;
  /** Epoch ms; what is written from then on is for the next reading. */
  readonly startedAt: number;
}

interface Cursor extends Sight {
  /** The generation that was read; another one is read from its start. */
  readonly generation: Schema['generation'];
  /** Set while a reading is not finished. */
  readonly pass: Pass | null;
}

/** The cursor as saved; a new one when there is none for this generation. */
function cursorOf(saved: string | null, generation: Cursor['generation']): Cursor {
  const value = saved === null ? null : parseJson(saved);
  const isUsable = isObject(value) && value.generation === generation && Array.isArray(value.seen);
  return isUsable
    ? (value as unknown as Cursor)
    : { generation, at: 0, rows: {}, seen: [], watched: [], pending: [], pass: null };
}

/** What is looked at when a reading begins or goes on. */
interface Sights {
  readonly generation: Cursor['generation'];
  readonly nowMs: number;
  /** Where the tables end now. */
  readonly rows: () => RowMarks;
  /** Largest rows that are still what they were. */
  readonly rowsSeen: (marks: RowMarks) => RowNumbers;
}

/** What the reading before saw, and what this one has seen so far. */
export class Progress {
  readonly #before: Cursor;
  readonly #startedAt: number;
  readonly #rows: RowMarks;
  readonly #rowsBefore: RowNumbers;
  readonly #known: ReadonlyMap<number, number>;
  readonly #seen: Map<number, number>;
  readonly #watched: Map<string, number>;
  readonly #isWatched: ReadonlySet<string>;
  readonly #pending: Pending[];
  #lookAgainAt: number | null = null;
  #after: number;
  #latest: number;

  constructor(saved: string | null, { generation, nowMs, rows, rowsSeen }: Sights) {
    const before = cursorOf(saved, generation);
    const { pass } = before;
    this.#before = before;
    this.#startedAt = pass?.startedAt ?? nowMs;
    this.#rows = pass?.rows ?? rows();
    this.#rowsBefore = rowsSeen(before.rows);
    this.#after = pass?.after ?? 0;
    this.#latest = pass?.at ?? before.at;
    this.#known = new Map(before.seen);
    this.#seen = new Map(pass?.seen ?? before.seen);
    this.#watched = new Map([...before.watched, ...(pass?.watched ?? [])]);
    this.#isWatched = new Set(this.watchedBefore());
    this.#pending = [...(pass?.pending ?? [])];
    // Only the next reading can tell until when these are pending.
    if (this.#pending.length > 0) this.#lookAgainAt = nowMs;
  }

  /** Rows with a `time_updated` before it were seen. */
  get since(): number {
    return this.#before.at - OVERLAP_MS;
  }

  /** Sessions up to this row are done in this reading. */
  get after(): number {
    return this.#after;
  }

  /** Rows of a table with a larger number are new. */
  rowsBefore(kind: RowKind): number {
    return this.#rowsBefore[kind] ?? 0;
  }

  watchedBefore(): string[] {
    return this.#before.watched.map(([id]) => id);
  }

  /** Rows of the session with a `time_updated` before it were seen: of one that was not looked at each time, no one can say. */
  sinceOf(sessionId: string): number {
    return this.#isWatched.has(sessionId) ? this.since : 0;
  }

  pendingBefore(): readonly Pending[] {
    return this.#before.pending;
  }

  /** Was the session made since? Its row number may have been another's before. */
  isNewSession(row: number, offset: number, createdAt: number): boolean {
    return row > this.rowsBefore('session') || (createdAt >= this.since && !this.#known.has(offset));
  }

  /** Was the row not seen before as it is now? Remembers it. */
  isNews(offset: number, updatedAt: number): boolean {
    this.#latest = Math.max(this.#latest, updatedAt);
    this.#seen.set(offset, updatedAt);
    if (this.#seen.size > 16 * SEEN_ROWS) this.#prune();
    return this.#known.get(offset) !== updatedAt;
  }

  watch(sessionId: string, updatedAt: number): void {
    this.#watched.set(sessionId, Math.max(updatedAt, this.#watched.get(sessionId) ?? 0));
  }

  addPending(message: Pending, until: number): void {
    this.#pending.push(message);
    this.#lookAgainAt = Math.min(this.#lookAgainAt ?? until, until);
  }

  /** When the first of the messages that were found pending no longer is, epoch ms. */
  get lookAgainAt(): number | null {
    return this.#lookAgainAt;
  }

  finishSession(row: number): void {
    this.#after = row;
  }

  /** The state to save between parts, or at the end. */
  save(isFinished: boolean): string {
    const sight = this.#sight();
    const pass = { ...sight, after: this.#after, startedAt: this.#startedAt };
    const cursor: Cursor = isFinished
      ? { generation: this.#before.generation, ...sight, pass: null }
      : { ...this.#before, pass };
    return JSON.stringify(cursor);
  }

  #sight(): Sight {
    this.#prune();
    const at = this.#at();
    return {
      ...{ at, rows: this.#rows },
      seen: [...this.#seen],
      watched: newest([...this.#watched], WATCHED_SESSIONS).filter(([, last]) => last >= at - WATCH_MS),
      pending: this.#pending.slice(-PENDING_MESSAGES),
    };
  }

  /** Never later than when the reading began: what changed behind its back is older than what it saw last. */
  #at(): number {
    return Math.max(this.#before.at, Math.min(this.#latest, this.#startedAt));
  }

  #prune(): void {
    const edge = this.#at() - OVERLAP_MS;
    const kept = newest([...this.#seen], SEEN_ROWS).filter(([, updatedAt]) => updatedAt >= edge);
    this.#seen.clear();
    for (const [offset, updatedAt] of kept) this.#seen.set(offset, updatedAt);
  }
}

function newest<T extends readonly [unknown, number]>(entries: readonly T[], limit: number): T[] {
  return entries.toSorted((one, other) => other[1] - one[1]).slice(0, limit);
}
