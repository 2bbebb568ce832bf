/**
 * Decides whether a file that is seen is one that is known (RELIABILITY.md 3.3). Records are keyed by (lineage, offset) alone, so a
 * file may join a lineage only when it cannot disagree with anything recorded or being read there: a wrong join would lose lines.
 */

import type { FileLookup, FileRow, IdentityDecision, ObservedFile } from '../domain/source.ts';
import {
  type Content,
  digest,
  FINGERPRINT_BYTES,
  firstDifference,
  holds,
  readHead,
  recordedEnd,
} from './content.ts';
import type { OtherFile } from './open-file.ts';

const NEWLINE = 0x0a;
const CLOSING_BRACE = 0x7d;
/** What may follow a last line that was recorded before its newline came. */
const SPACES = new Set([NEWLINE, 0x0d, 0x20, 0x09]);
/** Lineages that begin alike and are compared byte by byte, at most; files past it are new. */
const MAX_LINEAGES = 64;

interface IdentityHelpers {
  /** See `openOther` in open-file.ts. */
  openOther(row: FileRow): OtherFile | null;
}

/** The file in question and what it is judged by. */
interface Subject {
  readonly observed: ObservedFile;
  readonly content: Content;
  readonly lookup: FileLookup;
  readonly helpers: IdentityHelpers;
}

/**
 * `content` is what the observed file holds. Throws what `helpers` throw: then nothing must be recorded.
 * A copy that goes on differently from its original ends as a lineage of its own, read from 0.
 */
export function decideIdentity(
  observed: ObservedFile,
  content: Content,
  lookup: FileLookup,
  helpers: IdentityHelpers,
): IdentityDecision {
  const subject = { observed, content, lookup, helpers };
  const live = lookup.byInode(observed.dev, observed.ino);
  const row = live?.source === observed.source ? live : null;
  const mayGoOn = row !== null && goesOn(subject, row);
  if (mayGoOn && isCertain(subject, row)) return { kind: 'continue', fileId: row.fileId };
  const inherits = provenLineage(subject);
  if (mayGoOn && (inherits ?? row.lineage) === row.lineage) return { kind: 'continue', fileId: row.fileId };
  return {
    kind: 'new',
    closes: live?.fileId ?? null,
    gap: live !== null && lostUnread(subject, live),
    inherits,
  };
}

/** Nothing about this file has changed since it was read to its end: it need not even be opened. */
export function isUnchanged(row: FileRow, seen: ObservedFile): boolean {
  return row.path === seen.path && row.adapterVersion >= seen.adapterVersion && isUntouched(row, seen);
}

function isUntouched(row: FileRow, seen: ObservedFile): boolean {
  return (
    row.dev === seen.dev &&
    row.ino === seen.ino &&
    row.size === seen.size &&
    row.mtimeMs === seen.mtimeMs &&
    row.ctimeMs === seen.ctimeMs
  );
}

/** The same inode with the same beginning, and what follows stands in no one's way. */
function goesOn(subject: Subject, row: FileRow): boolean {
  if (!holds(subject.content, row)) return false;
  return hasNothingNew(subject, row) || agreesWithAll(subject, relatives(subject, row), recordedEnd(row));
}

/**
 * Where little is recorded of a row (nothing, or a header that many files share), or its inode has another path now, the file may
 * as well be a copy of one that is known better: an inode is given again as soon as it is free.
 */
function isCertain(subject: Subject, row: FileRow): boolean {
  const isWellKnown = recordedEnd(row) >= FINGERPRINT_BYTES && row.path === subject.observed.path;
  return isWellKnown || hasNothingNew(subject, row);
}

function hasNothingNew({ content, observed }: Subject, row: FileRow): boolean {
  return content.size <= recordedEnd(row) || isUntouched(row, observed);
}

