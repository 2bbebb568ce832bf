/** Completed tasks as columns: what every figure of a card or a row of the comparison is worked out from. */

import { OUTCOMES, QUALITY_SIGNALS, type QualityPart } from '../domain/task.ts';
import {
  allPlaces,
  type ByteColumn,
  type CountColumn,
  NULL_BYTE,
  NULL_COUNT,
  type TaskPage,
  type WideColumn,
} from '../domain/task-page.ts';
import type { QualityScoringStrategy } from './quality-scoring.ts';

/** How a task came out: success or partial, failure or timeout, or nobody said. */
export const ENDINGS = { done: 0, failed: 1, unknown: 2 } as const;

/** By place in OUTCOMES: done (a part of the work is done, too) or failed. */
export const ENDING_OF: readonly (0 | 1)[] = OUTCOMES.map((outcome) =>
  outcome === 'success' || outcome === 'partial' ? ENDINGS.done : ENDINGS.failed,
);
const SUCCESS = OUTCOMES.indexOf('success');
const PASSED = QUALITY_SIGNALS.indexOf('passed');

/** Columns taken over as they are. */
const WIDE = {
  completedAt: 'completedAt',
  durationMs: 'taskDurationMs',
  cost: 'cost',
  tokens: 'tokens',
} as const;
const COUNTS = {
  ...{ source: 'source', agent: 'agent', department: 'department', project: 'project', harness: 'harness' },
  ...{ model: 'model', provider: 'provider', effort: 'effort', taskType: 'taskType', language: 'language' },
  ...{ repoSize: 'repoSizeCategory', convoy: 'convoyId', modelCalls: 'modelCalls', toolCalls: 'toolCalls' },
  ...{ toolErrors: 'toolErrors', compactions: 'contextCompactions', unpricedCalls: 'unpricedCalls' },
} as const satisfies Readonly<Record<string, CountColumn>>;
const BYTES = {
  flagged: 'flagged',
  bead: 'bead',
  usageOfHarness: 'usageOfHarness',
  firstShot: 'firstShot',
} as const;

/** What is said of a task's quality; left empty where no card asks for it. */
const PARTS = {
  ...{ gate: 'qualityGate', ci: 'qualityCi', review: 'qualityReview', evaluation: 'qualityEvaluation' },
  ...{ peer: 'qualityPeer', human: 'qualityHuman' },
} as const satisfies Readonly<Record<QualityPart, WideColumn>>;

type Columns = Record<keyof typeof WIDE | keyof typeof PARTS | 'quality', Float64Array> &
  Record<keyof typeof COUNTS, Int32Array> &
  Record<keyof typeof BYTES | 'ending' | 'success' | 'gatePassed' | 'unpriced', Uint8Array>;

/**
 * In the order of completion. `quality` is the score by the strategy. Of a task that contradicts itself only its names and its ending
 * are known: so it is counted, and left out of every rate and average. Unknown: NaN, NULL_COUNT, NULL_BYTE. `unpriced`:
 * 1 = it used tokens of which some have no price, and its cost is unknown.
 */
export interface TaskList extends Readonly<Columns> {
  readonly count: number;
}

export type TaskRows = Uint32Array;

export interface TaskCollector {
  /** Tasks at these places of a page; open ones are not taken. Pages come in the order of completion. */
  add(page: TaskPage, places: TaskRows): void;
  readonly list: TaskList;
}

/** `expected`: so many tasks need no room to be made for on the way. Without a strategy nothing is known of quality, and no room is taken for it. */
export function collectTasks(quality: QualityScoringStrategy | null, expected = 0): TaskCollector {
  const list = { ...emptyColumns(expected, quality !== null), count: 0 };
  return {
    list,
    add(page, places) {
      const from = list.count;
      const rows = completed(page, places);
      grow(list, from + rows.length, quality !== null);
      for (const [name, column] of Object.entries(WIDE))
        copy(list[name as keyof typeof WIDE], page.f64(column as WideColumn), rows, from);
      for (const [name, column] of Object.entries(COUNTS))
        copy(list[name as keyof typeof COUNTS], page.i32(column as CountColumn), rows, from);
      for (const [name, column] of Object.entries(BYTES))
        copy(list[name as keyof typeof BYTES], page.u8(column as ByteColumn), rows, from);
      judge(list, page, rows, from);
      if (quality !== null) score(list, page, rows, from, quality);
      forgetFlagged(list, from, from + rows.length);
      list.count = from + rows.length;
    },
  };
}

function completed(page: TaskPage, places: TaskRows): TaskRows {
  const at = page.f64('completedAt');
  return places.length === 0 || !Number.isNaN(at[places[0] as number] as number)
    ? places
    : places.filter((place) => !Number.isNaN(at[place] as number));
}

