/** What the write side is started with, and what a single read tells. */

import type { AlertSettings } from '../domain/alert.ts';
import type { IdentityRule } from '../domain/identity.ts';
import type { PriceSettings } from '../domain/prices.ts';
import type { SourceId, SourceProblem, SourceRoot } from '../domain/source.ts';

export interface MonitorOptions {
  readonly databasePath: string;
  /** agent-alerts.jsonl; null = alerts are stored but told to no file. */
  readonly alertsPath: string | null;
  readonly roots: readonly SourceRoot[];
  /** IANA zone that the database keeps its days in. */
  readonly timezone: string;
  /** null = no alerts. */
  readonly alertSettings: AlertSettings | null;
  /** Interval of the sweep over recent files, ms. */
  readonly sweepMs: number;
  /** Store redacted titles of sessions. */
  readonly titles: boolean;
  /** Store working folders and projects. */
  readonly paths: boolean;
  readonly busyTimeoutMs: number;
  readonly home: string;
  /** The user's rules of who works where. */
  readonly identities: readonly IdentityRule[];
  /** What the user says of prices. */
  readonly prices: PriceSettings;
  /** Clock that AGENTPERF_NOW stopped, epoch ms; null = the real one. */
  readonly fixedNow: number | null;
  /** A banner that stays; null = none. */
  readonly notice?: string | null;
  /** Read every file again from its start; what is known is not counted twice. */
  readonly rescan?: boolean;
}

export interface IngestSummary {
  /** Files that had something new. */
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  /** Lines rejected, copies apart. */
  readonly skipped: number;
  /** Lines that were copies of known ones. */
  readonly duplicates: number;
  readonly problems: readonly SourceProblem[];
  /** Log files that could be read, new or not. */
  readonly readableFiles: number;
  /** Sources that another agentperf had not finished reading in time, or does not read at all. */
  readonly staleSources: readonly SourceId[];
  /** The places of these that the other agentperf never looks at. */
  readonly unwatched: readonly string[];
  /** pid of that agentperf; null when all is read. */
  readonly writerPid: number | null;
  readonly durationMs: number;
}
