/** The trends view over two years and ten million calls, with tasks, tools, timed calls and versions beside the sums. */

import type { Connection } from '../../src/db/open.ts';
import { createRandom } from '../../src/domain/random.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { DEFAULT_STRATEGIES } from '../../src/metrics/strategies.ts';
import { trendReports } from '../../src/reading/trends.ts';
import { answer } from '../harness/answer.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import type { Result } from '../harness/result.ts';
import { twoYears, ZONE } from '../two-years.ts';

const NOW = Date.UTC(2026, 11, 30, 15);
const TOOLS_A_SESSION = 20;
const CALLS_A_SESSION = 50;
const SESSIONS_A_VERSION = 4_000;
const ROUNDS = 9;

export const trendQueries: Measure = {
  name: 'trend-queries',
  about: 'the trends view over ten million calls in two years',
  run: measure,
};

const QUESTIONS: readonly (readonly [string, Partial<ReportFilter>, readonly string[] | null])[] = [
  ['all metrics', {}, null],
  ['of usage', {}, ['sessions_per_day', 'tokens_per_day', 'cost_per_day', 'tool_error_rate']],
  ['time of tools', {}, ['median_tool_ms']],
  ['time of calls', {}, ['median_call_ms']],
  ['of one project', { projects: ['project-1'] }, null],
  ['of one agent', { agents: ['agent-1'] }, null],
  ['of one model', { models: ['gpt-5'] }, null],
];

async function measure(bench: Bench): Promise<Result[]> {
  const db = twoYears(bench, 'trend-queries', (writer) => {
    addToolsAndVersions(writer);
    addCalls(writer);
  });
  const { trends } = trendReports(db, ZONE, DEFAULT_STRATEGIES);
  const results = QUESTIONS.map(([name, filter, metrics]) =>
    answer(`trends ${name}`, () => trends({ ...NO_FILTER, ...filter }, NOW, metrics).length, {
      rounds: ROUNDS,
    }),
  );
  db.close();
  return results;
}

/** Some tool calls a session, and a new version of the harness every month or so. */
function addToolsAndVersions(db: Connection): void {
  const random = createRandom(2);
  const sessions = db.prepare(`SELECT session_key, first_at FROM sessions`).raw().all() as [number, number][];
  const putTool = db.prepare(
    `INSERT INTO tool_calls (tool_key, session_key, at, asks_human, lineage, offset, is_error, denied, duration_ms) VALUES (?, ?, ?, 0, 1, 0, 0, 0, ?)`,
  );
  const putVersion = db.prepare(
    `INSERT INTO session_versions (session_key, version, first_at) VALUES (?, ?, ?)`,
  );
  db.transaction(() => {
    for (const [key, at] of sessions) {
      putVersion.run(key, `2.0.${Math.floor(key / SESSIONS_A_VERSION)}`, at);
      for (let n = 0; n < TOOLS_A_SESSION; n++)
        putTool.run(scattered(key * TOOLS_A_SESSION + n), key, at + n, random.int(20, 30_000));
    }
  }).immediate();
}

/** Calls of sessions of OpenCode; of every fifth it is known how long it took. */
function addCalls(db: Connection): void {
  const random = createRandom(3);
  const sessions = db
    .prepare(`SELECT session_key, first_at FROM sessions WHERE source = 'opencode'`)
    .raw()
    .all() as [number, number][];
  const put = db.prepare(
    `INSERT INTO model_calls (session_key, model_id, first_at, last_at, sidechain, visible_chars, finished, duration_ms, counted)
       VALUES (?, ?, ?, ?, 0, 0, 1, ?, 1)`,
  );
  db.transaction(() => {
    for (const [key, at] of sessions)
      for (let n = 0; n < CALLS_A_SESSION; n++)
        put.run(key, 1 + (key % 6), at + n, at + n, n % 5 === 0 ? random.int(500, 60_000) : null);
  }).immediate();
}

/** Keys of tool calls are digests: another number for each, in no order. */
function scattered(n: number): number {
  return (n * 2_654_435_761) % 4_294_967_291;
}
