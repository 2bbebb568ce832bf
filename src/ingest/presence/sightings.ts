/** Joins running processes to the sessions that they hold: by the harness's registry, open logs, arguments, and last by folder. Pure. */

import { isWrittenBy, type RegistryEntry } from './claude-registry.ts';
import type { HarnessProcess } from './harness-process.ts';

/** Sessions as the database knows them, by number. */
export interface SessionFinder {
  byId(harness: string, sessionId: string): number | null;
  byLog(path: string): number | null;
  /** Main sessions of a folder with a sign of life since `since`, epoch ms. */
  inFolder(harness: string, folder: string, since: number): readonly number[];
}

/** How a session's process is known, surest first. */
type Tie = 'registered' | 'open_log' | 'resumed' | 'folder';

/** A session whose process lives. */
export interface Sighting {
  readonly sessionKey: number;
  readonly process: HarnessProcess;
  readonly tie: Tie;
  /** What the registry says it does; null when there is none, or it does not say. */
  readonly entry: RegistryEntry | null;
}

/** A session may have been written to a moment before its process could be seen. */
const START_SLACK_MS = 2_000;

/** One sighting a session. */
export function sightingsOf(
  processes: readonly HarnessProcess[],
  entries: readonly RegistryEntry[],
  finder: SessionFinder,
  now: number,
): Sighting[] {
  const found = new Map<number, Sighting>();
  const spokenFor = new Set<HarnessProcess>();
  const tied = (
    process: HarnessProcess,
    sessionKey: number | null,
    tie: Tie,
    entry?: RegistryEntry,
  ): void => {
    spokenFor.add(process);
    if (sessionKey === null) return;
    const known = found.get(sessionKey);
    const isNewer = (entry?.since ?? 0) > (known?.entry?.since ?? 0);
    if (known === undefined || isNewer)
      found.set(sessionKey, { sessionKey, process, tie, entry: entry ?? null });
  };
  for (const process of processes) {
    const entry = entries.find((one) => isWrittenBy(one, process, now));
    if (entry !== undefined)
      tied(process, finder.byId(process.harness, entry.sessionId), 'registered', entry);
  }
  for (const process of processes) {
    for (const path of process.openLogs) {
      const sessionKey = finder.byLog(path);
      if (sessionKey !== null) tied(process, sessionKey, 'open_log');
    }
  }
  for (const process of processes) {
    // What a process holds now is told by its registry: its arguments only say what it began with.
    if (spokenFor.has(process)) continue;
    for (const id of process.sessionIds) {
      const sessionKey = finder.byId(process.harness, id);
      if (sessionKey !== null) tied(process, sessionKey, 'resumed');
    }
  }
  for (const [process, sessionKey] of soleInFolder(processes, spokenFor, finder, found))
    tied(process, sessionKey, 'folder');
  return [...found.values()];
}

/** Processes alone in their folder, each with the only session there that lived since it started and that no other one holds. */
function soleInFolder(
  processes: readonly HarnessProcess[],
  spokenFor: ReadonlySet<HarnessProcess>,
  finder: SessionFinder,
  found: ReadonlyMap<number, Sighting>,
): [HarnessProcess, number][] {
  // A launcher and the program that it started are one run.
  const runs = processes.filter((one) => !processes.some((other) => isLauncherOf(other, one)));
  const free = runs.filter(
    (one) => one.runsSession && one.cwd !== null && !isSpokenFor(one, processes, spokenFor),
  );
  return free.flatMap((one): [HarnessProcess, number][] => {
    if (free.some((other) => other !== one && other.harness === one.harness && other.cwd === one.cwd))
      return [];
    const sessions = finder
      .inFolder(one.harness, one.cwd as string, one.startedAt - START_SLACK_MS)
      .filter((sessionKey) => !found.has(sessionKey));
    const [only] = sessions;
    return sessions.length === 1 && only !== undefined ? [[one, only]] : [];
  });
}

const isLauncherOf = (other: HarnessProcess, one: HarnessProcess): boolean =>
  other.pid === one.parentPid && other.harness === one.harness;

const isSpokenFor = (
  one: HarnessProcess,
  processes: readonly HarnessProcess[],
  spokenFor: ReadonlySet<HarnessProcess>,
): boolean =>
  spokenFor.has(one) || processes.some((other) => isLauncherOf(one, other) && spokenFor.has(other));
