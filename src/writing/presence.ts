/** Looks every few seconds at which harness processes run and what they hold, and has what that says of sessions stored. */

import fs from 'node:fs';
import path from 'node:path';
import type { SightNote } from '../db/notes.ts';
import type { SourceRoot } from '../domain/source.ts';
import { readRegistry } from '../ingest/presence/claude-registry.ts';
import type { HarnessProcess } from '../ingest/presence/harness-process.ts';
import type { ProcessTable } from '../ingest/presence/processes.ts';
import { type SessionFinder, type Sighting, sightingsOf } from '../ingest/presence/sightings.ts';

/** What does not change is written again so often: a third of the time that a sight holds (metrics/status-rules.ts). */
const REWRITE_MS = 10_000;

/** Where presence finds sessions and leaves notes: the part of the writer that it needs. */
export interface PresenceStore {
  readonly finder: SessionFinder & { byInode(dev: number, ino: number): number | null };
  note(sights: readonly SightNote[]): void;
}

export interface Presence {
  /** Looks when it is time to. True: some session's state changed. */
  look(store: () => PresenceStore | null): Promise<boolean>;
}

export interface PresenceOptions {
  readonly roots: readonly SourceRoot[];
  /** Clock that was stopped: then nothing of the present belongs to what is shown. */
  readonly fixedNow: number | null;
}

/** `table` null: this system tells nothing of processes. */
export function createPresence({ roots, fixedNow }: PresenceOptions, table: ProcessTable | null): Presence {
  const folders = registryFolders(roots);
  const memory = createMemory();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isLooking = false;
  return {
    look: async (storeOf) => {
      if (table === null || fixedNow !== null || isLooking) return false;
      if (performance.now() - lookedAt < table.everyMs) return false;
      isLooking = true;
      try {
        const processes = await table.look();
        lookedAt = performance.now();
        const store = storeOf();
        if (processes === null || store === null) return false;
        const now = Date.now();
        const entries = readRegistry(folders, claudePids(processes));
        const { sights, isChange } = memory.compare(
          sightingsOf(processes, entries, throughLinks(store.finder), now),
          processes,
          now,
        );
        if (sights.length > 0) store.note(sights);
        return isChange;
      } finally {
        isLooking = false;
      }
    },
  };
}

const claudePids = (processes: readonly HarnessProcess[]): number[] =>
  processes.filter(({ harness }) => harness === 'claude_code').map(({ pid }) => pid);

/** Beside the `projects` folder of each configuration that is read. */
function registryFolders(roots: readonly SourceRoot[]): string[] {
  const configs = roots.flatMap(({ source, path: root }) =>
    source === 'claude-code' && path.basename(root) === 'projects' ? [path.dirname(root)] : [],
  );
  return [...new Set(configs)].map((config) => path.join(config, 'sessions'));
}

/** A log may have been found through a link, while a process names its real path. */
function throughLinks(finder: PresenceStore['finder']): SessionFinder {
  return {
    ...finder,
    byLog: (file) => {
      const sessionKey = finder.byLog(file);
      if (sessionKey !== null) return sessionKey;
      const stats = statsOf(file);
      return stats === null ? null : finder.byInode(stats.dev, stats.ino);
    },
  };
}

function statsOf(file: string): fs.Stats | null {
  try {
    return fs.statSync(file);
  } catch {
    return null;
  }
}

interface Held {
  /** pid and start of its process. */
  readonly run: string;
  readonly isRegistered: boolean;
  /** Notes by rung, as they were last written. */
  readonly written: ReadonlyMap<SightNote['rung'], SightNote>;
}

const runOf = ({ pid, startMark }: HarnessProcess): string => `${pid} ${startMark}`;

/** Remembers who held which session at the last look: who is missing at this one is gone. */
export function createMemory() {
  let held = new Map<number, Held>();

  const sightNotes = (sighting: Sighting, now: number): SightNote[] => {
    const { sessionKey, tie, entry } = sighting;
    const before = held.get(sessionKey)?.written;
    const seen = { sessionKey, seenAt: now };
    // A process that lives says nothing of what it does.
    const alive: SightNote = { ...seen, rung: 'process', status: 'unknown', reason: tie, at: now };
    if (entry === null || entry.status === null) return [alive];
    const { status, reason } = entry;
    const last = before?.get('registry');
    const since = last?.status === status && last.reason === reason ? last.at : now;
    return [alive, { ...seen, rung: 'registry', status, reason, at: entry.since ?? since }];
  };

  const gone = (sessionKey: number, reason: string, now: number): SightNote => ({
    ...{ sessionKey, rung: 'process', status: 'ended', reason, at: now, seenAt: now },
  });

  return {
    /** What has to be written after a look, and whether any of it is news. */
    compare(
      sightings: readonly Sighting[],
      processes: readonly HarnessProcess[],
      now: number,
    ): { readonly sights: SightNote[]; readonly isChange: boolean } {
      const next = new Map<number, Held>();
      const sights: SightNote[] = [];
      let isChange = false;
      for (const sighting of sightings) {
        const before = held.get(sighting.sessionKey)?.written;
        const written = new Map(before);
        for (const note of sightNotes(sighting, now)) {
          const last = before?.get(note.rung);
          const isNews = last === undefined || !isSameWord(last, note);
          isChange ||= isNews;
          if (!isNews && now - last.seenAt < REWRITE_MS && now >= last.seenAt) continue;
          sights.push(note);
          written.set(note.rung, note);
        }
        const run = runOf(sighting.process);
        next.set(sighting.sessionKey, { run, isRegistered: sighting.tie === 'registered', written });
      }
      const running = new Set(processes.map(runOf));
      const registered = new Set([...next.values()].filter((one) => one.isRegistered).map(({ run }) => run));
      for (const [sessionKey, last] of held) {
        if (next.has(sessionKey)) continue;
        if (!running.has(last.run)) sights.push(gone(sessionKey, 'gone', now));
        else if (last.isRegistered && registered.has(last.run))
          sights.push(gone(sessionKey, 'replaced', now));
        // It runs, but what it holds cannot be told just now.
        else next.set(sessionKey, last);
        isChange ||= !next.has(sessionKey);
      }
      held = next;
      return { sights, isChange };
    },
  };
}

const isSameWord = (a: SightNote, b: SightNote): boolean =>
  a.status === b.status && a.reason === b.reason && (a.rung === 'process' || a.at === b.at);
