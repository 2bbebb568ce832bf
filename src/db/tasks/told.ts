/**
 * Usage that only records tell of a task (DATA.md 3: "one row of its own"): the only sums of a session that nobody had, so that totals and
 * every grouping hold it. Such a session has minus the key of its task, no beginning, and no text for an id: no log can mean it.
 */

import { UNKNOWN_HARNESS } from '../../domain/harness.ts';
import { TELLING_TYPES } from '../../domain/ledger.ts';
import type { SourceId } from '../../domain/source.ts';
import type { TaskRecord } from '../../domain/task.ts';
import type { TaskFacts } from '../../domain/task-facts.ts';
import type { Dictionary } from '../dictionary.ts';
import type { Connection } from '../open.ts';
import { storedDays } from '../period-sums.ts';
import { placeIds, placeOf } from '../places.ts';
import { prepared } from '../queries/prepared.ts';
import { bucketOf, contribution, SUMS } from '../rollups.ts';
import { workOfType } from '../work.ts';

/** What is asked of a task. */
type Told = Pick<
  TaskRecord,
  | 'orchestrator'
  | 'usageOrigin'
  | 'tokens'
  | 'costUsdMicros'
  | 'startedAt'
  | 'completedAt'
  | 'harness'
  | 'agent'
  | 'department'
  | 'project'
  | 'model'
  | 'provider'
  | 'taskType'
>;

type StoredTold = [place: number, work: string | null, bucket: number, model: number, ...sums: number[]];

/** Orchestrators whose own files tell usage; who else is told of, is so by the ledger. */
const TELLERS: readonly SourceId[] = ['work-stream', 'bosun'];

/** Removes all of it, for tasks that will all be made anew; days are to be made anew with them. */
export const FORGET_TOLD_USAGE = `DELETE FROM rollups WHERE session_key < 0; DELETE FROM sessions WHERE session_key < 0;`;

export function createToldUsage(db: Connection, models: Dictionary<string | null>) {
  const find = db
    .prepare(
      `SELECT s.place_id, s.work, r.bucket, r.model_id, ${SUMS.map((name) => `r.${name}`).join(', ')}
       FROM rollups r JOIN sessions s USING (session_key) WHERE r.session_key = ?`,
    )
    .raw();
  const findModel = db
    .prepare(`SELECT model_id FROM models WHERE canonical = ? ORDER BY model_id LIMIT 1`)
    .pluck();
  const modelId = (canonical: string, provider: string | null): number =>
    (findModel.get(canonical) as number | undefined) ?? models.id(canonical, provider);
  const forget = [
    db.prepare(`DELETE FROM rollups WHERE session_key = ?`),
    db.prepare(`DELETE FROM sessions WHERE session_key = ?`),
  ];
  const insertSession = db.prepare(
    `INSERT INTO sessions (session_key, harness, session_id, source, agent, department, project, work, place_id)
       VALUES (@key, @harness, CAST(-@key AS BLOB), @source, @agent, @department, @project, @work, @place)`,
  );
  const insertSums = db.prepare(
    `INSERT INTO rollups (session_key, bucket, model_id, ${SUMS.join(', ')}) VALUES (?, ?, ?, ${SUMS.map(() => '?').join(', ')})`,
  );

  return {
    /** By key of the task what is now said of it; null = it is no more. What was told of it before is taken back. Inside a transaction of the caller's. */
    put(records: ReadonlyMap<number, Told | null>): void {
      const changes = [...records].flatMap(([taskKey, record]) => {
        const before = find.all(-taskKey) as StoredTold[];
        const told = record === null ? null : toldBy(record);
        return before.length === 0 && told === null ? [] : [{ key: -taskKey, before, told }];
      });
      if (changes.length === 0) return;
      const days = storedDays(db);
      const placeId = placeIds(db);
      for (const { key, before, told } of changes) {
        for (const [place, was, bucket, model, ...values] of before)
          days?.add({ place, work: was }, bucket, model, values, -1);
        for (const statement of forget) statement.run(key);
        if (told === null) continue;
        const { naming, work, bucket, sums } = told;
        const place = placeId(placeOf(naming));
        const model = told.model === null ? 0 : modelId(told.model, told.provider);
        insertSession.run({ ...naming, work, key, place });
        insertSums.run(key, bucket, model, ...sums);
        days?.add({ place, work }, bucket, model, sums, 1);
      }
      days?.flush();
    },
  };
}

const TELLING: ReadonlySet<string> = new Set(TELLING_TYPES);

/** True for tasks whose records name a session that has usage of its own, though it is another task's: that is where theirs is counted (DATA.md 2). */
export function toldBySessions(
  db: Connection,
  facts: readonly Pick<TaskFacts, 'rows'>[],
): (one: Pick<TaskFacts, 'rows'>) => boolean {
  const named = ({ rows }: Pick<TaskFacts, 'rows'>): string[] =>
    rows.flatMap(({ recordType, sessionId }) =>
      sessionId !== null && TELLING.has(recordType) ? [sessionId] : [],
    );
  const ids = new Set(facts.flatMap(named));
  const measured = new Set(
    prepared(
      db,
      `SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM sessions s JOIN rollups r USING (session_key)
         WHERE s.session_id = j.value AND (r.model_calls > 0 OR r.unclassified > 0 OR r.priced_calls > 0))`,
    )
      .pluck()
      .all(JSON.stringify([...ids])),
  );
  return (one) => named(one).some((id) => measured.has(id));
}

/** null = sessions say it, or nobody does. */
function toldBy(record: Told) {
  if (record.usageOrigin !== 'orchestrator') return null;
  const [tokens, cost] = [record.tokens, record.costUsdMicros].map(sound) as [number | null, number | null];
  if (tokens === null && cost === null) return null;
  return {
    bucket: bucketOf(record.completedAt ?? record.startedAt),
    model: record.model,
    provider: record.provider,
    work: workOfType(record.taskType),
    sums: contribution({
      ...{ unclassified: tokens, cost, priced_calls: cost === null ? 0 : 1 },
      // Of what classes the tokens are is not known: no price fits them.
      unpriced_calls: cost === null ? 1 : 0,
    }),
    naming: {
      harness: record.harness ?? UNKNOWN_HARNESS,
      source: TELLERS.find((id) => id === record.orchestrator) ?? 'ledger',
      agent: record.agent,
      department: record.department,
      project: record.project,
      ...{ agent_type: null, rule_agent: null, rule_department: null, rule_project: null },
    },
  };
}

/** Less than nothing is a mistake, which its task is flagged for; so is more than can be added up. */
function sound(value: number | null): number | null {
  const whole = value === null ? Number.NaN : Math.round(value);
  return whole >= 0 && Number.isSafeInteger(whole) ? whole : null;
}
