/**
 * The whole write side on one page: where logs are, reading them once, following them here or in a thread of its own, and the care of
 * the database file. Lines flow one way: find-files -> ingest (tail, adapters) -> writer (recorder, detectors) -> outbox.
 *
 * Each part is loaded when it is asked for: a screen needs neither the price list nor the recorder in its own thread, and its first
 * frame does not wait for them.
 */

import type { AsideFile } from './db/aside.ts';
import type { DiscoveryEnvironment } from './domain/adapter.ts';
import type { PriceSettings } from './domain/prices.ts';
import type { SourceRoot } from './domain/source.ts';
import { ADAPTERS } from './ingest/sources/registry.ts';
import type { DatabaseFacts, Rebuilt } from './writing/database-care.ts';
import type { OnWait } from './writing/ingest-once.ts';
import { type MonitorThread, openMonitorThread } from './writing/monitor-thread.ts';
import type { IngestSummary, MonitorOptions } from './writing/options.ts';
import type { RunningMonitor } from './writing/running-monitor.ts';

export type { MonitorThread } from './writing/monitor-thread.ts';
export type { IngestSummary, MonitorOptions } from './writing/options.ts';
export type { RunningMonitor } from './writing/running-monitor.ts';

/** Folders that the known formats write to on this machine, whether they exist or not. */
export function discoverRoots(environment: DiscoveryEnvironment): SourceRoot[] {
  return ADAPTERS.flatMap((adapter) =>
    adapter.roots(environment).map((path) => ({ source: adapter.id, path, explicit: false })),
  );
}

/** Reads what is new, once. Throws UserError 5, 6, 7 when the database cannot be used. */
export async function ingestOnce(options: MonitorOptions, onWait?: OnWait): Promise<IngestSummary> {
  return (await import('./writing/ingest-once.ts')).ingestOnce(options, onWait);
}

/** Follows the logs in this thread. Throws UserError 5, 6, 7 when the database cannot be opened. */
export async function startMonitor(options: MonitorOptions): Promise<RunningMonitor> {
  return (await import('./writing/follow.ts')).startFollowing(options);
}

/** Follows the logs in a thread of its own once it is started; `ready` rejects with UserError 5, 6, 7. */
export function monitorThread(options: MonitorOptions): MonitorThread {
  return openMonitorThread(options);
}

const databaseCare = () => import('./writing/database-care.ts');

/** What the database file is; null when there is none yet. Throws UserError 5, 6, 7 when it cannot be used. */
export async function databaseFacts(path: string): Promise<DatabaseFacts | null> {
  return (await databaseCare()).databaseFacts(path);
}

/** What is wrong with the database file, a line each; empty when it is sound. */
export async function checkDatabase(path: string): Promise<string[]> {
  return (await databaseCare()).checkDatabase(path);
}

/** Old files that `rebuildDatabase` put aside. */
export async function asideOf(path: string): Promise<AsideFile[]> {
  return (await import('./db/aside.ts')).asideOf(path);
}

/** Moves a damaged file aside and makes a new one of what it still holds; reading `roots` again fills in the rest. */
export async function rebuildDatabase(
  path: string,
  roots: readonly SourceRoot[],
  prices: PriceSettings,
): Promise<Rebuilt> {
  const folders = roots.map((root) => root.path);
  return (await databaseCare()).rebuildDatabase(path, Date.now(), folders, prices);
}