function copy(
  to: Float64Array | Int32Array | Uint8Array,
  from: Float64Array | Int32Array | Uint8Array,
  rows: TaskRows,
  at: number,
): void {
  // Places are in ascending order: as many as the page has are all of it.
  if (rows.length === from.length) to.set(from, at);
  else for (let n = 0; n < rows.length; n++) to[at + n] = from[rows[n] as number] as number;
}

/** What follows from several columns. */
function judge(list: Columns, page: TaskPage, rows: TaskRows, from: number): void {
  const outcomes = page.u8('outcome');
  const signals = page.u8('qualitySignal');
  const gates = page.u8('qualityGatePassed');
  for (let n = 0; n < rows.length; n++) {
    const place = rows[n] as number;
    const at = from + n;
    const outcome = outcomes[place] as number;
    list.ending[at] = ENDING_OF[outcome] ?? ENDINGS.unknown;
    list.success[at] = outcome === NULL_BYTE ? NULL_BYTE : Number(outcome === SUCCESS);
    const signal = signals[place] as number;
    list.gatePassed[at] = signal === NULL_BYTE ? (gates[place] as number) : Number(signal === PASSED);
    const isUnpriced =
      (list.unpricedCalls[at] as number) > 0 ||
      (Number.isNaN(list.cost[at]) && (list.tokens[at] as number) > 0);
    list.unpriced[at] = Number(isUnpriced);
    if (isUnpriced) list.cost[at] = Number.NaN;
  }
}

function score(
  list: Columns,
  page: TaskPage,
  rows: TaskRows,
  from: number,
  quality: QualityScoringStrategy,
): void {
  for (const [part, column] of Object.entries(PARTS))
    copy(list[part as QualityPart], page.f64(column), rows, from);
  for (let at = from; at < from + rows.length; at++)
    list.quality[at] = quality(qualityPartsOf(list, at))?.value ?? Number.NaN;
}

/** What was said of the quality of one task. */
export function qualityPartsOf(
  list: Readonly<Record<QualityPart, Float64Array>>,
  row: number,
): Record<QualityPart, number | null> {
  const said = (part: QualityPart): number | null => {
    const value = list[part][row] as number;
    return Number.isNaN(value) ? null : value;
  };
  return {
    gate: said('gate'),
    ci: said('ci'),
    review: said('review'),
    evaluation: said('evaluation'),
    peer: said('peer'),
    human: said('human'),
  };
}

function forgetFlagged(list: Columns, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    if (list.flagged[at] !== 1) continue;
    for (const name of ['durationMs', 'cost', 'tokens'] as const) list[name][at] = Number.NaN;
    if (list.quality.length > 0) list.quality[at] = Number.NaN;
    for (const name of ['toolCalls', 'toolErrors', 'compactions'] as const) list[name][at] = NULL_COUNT;
    for (const name of ['success', 'firstShot', 'gatePassed'] as const) list[name][at] = NULL_BYTE;
    list.unpriced[at] = 0;
  }
}

function emptyColumns(size: number, withQuality: boolean): Columns {
  const all = (names: readonly string[], make: () => Float64Array | Int32Array | Uint8Array) =>
    names.map((name) => [name, make()] as const);
  return Object.fromEntries([
    ...all(Object.keys(WIDE), () => new Float64Array(size)),
    ...all([...Object.keys(PARTS), 'quality'], () => new Float64Array(withQuality ? size : 0)),
    ...all(Object.keys(COUNTS), () => new Int32Array(size)),
    ...all(
      [...Object.keys(BYTES), 'ending', 'success', 'gatePassed', 'unpriced'],
      () => new Uint8Array(size),
    ),
  ]) as unknown as Columns;
}

function grow(list: Columns & { count: number }, needed: number, withQuality: boolean): void {
  if (list.completedAt.length >= needed) return;
  const larger = emptyColumns(Math.max(64, needed, list.completedAt.length * 2), withQuality);
  for (const [name, column] of Object.entries(larger)) {
    const old = list[name as keyof Columns] as Float64Array;
    (column as Float64Array).set(old.subarray(0, Math.min(old.length, list.count)));
  }
  Object.assign(list, larger);
}

/** All rows of a list. */
export const allRows = ({ count }: TaskList): TaskRows => allPlaces(count);

/** Rows completed from `since` to `until`, both inclusive; `rows` are in ascending order. */
export function rowsBetween(
  list: TaskList,
  rows: TaskRows,
  since: number | null,
  until: number | null,
): TaskRows {
  const from = since === null ? 0 : firstAtLeast(list, rows, since);
  const to = until === null ? rows.length : firstAtLeast(list, rows, until + 1);
  return rows.subarray(from, Math.max(from, to));
}

function firstAtLeast({ completedAt }: TaskList, rows: TaskRows, time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((completedAt[rows[middle] as number] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
