/** Makes tasks anew whenever what they are made of has changed: drains the queue that the recorder fills, in transactions of its own. */

import type { ModelNaming } from '../db/dictionary.ts';
import type { Connection } from '../db/open.ts';
import { gather } from '../db/tasks/gather.ts';
import { rebuildPages } from '../db/tasks/pages.ts';
import { dequeue, enqueueSilent, isQueued, nextQueued, noteMade, queuedDays } from '../db/tasks/queue.ts';
import { scopeOf } from '../db/tasks/scope.ts';
import { createTaskStore } from '../db/tasks/store.ts';
import { buildTask } from '../metrics/task-building.ts';
import { ABANDONED_MS } from '../metrics/task-outcome.ts';

/** Entries of the queue that one transaction takes: about a second's work, so that the writer's heartbeat is never late enough to lose the lease. */
const PER_STEP = 4_000;
/** How often tasks are made while logs are followed: those of a session that works change with every line of it. */
const FOLLOWED_MS = 5_000;
/** How often tasks are looked for that ended by silence alone. */
const SILENCE_CHECK_MS = 60_000;

export function createTaskKeeper(
  db: Connection,
  { now, naming }: { readonly now: () => number; readonly naming: ModelNaming },
) {
  const store = createTaskStore(db, naming);
  let madeAt = Number.NEGATIVE_INFINITY;
  let checkedAt = Number.NEGATIVE_INFINITY;

  const makeSome = db.transaction((): boolean => {
    const queued = nextQueued(db, PER_STEP);
    if (queued.length > 0) {
      const scope = scopeOf(db, queued);
      const facts = gather(db, scope);
      const at = now();
      store.put(
        scope,
        facts,
        facts.map((one) => buildTask(one, { now: at, canonical: naming.canonical })),
      );
      dequeue(db, queued);
      return true;
    }
    const days = queuedDays(db);
    if (days.length > 0) rebuildPages(db, days);
    dequeue(
      db,
      days.map((day) => ({ kind: 'day', id: String(day) })),
    );
    noteMade(db);
    return false;
  });

  return {
    /** One transaction's worth of what is queued; false when that was the last. Idempotent: a kill between two leaves the rest in the queue. */
    step: (): boolean => makeSome.immediate(),
    /** Called often while logs are followed: makes now and then what is queued, and what ended without a record. True: tasks were made. */
    tick(): boolean {
      if (performance.now() - madeAt < FOLLOWED_MS) return false;
      madeAt = performance.now();
      if (performance.now() - checkedAt > SILENCE_CHECK_MS) {
        checkedAt = performance.now();
        enqueueSilent(db, now() - ABANDONED_MS);
      }
      if (!isQueued(db)) return false;
      // The second one packs the days when the first has made all tasks; else the next tick goes on at once.
      if (makeSome.immediate() && makeSome.immediate()) madeAt = Number.NEGATIVE_INFINITY;
      return true;
    },
  };
}
