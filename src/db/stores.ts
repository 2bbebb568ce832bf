/** Everything the recorder writes through, wired together over one connection. */

import type { AlertFinding } from '../domain/alert.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import { isTranscript, type SourceId } from '../domain/source.ts';
import { createAgentNames } from './agent-names.ts';
import { createAlertStore } from './alerts.ts';
import { Attempts } from './attempts.ts';
import { Calls, type Pricing } from './calls.ts';
import {
  fingerprintDictionary,
  kindDictionary,
  type ModelNaming,
  modelDictionary,
  taskDictionary,
  toolDictionary,
} from './dictionary.ts';
import { EventRows } from './event-rows.ts';
import type { FactStores } from './fact-context.ts';
import { createFacts } from './facts.ts';
import { createCheckpoints } from './files.ts';
import { createKindCounts } from './kind-counts.ts';
import { createLedger } from './ledger.ts';
import { createMover } from './move.ts';
import { createNotes } from './notes.ts';
import type { Connection } from './open.ts';
import { PeriodSums } from './period-sums.ts';
import { Places } from './places.ts';
import { prepareDays } from './prepare-days.ts';
import { createRecordIds } from './record-ids.ts';
import { createRepricer } from './reprice.ts';
import { Rollups } from './rollups.ts';
import type { Surroundings } from './session-state.ts';
import { Sessions } from './sessions.ts';
import { createTaskQueue } from './tasks/queue.ts';
import { Tools } from './tools.ts';

export interface RecorderOptions extends Surroundings, Pick<FactStores, 'observe'> {
  readonly pricing: Pricing;
  readonly naming: ModelNaming;
  readonly alertId: (finding: AlertFinding, sessionId: string) => string;
  readonly now: () => number;
  /** IANA zone that days are cut in. */
  readonly timezone: string;
  /** `Adapter.usageKinds` of all sources. */
  readonly usageKinds: ReadonlySet<string>;
  /** Sources whose harness writes files anew (`Adapter.isRewritten`). */
  readonly rewritten?: ReadonlySet<SourceId>;
}

/** The stores; they remember rows between transactions and write what they hold in `flush`. */
export function createStores(db: Connection, options: RecorderOptions) {
  prepareDays(db, options.timezone);
  const queue = createTaskQueue(db);
  const sessions = new Sessions(db, queue.session);
  const days = new PeriodSums(db, options.timezone);
  const places = new Places(db, sessions, days);
  const rollups = new Rollups(db, places, days, queue.session);
  const kinds = kindDictionary(db);
  const kindCounts = createKindCounts(db);
  const tasks = taskDictionary(db);
  const models = modelDictionary(db, options.naming);
  const nameOfModel = db.prepare(`SELECT name, logged_provider AS provider FROM models WHERE model_id = ?`);
  const modelNames = new Map<number, { name: string; provider: string | null }>();
  const modelName = (id: number) =>
    getOrInsert(modelNames, id, () => nameOfModel.get(id) as { name: string; provider: string | null });
  const calls = new Calls(db, rollups, options.pricing, modelName, (key) => sessions.byKey(key).session_id);
  const tools = new Tools(db, toolDictionary(db));
  const attempts = new Attempts(db, rollups, calls, (key) =>
    isTranscript(sessions.byKey(key).source as SourceId),
  );
  const alerts = createAlertStore(
    db,
    (finding) => options.alertId(finding, sessions.byKey(finding.sessionKey).session_id),
    options.now,
  );
  const fingerprints = fingerprintDictionary(db);
  const ledger = createLedger(db, options.keepTitles, queue);
  const agentNames = createAgentNames(db, sessions);
  const notes = createNotes(db, options.now);
  const facts = createFacts({
    ...options,
    db,
    ledger,
    agentNames,
    notes,
    sessions,
    tools,
    calls,
    attempts,
    rollups,
    alerts,
    models,
    fingerprints,
  });
  const ids = createRecordIds(db);
  const events = new EventRows(db);
  const checkpoints = createCheckpoints(db);
  const mover = createMover(db, sessions, rollups, tools, attempts, calls, places);

  const flush = (): void => {
    calls.flush();
    tools.flush();
    attempts.flush();
    rollups.flush();
    places.settleRenamed();
    sessions.flush();
    days.flush();
    kindCounts.flush();
    notes.flush();
    queue.flush();
  };

  return {
    sessions,
    rollups,
    kinds,
    kindCounts,
    tasks,
    alerts,
    facts,
    agentNames,
    ids,
    events,
    checkpoints,
    mover,
    /** Around a first read of much: what is not stored yet is known without asking, record ids are indexed once, at its end. */
    beginBulk(): void {
      ids.beginBulk();
      tools.beginBulk();
      calls.beginBulk();
    },
    endBulk(): void {
      ids.endBulk();
      tools.endBulk();
      calls.endBulk();
    },
    flush,
    /** Prices the next piece of the archive; null when every call has the prices of now. */
    reprice: createRepricer(db, { ...options, rollups, attempts, modelName, flush }),
  };
}
export type Stores = ReturnType<typeof createStores>;