/** A lineage whose recorded content this file proves to hold, the longest one first; null = none. */
function provenLineage(subject: Subject): number | null {
  const tried = new Set<number>();
  for (const candidate of candidates(subject)) {
    if (tried.has(candidate.lineage)) continue;
    if (tried.size === MAX_LINEAGES) return null;
    tried.add(candidate.lineage);
    if (agreesWithAll(subject, rowsOfLineage(subject, candidate.lineage), 0)) return candidate.lineage;
  }
  return null;
}

/** Rows that begin like this file, the one that is recorded furthest first. */
function candidates(subject: Subject): FileRow[] {
  const { content, lookup, observed } = subject;
  const head = readHead(content);
  return recordEnds(head)
    .flatMap((length) => lookup.byFingerprint(length, digest(head.subarray(0, length))))
    .filter((row) => row.source === observed.source)
    .sort(furthestFirst);
}

const furthestFirst = (a: FileRow, b: FileRow): number => recordedEnd(b) - recordedEnd(a);

/**
 * Lengths that a fingerprint of such content can have: the whole of 1 KiB, or up to where a line is recorded, which is behind a
 * newline or behind an object whose newline had not come. Cheaper than asking which lengths are in use: that is a scan of all files.
 */
function recordEnds(head: Buffer): number[] {
  const ends: number[] = [];
  for (let length = 1; length <= head.length; length++)
    if (length === head.length || head[length - 1] === NEWLINE || endsObject(head, length)) ends.push(length);
  return ends;
}

function endsObject(head: Buffer, length: number): boolean {
  const last = head[length - 1] as number;
  return (last === CLOSING_BRACE || SPACES.has(last)) && SPACES.has(head[length] as number);
}

/** Other rows of the same lineage. */
function relatives(subject: Subject, row: FileRow): FileRow[] {
  return rowsOfLineage(subject, row.lineage).filter((other) => other.fileId !== row.fileId);
}

function rowsOfLineage(subject: Subject, lineage: number): FileRow[] {
  return subject.lookup.byLineage(lineage);
}

/** `settled`: up to where this file's content is known to be what the lineage records. */
function agreesWithAll(subject: Subject, rows: readonly FileRow[], settled: number): boolean {
  let known = settled;
  for (const row of rows.toSorted(furthestFirst)) {
    if (!agrees(subject, row, known)) return false;
    known = Math.max(known, Math.min(recordedEnd(row), subject.content.size));
  }
  return true;
}

/**
 * May this file and the row's be read into one lineage? A file that is still there is compared byte by byte, also past what is
 * recorded of it: it may be being read right now. Of one that is gone, fingerprint and guard must match, and it must not have been
 * longer than this one. A difference behind the row's records but within what is settled is the row's: it leaves at its next look.
 */
function agrees(subject: Subject, row: FileRow, settled: number): boolean {
  const { content } = subject;
  const end = recordedEnd(row);
  if (content.size >= end && !holds(content, row)) return false;
  const other = mayHoldMore(subject.observed, row, settled) ? subject.helpers.openOther(row) : null;
  if (other === null) return content.size >= end;
  try {
    const to = Math.min(content.size, other.content.size);
    const differs = firstDifference(content, other.content, Math.min(settled, end), to);
    if (differs === null) return content.size >= end;
    return differs >= to || (differs >= end && differs < settled);
  } finally {
    other.close();
  }
}

/** Could the row's own file hold bytes past `settled`? Not when this file took its inode; a complete `.gz` does not grow. */
function mayHoldMore(observed: ObservedFile, row: FileRow, settled: number): boolean {
  if (row.dev === observed.dev && row.ino === observed.ino) return false;
  const end = recordedEnd(row);
  return end > settled || (row.state === 'live' && (end === 0 || !row.gz));
}

/** Were bytes behind this row's checkpoint destroyed before anyone read them, as far as is known? */
function lostUnread(subject: Subject, row: FileRow): boolean {
  if (holds(subject.content, row)) return false;
  const end = recordedEnd(row);
  const hadMore = row.size === -1 || (!row.gz && row.size > end);
  return hadMore && !relatives(subject, row).some((other) => recordedEnd(other) > end);
}
