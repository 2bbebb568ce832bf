/**
 * The whole write side on one page: where logs are, reading them once, following them here or in a thread of its own, and the care of
 * the database file. Lines flow one way: find-files -> ingest (tail, adapters) -> writer (recorder, detectors) -> outbox.
 */

import type { DiscoveryEnvironment, SourceRoot } from './domain/source.ts';
import { ADAPTERS } from './ingest/sources/registry.ts';
import { type RunningMonitor, startFollowing } from './writing/follow.ts';
import type { MonitorOptions } from './writing/options.ts';

export { checkDatabase, databaseFacts, rebuildDatabase } from './writing/database-care.ts';
export type { RunningMonitor } from './writing/follow.ts';
export { ingestOnce } from './writing/ingest-once.ts';
export { startMonitorThread } from './writing/monitor-thread.ts';
export type { IngestSummary, MonitorOptions } from './writing/options.ts';

/** Folders that the known formats write to on this machine, whether they exist or not. */
export function discoverRoots(environment: DiscoveryEnvironment): SourceRoot[] {
  return ADAPTERS.flatMap((adapter) =>
    adapter.roots(environment).map((path) => ({ source: adapter.id, path, explicit: false })),
  );
}

/** Follows the logs in this thread. Throws UserError 5, 6, 7 when the database cannot be opened. */
export async function startMonitor(options: MonitorOptions): Promise<RunningMonitor> {
  return startFollowing(options);
}
