/** What the read side answers of sources: what was read, who works where, what vendors report. */

import type { SkipReason } from './event.ts';
import type { Fact } from './parity.ts';
import type { SourceId } from './source.ts';

export interface SourceReport {
  readonly source: SourceId;
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly skippedByReason: ReadonlyMap<SkipReason, number>;
  readonly otherTypes: ReadonlyMap<string, number>;
  readonly lastReadAt: number | null;
  /**
   * `missing`: none of its folders is there. `empty`: they are there, and no log is in them. `unreadable`: what is there could not be
   * read. `partial`: some of it was. `ok`: all of it.
   */
  readonly state: 'ok' | 'missing' | 'empty' | 'unreadable' | 'partial';
  readonly note: string | null;
  /** What this source never writes down. */
  readonly notLogged: readonly Fact[];
}

/** What became of the lines of one file: lines = accepted + all that was skipped, for a log of lines. */
export interface FileReport {
  readonly path: string;
  readonly source: SourceId;
  readonly lines: number;
  readonly accepted: number;
  /** Of the accepted: records of a type that the adapter does not know. */
  readonly other: number;
  readonly skippedByReason: ReadonlyMap<SkipReason, number>;
}

/** Sessions that look alike to the identity rules. */
export interface IdentityRow {
  readonly harness: string;
  /** As stored: the home folder is `~`. */
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly agent: string;
  readonly department: string | null;
  readonly project: string | null;
  readonly sessions: number;
}

/** A limit as the vendor last reported it in a log. */
export interface LimitReport {
  readonly limitId: string;
  readonly windowMinutes: number | null;
  /** 0 to 100. */
  readonly usedPercent: number;
  readonly resetsAt: number | null;
  readonly plan: string | null;
  /** When it was said. */
  readonly at: number;
}
