/** Makes tasks anew whenever what they are made of has changed: drains the queue that the recorder fills, in transactions of its own. */

import type { Connection } from '../db/open.ts';
import { gather } from '../db/tasks/gather.ts';
import { enqueueSilent, isQueued, nextQueued, queuedDays } from '../db/tasks/queue.ts';
import { scopeOf } from '../db/tasks/scope.ts';
import { createTaskStore } from '../db/tasks/store.ts';
import { type BuildOptions, buildTask } from '../metrics/task-building.ts';
import { ABANDONED_MS } from '../metrics/task-outcome.ts';

/** Entries of the queue that one transaction takes while logs are followed: none is longer than a heartbeat. */
const PER_TICK = 4_000;
/** At the end of a reading: beads of one agent share its sessions, and are made together wherever any of them is. */
const PER_TRANSACTION = 20_000;
/** How often tasks are looked for that ended by silence alone. */
const SILENCE_CHECK_MS = 60_000;

export function createTaskKeeper(
  db: Connection,
  { now, canonical }: { readonly now: () => number } & Pick<BuildOptions, 'canonical'>,
) {
  const store = createTaskStore(db);
  let checkedAt = Number.NEGATIVE_INFINITY;

  /** False: nothing was left to do. */
  const step = db.transaction((limit: number): boolean => {
    const queued = nextQueued(db, limit);
    if (queued.length > 0) {
      const scope = scopeOf(db, queued);
      const facts = gather(db, scope);
      const at = now();
      store.put(
        scope,
        facts,
        facts.map((one) => buildTask(one, { now: at, canonical })),
      );
      store.done(queued);
      return true;
    }
    const days = queuedDays(db);
    if (days.length > 0) store.packDays(days);
    store.done(days.map((day) => ({ kind: 'day', id: String(day) })));
    return false;
  });

  return {
    /** Does all that is queued. Idempotent: a kill between two transactions leaves the rest in the queue. */
    drain(): void {
      while (step.immediate(PER_TRANSACTION));
    },
    /** Once a second while logs are followed: one transaction's worth, and now and then what ended without a record. */
    tick(): void {
      if (performance.now() - checkedAt > SILENCE_CHECK_MS) {
        checkedAt = performance.now();
        enqueueSilent(db, now() - ABANDONED_MS);
      }
      if (isQueued(db) && step.immediate(PER_TICK)) step.immediate(PER_TICK);
    },
  };
}
