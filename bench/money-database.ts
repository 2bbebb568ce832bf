/** Databases with made-up spending, written directly: what is measured is the price and the sums, not the reading of logs. */

import { type Connection, openWriter } from '../src/db/open.ts';
import { bucketOf, SUMS } from '../src/db/rollups.ts';
import { recountMissing } from '../src/db/salvage/recount.ts';
import { createRandom } from '../src/domain/random.ts';

const MODELS = [
  'claude-opus-4-5-20251101',
  'claude-sonnet-4-5-20250929',
  'claude-haiku-4-5-20251001',
  'gpt-5',
  'gemini-2.5-pro',
  'gpt-5-mini',
] as const;
/** Harness and source of four agents each. */
const HARNESSES = [
  ['claude_code', 'claude-code'],
  ['codex', 'codex'],
  ['opencode', 'opencode'],
] as const;
const DAY_MS = 86_400_000;
const FIRST_AT = Date.UTC(2025, 0, 1);

export interface Spending {
  readonly days: number;
  readonly sessionsPerDay: number;
  readonly callsPerSession: number;
}

/** A database with sessions and unpriced calls, its rollups added up. The caller closes it. */
export function databaseOfCalls(
  file: string,
  { days, sessionsPerDay, callsPerSession }: Spending,
): Connection {
  const db = openWriter(file, { busyTimeoutMs: 1_000, now: () => FIRST_AT });
  const random = createRandom(1);
  const putModel = db.prepare(
    `INSERT INTO models (model_id, name, canonical, logged_provider) VALUES (?, ?, ?, NULL)`,
  );
  const putSession = db.prepare(
    `INSERT INTO sessions (harness, session_id, source, agent, project, first_at, last_at) VALUES (?, ?, 'claude-code', ?, ?, ?, ?)`,
  );
  const putCall = db.prepare(
    `INSERT INTO model_calls (session_key, model_id, first_at, last_at, sidechain, input, cache_read, cache_creation_5m, cache_creation_1h, output,
       visible_chars, finished, counted) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0, 1, 1)`,
  );
  const whole = (below: number): number => random.int(0, below - 1);
  db.transaction(() => {
    for (const [index, name] of MODELS.entries()) putModel.run(index + 1, name, name);
    for (let day = 0; day < days; day++)
      for (let n = 0; n < sessionsPerDay; n++) {
        const start = FIRST_AT + day * DAY_MS + 8 * 3_600_000 + whole(10 * 3_600_000);
        const agent = `agent-${whole(12)}`;
        const session = putSession.run(
          'claude_code',
          `${day}-${n}`,
          agent,
          `project-${whole(6)}`,
          start,
          start,
        );
        const model = 1 + whole(MODELS.length);
        for (let call = 0; call < callsPerSession; call++) {
          const at = start + call * 20_000;
          putCall.run(
            session.lastInsertRowid,
            model,
            at,
            at,
            whole(900),
            whole(90_000),
            whole(4_000),
            whole(900),
            whole(2_000),
          );
        }
      }
    recountMissing(db);
  }).immediate();
  return db;
}

/** A database whose rollups are those of ten million calls in two years, without the calls. The caller closes it. */
export function databaseOfRollups(
  file: string,
  { days, sessionsPerDay, callsPerSession }: Spending,
): Connection {
  const db = openWriter(file, { busyTimeoutMs: 1_000, now: () => FIRST_AT });
  const random = createRandom(1);
  const putModel = db.prepare(
    `INSERT INTO models (model_id, name, canonical, logged_provider) VALUES (?, ?, ?, NULL)`,
  );
  const putSession = db.prepare(
    `INSERT INTO sessions (harness, session_id, source, agent, project, department, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const sums = SUMS.map((name) => (name === 'priced_calls' ? 'model_calls' : name));
  const put = db.prepare(
    `INSERT INTO rollups (session_key, bucket, model_id, ${SUMS.join(', ')}) VALUES (?, ?, ?, ${SUMS.map(() => '?').join(', ')})`,
  );
  const row = (calls: number): number[] =>
    sums.map((name) =>
      name === 'model_calls' ? calls : name.endsWith('_calls') ? 0 : random.int(0, 90_000) * calls,
    );
  db.transaction(() => {
    for (const [index, name] of MODELS.entries()) putModel.run(index + 1, name, name);
    for (let day = 0; day < days; day++)
      for (let n = 0; n < sessionsPerDay; n++) {
        const start = FIRST_AT + day * DAY_MS + 8 * 3_600_000 + random.int(0, 10 * 3_600_000);
        const [agent, project] = [random.int(0, 11), random.int(0, 5)];
        const [harness, source] = HARNESSES[Math.floor(agent / 4)] as readonly [string, string];
        const { lastInsertRowid } = putSession.run(
          ...[
            harness,
            `${day}-${n}`,
            source,
            `agent-${agent}`,
            `project-${(agent + (project % 3)) % 6}`,
            `team-${agent % 3}`,
            start,
            start,
          ],
        );
        const first = bucketOf(start);
        for (let i = 0; i < 4; i++) {
          put.run(lastInsertRowid, first + i, 0, ...row(0));
          put.run(
            lastInsertRowid,
            first + i,
            1 + (agent % 3) * 2 + random.int(0, 1),
            ...row(callsPerSession / 4),
          );
        }
      }
  }).immediate();
  return db;
}
