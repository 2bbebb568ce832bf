/** Sums of tokens and money over any filter, by day, model and who: whole days and months from period_sums, the ends of a range from the rollups. */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { NO_DAY } from '../period-days.ts';
import { ofSeat } from '../period-sums.ts';
import type { SeatKind } from '../places.ts';
import { COST_SUMS } from '../rollups.ts';
import { type CostGroup, costParts, type Part, type Placing, placingOf } from './cost-parts.ts';
import { prepared } from './prepared.ts';
import { addValues } from './sums.ts';

export type CostSums = Record<(typeof COST_SUMS)[number], number>;

/** What a sum is of: null where it is not grouped by that, and where the rows have none of it. */
interface CostKey {
  /** Days since 1970-01-01; null also of what has no time. */
  readonly day: number | null;
  /** Canonical name; null also of totals that no model is known of. */
  readonly model: string | null;
  readonly provider: string | null;
  readonly agent: string | null;
  readonly department: string | null;
  readonly project: string | null;
  readonly harness: string | null;
}

interface SummedRow<Name extends string> {
  readonly key: CostKey;
  readonly sums: Record<Name, number>;
}
export type CostRow = SummedRow<keyof CostSums>;

const COST_FIGURES = Object.fromEntries(COST_SUMS.map((name) => [name, `x.${name}`])) as CostFigures;
type CostFigures = Readonly<Record<keyof CostSums, string>>;

/** Rows of every combination of the groups that has any, in no order; one row or none without groups. All sums are exact. */
export function costSums(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  groups: readonly CostGroup[],
): CostRow[] {
  return groupedSums(db, filter, timezone, groups, COST_FIGURES);
}

/** The same of any figures, as SQL over a row of sums (alias x): a list of a thousand agents is there sooner for each sum that it does without. */
export function groupedSums<Name extends string>(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  groups: readonly CostGroup[],
  figures: Readonly<Record<Name, string>>,
): SummedRow<Name>[] {
  const names = Object.keys(figures) as Name[];
  const columns = names.map((name) => `sum(${figures[name]})`).join(', ');
  const asked = askedOf(groups);
  const places = asked.place_id ? namesOf(db, placingOf(filter, groups)) : NO_NAMES;
  const models = asked.model_id ? modelNames(db) : NO_NAMES;
  const found = new Map<string, { key: CostKey; sums: number[] }>();
  for (const part of costParts(db, filter, timezone, groups))
    for (const [place, model, start, ...values] of rowsOf(db, part, asked, columns)) {
      const key = keyOf(groups, start as number, places.get(place as number), models.get(model as number));
      const text = groups.map((group) => key[group]).join('\n');
      const known = found.get(text);
      if (known === undefined) found.set(text, { key, sums: values });
      else addValues(known.sums, values);
    }
  return [...found.values()]
    .filter(({ sums }) => sums.some((value) => value !== 0))
    .map(({ key, sums }) => ({ key, sums: named(names, sums) }));
}

/** Columns that the groups are made from, in the order of the table's key. */
const askedOf = (groups: readonly CostGroup[]) => ({
  place_id: groups.some((group) => group !== 'day' && group !== 'model'),
  model_id: groups.includes('model'),
  start: groups.includes('day'),
});

/** Place, model and start of the day (-1 where it is not asked for), then the sums. */
function rowsOf(
  db: Connection,
  { from, where }: Part,
  asked: ReturnType<typeof askedOf>,
  sums: string,
): number[][] {
  const columns = Object.entries(asked).map(([name, isAsked]) => (isAsked ? `x.${name}` : '-1'));
  const grouped = columns.filter((column) => column !== '-1');
  // In the order of the table's key, so that nothing has to be sorted.
  const grouping = grouped.length === 0 ? 'HAVING count(*) > 0' : `GROUP BY ${grouped.join(', ')}`;
  const sql = `SELECT ${columns.join(', ')}, ${sums} FROM ${from.sql} WHERE ${where.sql} ${grouping}`;
  return prepared(db, sql)
    .raw()
    .all(...from.values, ...where.values) as number[][];
}

type PlaceNames = Partial<Pick<CostKey, 'agent' | 'department' | 'project' | 'harness'>>;
type ModelNames = Pick<CostKey, 'model' | 'provider'>;

const NO_NAMES: ReadonlyMap<number, never> = new Map<number, never>();

function namesOf(db: Connection, placing: Placing): ReadonlyMap<number, PlaceNames> {
  if (placing === 'all') return NO_NAMES;
  return placing === 'place' ? placeNames(db) : seatNames(db, placing);
}

function modelNames(db: Connection): Map<number, ModelNames> {
  const rows = prepared(db, `SELECT model_id, canonical, provider FROM models`).raw().all() as [
    number,
    string,
    string | null,
  ][];
  return new Map(rows.map(([id, model, provider]) => [id, { model, provider }]));
}

function placeNames(db: Connection): Map<number, PlaceNames> {
  const rows = prepared(db, `SELECT place_id, agent, department, project, harness FROM places`)
    .raw()
    .all() as [number, string, string | null, string | null, string][];
  return new Map(
    rows.map(([id, agent, department, project, harness]) => [id, { agent, department, project, harness }]),
  );
}

function seatNames(db: Connection, kind: SeatKind): Map<number, PlaceNames> {
  const rows = prepared(db, `SELECT seat_id, name FROM seats WHERE kind = ?`).raw().all(kind) as [
    number,
    string,
  ][];
  return new Map(rows.map(([id, name]) => [ofSeat(id), { [kind]: name }]));
}

const NO_KEY: CostKey = {
  ...{ day: null, model: null, provider: null },
  ...{ agent: null, department: null, project: null, harness: null },
};

function keyOf(
  groups: readonly CostGroup[],
  start: number,
  place: PlaceNames | undefined,
  model: ModelNames | undefined,
): CostKey {
  const key: { -readonly [K in keyof CostKey]: CostKey[K] } = { ...NO_KEY };
  for (const group of groups) {
    if (group === 'day') key.day = start === NO_DAY ? null : start;
    else if (group === 'model') {
      key.model = model?.model ?? null;
      key.provider = model?.provider ?? null;
    } else key[group] = place?.[group] ?? null;
  }
  return key;
}

export const namedSums = (values: readonly number[]): CostSums => named(COST_SUMS, values);

function named<Name extends string>(names: readonly Name[], values: readonly number[]): Record<Name, number> {
  const sums = {} as Record<Name, number>;
  for (let i = 0; i < names.length; i++) sums[names[i] as Name] = values[i] as number;
  return sums;
}
