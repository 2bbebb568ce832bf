/** The writer: one connection with lease, recorder, detectors and outbox, and how lines and ticks go through them. */

import process from 'node:process';
import { alertLine } from '../alerts/alert-line.ts';
import { createDetectors, type Detectors, restoreWindowMs } from '../alerts/detector.ts';
import { alertId } from '../alerts/identity.ts';
import { createOutbox, type Outbox } from '../alerts/outbox.ts';
import { actOnAlert } from '../db/alerts.ts';
import { createFileRegistry, readAllAgain } from '../db/files.ts';
import { createLease } from '../db/lease.ts';
import { readMeta, writeMeta } from '../db/meta.ts';
import { createSightNotes } from '../db/notes.ts';
import { type Connection, explain, openWriter } from '../db/open.ts';
import { type Progress, progressOf } from '../db/progress.ts';
import { sessionFinder } from '../db/queries/evidence.ts';
import { recentFacts } from '../db/queries/recent-facts.ts';
import { type CommitResult, createRecorder, type Recorder } from '../db/recorder.ts';
import type { AlertAction } from '../domain/live.ts';
import type { Repricing } from '../domain/prices.ts';
import type { DocumentRegistry, FileBatch, FileRegistry } from '../domain/source.ts';
import { ADAPTERS } from '../ingest/sources/registry.ts';
import { createPricer } from '../metrics/cost.ts';
import { estimatedOutput } from '../metrics/output-estimate.ts';
import { createBackups } from './backups.ts';
import { type Holder, holderOf, tellReads } from './holder.ts';
import type { MonitorOptions } from './options.ts';
import { placingOf, renameAll, shortened } from './placing.ts';
import type { PresenceStore } from './presence.ts';
import { createSurroundings } from './surroundings.ts';
import { createTaskKeeper } from './task-keeper.ts';

const HEARTBEAT_MS = 2_000;
const CHECKPOINT_PAGES = 4_000;
const BULK_CHECKPOINT_PAGES = 20_000;

export interface Writer {
  readonly registry: FileRegistry & DocumentRegistry;
  /** Where what is seen of running processes goes. */
  readonly presence: PresenceStore;
  /** Records a batch in the transaction that is open. Throws UserError when the database cannot be written. */
  take(batch: FileBatch, live: boolean): void;
  /** Commits what was taken and tells what came due; null when nothing was taken. */
  settle(): CommitResult | null;
  /** Between these two, much is read for the first time: larger transactions, ids indexed at the end. */
  beginBulk(): void;
  endBulk(): void;
  /** Once a second: stalls, the heartbeat, alerts that are still to be told. True: something that is shown has changed; null: the lease was lost. */
  tick(following: boolean): boolean | null;
  /** Makes the next tasks anew that have changed; false when that was all. At the end of a reading. */
  makeTasks(): boolean;
  /** Reads every file again from its start; what is known is not counted twice. */
  readAgain(): void;
  /** Prices the next piece of what is stored, when prices changed; null when every call has the prices of now. Not between take and settle. */
  reprice(): Repricing | null;
  /** The daily backup, when it is due; call it when nothing waits. */
  backUp(): void;
  /** Last problem of the alert file; null when all is told. */
  outboxProblem(): string | null;
  close(): void;
}

export interface Door {
  /** Becomes the writer when nobody else is; null while somebody is. */
  tryEnter(): Writer | null;
  /** The process that writes now; null = nobody, or this one. */
  holder(): Holder | null;
  /** Stores what the user says of an alert, whoever writes. */
  alertAction(alertId: string, action: AlertAction): void;
  /** What is still to come of the records that are stored. */
  progress(): Progress;
  /** Sizes that the present writer has read files up to, by `dev:ino`. */
  readSizes(): Map<string, number>;
  close(): void;
}

/** Opens the database for writing; `follows`: who enters stays. Throws UserError 5, 6, 7. */
export function openDoor(options: MonitorOptions, follows: boolean): Door {
  const now = () => options.fixedNow ?? Date.now();
  const file = options.databasePath;
  const db = openWriter(file, { busyTimeoutMs: options.busyTimeoutMs, now });
  const explained = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw explain(file, error);
    }
  };
  // The lease runs on the real clock: a stopped one would never look stale.
  const lease = createLease(db, Date.now);
  return {
    tryEnter: () =>
      explained(() => {
        if (!lease.tryTake()) return null;
        tellReads(db, follows, options.roots, process.pid);
        if (readMeta(db, 'time_zone') !== options.timezone) writeMeta(db, 'time_zone', options.timezone);
        return createWriter(db, lease, options, now, explained);
      }),
    holder: () =>
      explained(() => {
        const holder = lease.holder();
        return holder === null ? null : holderOf(db, holder.pid);
      }),
    alertAction: (alertId, action) => explained(() => actOnAlert(db, alertId, action, now())),
    progress: () => explained(() => progressOf(db)),
    readSizes: () =>
      explained(
        () =>
          new Map(
            createFileRegistry(db)
              .liveFiles()
              .map((row) => [`${row.dev}:${row.ino}`, Math.max(row.size, row.offset)]),
          ),
      ),
    close: () => db.close(),
  };
}

