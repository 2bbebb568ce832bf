/** What each type of task took, added up in JavaScript from tasks, calls and rollups, without the words and sums that are stored for it. */

import type { ReportFilter } from '../../src/domain/report.ts';
import type { TestDatabase } from './database.ts';

const QUARTER_MS = 900_000;
/** Sums of a rollup, and what a call and a total of an attempt add to each. */
const SUMS = [
  'model_calls',
  'input',
  'output',
  'unclassified',
  'cost',
  'priced_calls',
  'unpriced_calls',
] as const;
export type OracleSums = Record<(typeof SUMS)[number], number>;

type Type = string | null;
/** `types`: of its task, or of all that it is cut among. */
type Owner = { readonly types: readonly Type[]; readonly stretches: readonly Stretch[] | null } | null;
interface Stretch {
  readonly type: Type;
  readonly start: number;
  readonly end: number;
}

interface Session {
  readonly key: number;
  readonly harness: string;
  readonly id: string | Buffer;
  readonly parent: string | null;
  readonly first: number | null;
  readonly source: string;
  readonly agent: string;
  readonly department: string | null;
  readonly project: string | null;
}

/** By type; 'of no task' is what no task has, 'untyped' what nobody knows the type of. Types that took nothing are not there. */
export function typeSums(database: TestDatabase, filter: ReportFilter): Record<string, OracleSums> {
  const found = new Map<string, OracleSums>();
  const add = (type: Type | undefined, sums: OracleSums, sign = 1): void => {
    const name = type === undefined ? 'of no task' : (type ?? 'untyped');
    const own = found.get(name) ?? none();
    for (const sum of SUMS) own[sum] += sign * sums[sum];
    found.set(name, own);
  };
  const world = readWorld(database);
  for (const session of world.sessions.filter((one) => passes(one, filter))) {
    const owner = world.ownerOf(session);
    if (filter.taskTypes.length > 0 && !owner?.types.some((type) => filter.taskTypes.includes(type ?? '')))
      continue;
    for (const sums of rollupsOf(database, session, filter)) add(wholeType(owner), sums);
    for (const { at, sums } of partsOf(database, session, filter)) {
      const stretch = owner?.stretches?.find(({ start, end }) => start <= at && at < end);
      if (stretch === undefined) continue;
      add(stretch.type, sums);
      add(undefined, sums, -1);
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.filter(([, sums]) => SUMS.some((sum) => sums[sum] !== 0)));
}

const none = (): OracleSums => Object.fromEntries(SUMS.map((sum) => [sum, 0])) as OracleSums;

/** undefined also of what is cut: its parts are taken from it. */
function wholeType(owner: Owner): Type | undefined {
  return owner === null || owner.stretches !== null ? undefined : owner.types[0];
}

function readWorld(database: TestDatabase) {
  const sessions = database.all<Session>(
    `SELECT session_key AS key, harness, session_id AS id, parent_id AS parent, first_at AS first, source, agent_name AS agent,
       department_name AS department, project_name AS project FROM sessions`,
  );
  const tasks = database.all<{ key: number; type: Type }>(
    `SELECT t.task_key AS key, w.word AS type FROM tasks t LEFT JOIN words w ON w.word_id = t.task_type`,
  );
  const typeOf = new Map(tasks.map(({ key, type }) => [key, type]));
  const spans = database.all<{ session_key: number; task_key: number; start: number; end: number }>(
    `SELECT * FROM task_spans`,
  );
  const held = database.all<{ session_key: number; task_key: number }>(`SELECT * FROM task_sessions`);
  const ownerOf = (session: Session, below: readonly number[] = []): Owner => {
    if (session.key < 0) return { types: [typeOf.get(-session.key) ?? null], stretches: null };
    const stretches = spans
      .filter(({ session_key }) => session_key === session.key)
      .map(({ task_key, start, end }) => ({ type: typeOf.get(task_key) ?? null, start, end }));
    if (stretches.length > 0) return { types: stretches.map(({ type }) => type), stretches };
    const whole = held.find(({ session_key }) => session_key === session.key);
    if (whole !== undefined) return { types: [typeOf.get(whole.task_key) ?? null], stretches: null };
    const above = sessions.find(({ harness, id }) => harness === session.harness && id === session.parent);
    return above === undefined || below.includes(above.key) ? null : ownerOf(above, [...below, session.key]);
  };
  return { sessions, ownerOf };
}

const has = (list: readonly string[], name: string | null): boolean =>
  list.length === 0 || (name !== null && list.includes(name));

function passes(session: Session, filter: ReportFilter): boolean {
  return (
    has(filter.agents, session.agent) &&
    has(filter.departments, session.department) &&
    has(filter.projects, session.project) &&
    has(filter.harnesses, session.harness) &&
    has(filter.sources, session.source)
  );
}

/** Times of a filter are cut to quarter hours; what has no time is before all of them. */
function isWithin(bucket: number, { since, until }: ReportFilter): boolean {
  return (
    (since === null || bucket >= Math.floor(since / QUARTER_MS)) &&
    (until === null || bucket <= Math.floor(until / QUARTER_MS))
  );
}

type Row = OracleSums & {
  readonly bucket: number;
  readonly name: string | null;
  readonly canonical: string | null;
};

const isOf = ({ name, canonical }: Pick<Row, 'name' | 'canonical'>, { models }: ReportFilter): boolean =>
  models.length === 0 || models.includes(name ?? '') || models.includes(canonical ?? '');

/** Of no model is what the session did without one, if it used one of those asked for. */
function rollupsOf(database: TestDatabase, { key }: Session, filter: ReportFilter): Row[] {
  const rows = database.all<Row>(
    `SELECT r.*, m.name, m.canonical FROM rollups r LEFT JOIN models m USING (model_id) WHERE r.session_key = ?`,
    key,
  );
  const uses = rows.some((row) => row.model_calls > 0 && isOf(row, filter));
  return rows.filter(
    (row) =>
      isWithin(row.bucket, filter) &&
      (isOf(row, filter) || (filter.models.length > 0 && row.name === null && uses)),
  );
}

/** Calls and totals of attempts, each with the time that decides whose it is. */
function partsOf(
  database: TestDatabase,
  { key, first }: Session,
  filter: ReportFilter,
): { at: number; sums: OracleSums }[] {
  const calls = database
    .all<Record<string, number | null> & Pick<Row, 'name' | 'canonical'>>(
      `SELECT c.*, m.name, m.canonical FROM model_calls c JOIN models m USING (model_id) WHERE c.session_key = ? AND c.counted = 1`,
      key,
    )
    .filter((one) => isOf(one, filter));
  const attempts = database.all<Record<string, number | null>>(
    `SELECT * FROM attempts WHERE session_key = ?`,
    key,
  );
  const parts = [
    ...calls.map((one) => {
      const cost = one.cost ?? null;
      const sums = {
        ...tokensOf(one),
        model_calls: 1,
        ...priced(cost),
        unpriced_calls: cost === null ? 1 : 0,
      };
      return { time: one.first_at ?? null, at: one.first_at ?? first ?? 0, sums: { ...none(), ...sums } };
    }),
    ...attempts.map((one) => {
      const time = (one.applied_bucket ?? 0) * QUARTER_MS;
      const sums = { unclassified: one.applied_tokens ?? 0, ...priced(one.applied_cost ?? null) };
      return { time, at: Math.max(time, first ?? 0), sums: { ...none(), ...sums } };
    }),
  ];
  return parts.filter(({ time }) => isWithin(time === null ? -1 : Math.floor(time / QUARTER_MS), filter));
}

const tokensOf = ({ input, output, unclassified }: Record<string, number | null | string>) => ({
  input: Number(input ?? 0),
  output: Number(output ?? 0),
  unclassified: Number(unclassified ?? 0),
});

const priced = (cost: number | null) => ({ cost: cost ?? 0, priced_calls: cost === null ? 0 : 1 });
