/** What the rollups must hold, added up anew from the rows they stand for, in JavaScript and not in SQL. */

import type { TestDatabase } from './database.ts';

const QUARTER_MS = 900_000;
const TOKENS = [
  'input',
  'cache_read',
  'cache_creation_5m',
  'cache_creation_1h',
  'cache_creation_unsplit',
  'output',
  'unclassified',
  'reasoning',
] as const;
const COMPACTION_ROLE = 6;

type Row = Record<string, number | null>;
type Sums = Map<string, Map<string, number>>;

/** Nonzero sums by `session/bucket/model`, from the rows. Reported cost is apart: see `reportedCosts`. */
export function summedRows(database: TestDatabase): Record<string, Record<string, number>> {
  const sums: Sums = new Map();
  const rows = (sql: string) => database.all<Row>(sql);
  for (const event of rows(`SELECT session_key, at, role FROM events WHERE flags & 1`)) {
    add(sums, event, event.at, 0, 'events', 1);
    if (event.role === COMPACTION_ROLE) add(sums, event, event.at, 0, 'compactions', 1);
  }
  for (const tool of rows(`SELECT session_key, at FROM tool_calls`))
    add(sums, tool, tool.at, 0, 'tool_calls', 1);
  for (const error of database.all<Row & { origin: string }>(`SELECT session_key, at, origin FROM errors`)) {
    add(sums, error, error.at, 0, 'errors', 1);
    if ((error.origin as unknown) === 'tool') add(sums, error, error.at, 0, 'tool_errors', 1);
  }
  for (const call of rows(`SELECT * FROM model_calls WHERE counted = 1`)) addCall(sums, call);
  for (const attempt of rows(`SELECT * FROM attempts`)) {
    const at = (attempt.applied_bucket ?? 0) * QUARTER_MS;
    add(sums, attempt, at, 0, 'unclassified', attempt.applied_tokens);
    add(sums, attempt, at, 0, 'cost', attempt.applied_cost);
    add(sums, attempt, at, 0, 'priced_calls', attempt.applied_cost === null ? 0 : 1);
  }
  return plain(sums);
}

function addCall(sums: Sums, call: Row): void {
  const model = call.model_id ?? 0;
  const put = (name: string, value: number | null | undefined) =>
    add(sums, call, call.first_at, model, name, value);
  for (const name of TOKENS) put(name, call[name]);
  put('model_calls', 1);
  put('cost', call.cost);
  put('cost_extra', call.cost_extra);
  put('cache_saved', call.cache_saved);
  put(call.cost === null ? 'unpriced_calls' : 'priced_calls', 1);
  if (call.output_estimated === null) return;
  put('output_extra', (call.output_estimated ?? 0) - (call.output ?? 0));
  put('estimated_calls', 1);
}

/** The same sums as they are stored. */
export function storedRollups(database: TestDatabase): Record<string, Record<string, number>> {
  const left = new Set([
    'session_key',
    'bucket',
    'model_id',
    'clamped_fields',
    'reported_cost',
    'reported_calls',
  ]);
  const sums: Sums = new Map();
  for (const row of database.all<Row>(`SELECT * FROM rollups`))
    for (const [name, value] of Object.entries(row))
      if (!left.has(name)) add(sums, row, (row.bucket ?? 0) * QUARTER_MS, row.model_id ?? 0, name, value);
  return plain(sums);
}

/** Reported cost by session, as the rows say and as the rollups say. */
export function reportedCosts(database: TestDatabase): {
  rows: [number, number][];
  rollups: [number, number][];
} {
  const pairs = (sql: string) =>
    database.all<{ k: number; v: number }>(sql).map(({ k, v }): [number, number] => [k, v]);
  return {
    rows: pairs(`SELECT s.session_key AS k, coalesce(s.reported_cost, 0) + coalesce((SELECT sum(reported_cost) FROM model_calls c
      WHERE c.session_key = s.session_key AND counted = 1), 0) + coalesce((SELECT sum(applied_reported) FROM attempts a
      WHERE a.session_key = s.session_key), 0) AS v FROM sessions s WHERE v <> 0 ORDER BY k`),
    rollups: pairs(
      `SELECT session_key AS k, sum(reported_cost) AS v FROM rollups GROUP BY k HAVING v <> 0 ORDER BY k`,
    ),
  };
}

function add(
  sums: Sums,
  row: Row,
  at: number | null | undefined,
  model: number,
  name: string,
  value: number | null | undefined,
): void {
  if (value === null || value === undefined || value === 0) return;
  const bucket = at === null || at === undefined ? -1 : Math.floor(at / QUARTER_MS);
  const key = `${row.session_key}/${bucket}/${model}`;
  const own = sums.get(key) ?? new Map<string, number>();
  own.set(name, (own.get(name) ?? 0) + value);
  sums.set(key, own);
}

function plain(sums: Sums): Record<string, Record<string, number>> {
  const entries = [...sums].flatMap(([key, own]) => {
    const kept = [...own].filter(([, value]) => value !== 0).sort();
    return kept.length === 0 ? [] : [[key, Object.fromEntries(kept)] as const];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Sums and keys are numbers, `names` is a text. */
type NamedRow = Readonly<Record<string, number | string>>;

const KOLKATA_MS = 19_800_000;
const NAMES = `coalesce(s.harness, ''), coalesce(s.source, ''), coalesce(s.agent, coalesce(s.rule_agent, s.harness) || coalesce('/' || s.agent_type, ''), ''),
  coalesce(s.department, s.rule_department, ''), coalesce(s.rule_project, s.project, '')`;

/** Nonzero sums by day in Asia/Kolkata (where the test database cuts days), names and model: as the rollups and the names of now say. */
export function summedDays(database: TestDatabase): Record<string, Record<string, number>> {
  const rows = database.all<NamedRow>(
    `SELECT r.*, json_array(${NAMES}) AS names FROM rollups r LEFT JOIN sessions s USING (session_key)`,
  );
  return namedDays(rows, (row) =>
    row.bucket === -1
      ? 'no day'
      : Math.floor((Number(row.bucket) * QUARTER_MS + KOLKATA_MS) / 86_400_000).toString(),
  );
}

/** The same as they are stored. */
export function storedDays(database: TestDatabase): Record<string, Record<string, number>> {
  const rows = database.all<NamedRow>(
    `SELECT d.start AS day, d.*, json_array(coalesce(p.harness, ''), coalesce(p.source, ''), coalesce(p.agent, ''), coalesce(p.department, ''), coalesce(p.project, '')) AS names
     FROM period_sums d LEFT JOIN places p USING (place_id) WHERE d.grain = 1 AND d.place_id > -1 AND d.model_id <> -1`,
  );
  return namedDays(rows, ({ day }) => (day === -1_000_000 ? 'no day' : String(day)));
}

const KEYS: ReadonlySet<string> = new Set([
  'session_key',
  'bucket',
  'model_id',
  'day',
  'place_id',
  'names',
  'grain',
  'start',
]);

function namedDays(
  rows: readonly NamedRow[],
  dayOf: (row: NamedRow) => string,
): Record<string, Record<string, number>> {
  const sums: Sums = new Map();
  for (const row of rows) {
    const own = sums.get(`${dayOf(row)} ${row.names} ${row.model_id}`) ?? new Map<string, number>();
    for (const [name, value] of Object.entries(row))
      if (!KEYS.has(name)) own.set(name, (own.get(name) ?? 0) + Number(value));
    sums.set(`${dayOf(row)} ${row.names} ${row.model_id}`, own);
  }
  return plain(sums);
}