function createWriter(
  db: Connection,
  lease: ReturnType<typeof createLease>,
  options: MonitorOptions,
  now: () => number,
  explained: <T>(act: () => T) => T,
): Writer {
  const detectors = options.alertSettings === null ? null : createDetectors(options.alertSettings);
  const pricer = createPricer(options.prices);
  const recorder = recorderOf(db, options, detectors, now, pricer);
  const tasks = createTaskKeeper(db, { now, naming: pricer });
  if (detectors !== null && options.alertSettings !== null)
    detectors.restore(
      recorder.alerts.openAlerts(),
      recentFacts(db, now() - restoreWindowMs(options.alertSettings)),
    );
  const outbox = options.alertsPath === null ? null : createOutbox({ path: options.alertsPath });
  const surroundings = createSurroundings(db, now);
  const noteSights = createSightNotes(db);
  let outboxProblem: string | null = null;
  let beatAt = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    outboxProblem = outbox === null ? null : tellPending(recorder, outbox);
  };
  return {
    registry: explainedRegistry(db, options.databasePath),
    presence: {
      finder: sessionFinder(db, (folder) => shortened(folder, options.home)),
      note: (sights) => explained(() => noteSights(sights)),
    },
    take: (batch, live) => explained(() => recorder.take(batch, live)),
    settle: () =>
      explained(() => {
        const result = recorder.settle();
        if (result !== null) tell();
        return result;
      }),
    tick: (following) =>
      explained(() => {
        const monotonicMs = performance.now();
        const changes = detectors?.tick({ wallMs: now(), monotonicMs, following, ...surroundings() }) ?? [];
        if (changes.length > 0) recorder.applyAlerts(changes);
        tell();
        const isNews = (following && !db.inTransaction && tasks.tick()) || changes.length > 0;
        if (monotonicMs - beatAt < HEARTBEAT_MS) return isNews;
        beatAt = monotonicMs;
        return lease.renew() ? isNews : null;
      }),
    beginBulk: () =>
      explained(() => {
        recorder.beginBulk();
        db.pragma(`wal_autocheckpoint = ${BULK_CHECKPOINT_PAGES}`);
      }),
    endBulk: () =>
      explained(() => {
        recorder.endBulk();
        db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      }),
    reprice: () => explained(() => recorder.reprice()),
    makeTasks: () => explained(() => tasks.step()),
    readAgain: () => explained(() => readAllAgain(db)),
    backUp: createBackups(db, options.databasePath, now),
    outboxProblem: () => outboxProblem,
    close: () =>
      explained(() => {
        outbox?.close();
        lease.release();
        db.pragma('wal_checkpoint(TRUNCATE)');
      }),
  };
}

/** What SQLite says in it is explained; what reading a log throws goes through as it is. */
function explainedRegistry(db: Connection, file: string): Writer['registry'] {
  const registry = createFileRegistry(db);
  const explained = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      const isOfDatabase = String((error as { code?: unknown }).code).startsWith('SQLITE_');
      throw isOfDatabase ? explain(file, error) : error;
    }
  };
  return {
    liveFiles: () => explained(() => registry.liveFiles()),
    identify: (observed, decide) => explained(() => registry.identify(observed, decide)),
    identifyDocument: (observed) => explained(() => registry.identifyDocument(observed)),
  };
}

function recorderOf(
  db: Connection,
  options: MonitorOptions,
  detectors: Detectors | null,
  now: () => number,
  pricer: ReturnType<typeof createPricer>,
): Recorder {
  const placing = placingOf(options);
  renameAll(db, options.identities, placing);
  return createRecorder(db, {
    ...placing,
    pricing: {
      price: pricer.price,
      estimateOutput: estimatedOutput,
      fingerprint: pricer.fingerprint,
      source: JSON.stringify(pricer.source()),
    },
    naming: {
      canonical: (model, provider) => pricer.canonical(model, provider),
      contextWindow: (model) => pricer.contextWindow(model),
      pricedBy: (model, provider) => pricer.pricedBy(model, provider),
    },
    observe: (sessionKey, fact) => detectors?.observe(sessionKey, fact) ?? [],
    alertId,
    now,
    timezone: options.timezone,
    usageKinds: new Set(ADAPTERS.flatMap(({ usageKinds = [] }) => usageKinds)),
    rewritten: new Set(ADAPTERS.flatMap(({ id, isRewritten }) => (isRewritten === true ? [id] : []))),
  });
}

/** Appends what is pending; an alert that could not be written stays pending. Returns the problem, if any. */
function tellPending(recorder: Recorder, outbox: Outbox): string | null {
  for (const alert of recorder.alerts.pending()) {
    for (const what of alert.tell) {
      const answer = outbox.append(alertLine(alert, what === 'resolved' ? 'resolved' : 'open'));
      if (typeof answer === 'object')
        return `alerts cannot be written (${answer.message}); they are kept and written later`;
    }
    recorder.alerts.told(alert);
  }
  return null;
}
