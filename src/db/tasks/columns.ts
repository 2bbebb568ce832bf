/** What of a task stands in packed columns (task_pages), and how a set of tasks becomes one blob and back. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import { SOURCE_IDS } from '../../domain/source.ts';
import { OWN_SESSION } from '../../domain/task.ts';
import {
  type ByteColumn,
  type CountColumn,
  NULL_BYTE,
  NULL_COUNT,
  type TaskPage,
  type WideColumn,
} from '../../domain/task-page.ts';

/** Width of a value: words, small counts and flags take less room than times and money, so more tasks fit a read. */
type Kind = 'f64' | 'i32' | 'u8';

interface Column {
  /** Number of the column in stored pages. A migration goes with any change of these, and notes all days in task_queue. */
  readonly id: number;
  readonly kind: Kind;
  /** Over a row of `tasks` (alias t); NULL = not known. */
  readonly sql: string;
}

const f64 = (id: number, sql: string) => ({ id, kind: 'f64', sql }) as const satisfies Column;
const i32 = (id: number, sql: string) => ({ id, kind: 'i32', sql }) as const satisfies Column;
const u8 = (id: number, sql: string) => ({ id, kind: 'u8', sql }) as const satisfies Column;

/** Source of a task: of the session that is the task, else the orchestrator's; one that is no source of ours writes the ledger. */
const SOURCE_SQL = `CASE WHEN t.orchestrator = '${OWN_SESSION}'
    THEN (SELECT s.source FROM task_sessions k JOIN sessions s USING (session_key) WHERE k.task_key = t.task_key LIMIT 1)
  WHEN t.orchestrator IN (${SOURCE_IDS.map((id) => `'${id}'`).join(', ')}) THEN t.orchestrator ELSE 'ledger' END`;

/** Wide columns first, so that each begins at a multiple of its width. Words are word_id of `words`. */
export const COLUMNS = {
  completedAt: f64(2, 't.completed_at'),
  taskDurationMs: f64(3, 't.task_duration_ms'),
  tokens: f64(4, 't.tokens'),
  cost: f64(5, 't.cost'),
  estimatedInputTokens: f64(6, 't.estimated_input_tokens'),
  estimatedOutputTokens: f64(7, 't.estimated_output_tokens'),
  actualInputTokens: f64(8, 't.actual_input_tokens'),
  actualOutputTokens: f64(9, 't.actual_output_tokens'),
  estimatedCost: f64(10, 't.estimated_cost'),
  actualCost: f64(11, 't.actual_cost'),
  qualityGate: f64(13, 't.quality_gate'),
  qualityCi: f64(14, 't.quality_ci'),
  qualityReview: f64(15, 't.quality_review'),
  qualityEvaluation: f64(16, 't.quality_evaluation'),
  qualityPeer: f64(17, 't.quality_peer'),
  qualityHuman: f64(18, 't.quality_human'),
  source: i32(30, `(SELECT w.word_id FROM words w WHERE w.word = ${SOURCE_SQL})`),
  agent: i32(31, 't.agent'),
  department: i32(32, 't.department'),
  project: i32(33, 't.project'),
  harness: i32(34, 't.harness'),
  model: i32(35, 't.model'),
  provider: i32(36, 't.provider'),
  effort: i32(37, 't.effort'),
  taskType: i32(38, 't.task_type'),
  language: i32(40, 't.language'),
  repoSizeCategory: i32(41, 't.repo_size_category'),
  convoyId: i32(42, 't.convoy_id'),
  unpricedCalls: i32(43, 't.unpriced_calls'),
  modelCalls: i32(46, 't.model_calls'),
  toolCalls: i32(47, 't.tool_calls'),
  toolErrors: i32(48, 't.tool_errors'),
  contextCompactions: i32(50, 't.context_compactions'),
  /** Place in OUTCOMES. */
  outcome: u8(60, 't.outcome'),
  firstShot: u8(61, 't.first_shot'),
  /** Place in QUALITY_SIGNALS. */
  qualitySignal: u8(62, 't.quality_signal'),
  qualityGatePassed: u8(63, 't.quality_gate_passed'),
  /** 1 = contradicts itself, and is left out of rates. */
  flagged: u8(64, `(t.flags NOT IN ('', '[]'))`),
  /** 1 = a bead, 0 = work of another kind. */
  bead: u8(67, '(t.bead_id IS NOT NULL)'),
  usageOfHarness: u8(68, `(t.usage_origin = 'harness')`),
} as const satisfies Readonly<
  Record<WideColumn, Column & { kind: 'f64' }> &
    Record<CountColumn, Column & { kind: 'i32' }> &
    Record<ByteColumn, Column & { kind: 'u8' }>
>;

export type ColumnName = keyof typeof COLUMNS;

const ENTRIES = Object.entries(COLUMNS) as [ColumnName, Column][];
const BY_ID = new Map(ENTRIES.map(([name, column]) => [column.id, { name, kind: column.kind }]));
const WIDTHS = { f64: 8, i32: 4, u8: 1 } as const;
const MAX_COUNT = 2 ** 31 - 1;

/** Values of a row in the order of `packTasks`. */
export const PAGE_SELECT = ENTRIES.map(([, column]) => column.sql).join(', ');

/** One row of PAGE_SELECT as better-sqlite3 gives it in raw mode. */
export type RawTask = readonly (number | null)[];

/** Header: number of columns, their ids; padded to 8. Then the columns. A column that is NULL in all rows is left out. */
export function packTasks(rows: readonly RawTask[]): Uint8Array {
  const present = ENTRIES.map(([, column], index) => ({ column, index })).filter(({ index }) =>
    rows.some((row) => row[index] !== null),
  );
  const head = headLength(present.length);
  const size = present.reduce((sum, { column }) => sum + WIDTHS[column.kind] * rows.length, head);
  const bytes = new Uint8Array(size);
  bytes[0] = present.length;
  let offset = head;
  for (const [place, { column, index }] of present.entries()) {
    bytes[place + 1] = column.id;
    const view = viewOf(column.kind, bytes.buffer, offset, rows.length);
    for (const [n, row] of rows.entries()) view[n] = packed(column.kind, row[index] ?? null);
    offset += WIDTHS[column.kind] * rows.length;
  }
  return bytes;
}

function packed(kind: Kind, value: number | null): number {
  if (kind === 'f64') return value ?? Number.NaN;
  if (kind === 'i32') return value === null ? NULL_COUNT : Math.min(value, MAX_COUNT);
  return value ?? NULL_BYTE;
}

type Values = Float64Array | Int32Array | Uint8Array;

/** Rows of `packTasks`. */
export interface PackedTasks {
  readonly count: number;
  readonly data: Uint8Array;
}

export function openPage(packed: PackedTasks): TaskPage {
  return pageOf(packed.count, viewsOf(packed));
}

/** Pages one after the other as one, in memory of its own. */
export function joinPages(pages: readonly PackedTasks[]): TaskPage & { readonly bytes: number } {
  const count = pages.reduce((sum, page) => sum + page.count, 0);
  const columns = new Map<ColumnName, Values>();
  let at = 0;
  for (const page of pages) {
    for (const [name, values] of viewsOf(page))
      getOrInsert(columns, name, () => nulls(COLUMNS[name].kind, count)).set(values, at);
    at += page.count;
  }
  const bytes = [...columns.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { ...pageOf(count, columns), bytes };
}

/** The rows of a page from `from` (inclusive) to `to`. */
export function partOfPage(page: TaskPage, from: number, to: number): TaskPage {
  return {
    count: to - from,
    f64: (name) => page.f64(name).subarray(from, to),
    i32: (name) => page.i32(name).subarray(from, to),
    u8: (name) => page.u8(name).subarray(from, to),
  };
}

function pageOf(count: number, columns: ReadonlyMap<ColumnName, Values>): TaskPage {
  const column = (kind: Kind, name: ColumnName) => columns.get(name) ?? absent(kind, count);
  return {
    count,
    f64: (name) => column('f64', name) as Float64Array,
    i32: (name) => column('i32', name) as Int32Array,
    u8: (name) => column('u8', name) as Uint8Array,
  };
}

/** The columns that are there. */
function viewsOf({ count, data }: PackedTasks): Map<ColumnName, Values> {
  const bytes = data.byteOffset % 8 === 0 ? data : new Uint8Array(data);
  const views = new Map<ColumnName, Values>();
  let offset = headLength(bytes[0] as number);
  for (const id of bytes.subarray(1, 1 + (bytes[0] as number))) {
    const column = BY_ID.get(id);
    if (column === undefined) throw new Error(`column ${id} of a page of tasks is not known`);
    views.set(column.name, viewOf(column.kind, bytes.buffer, bytes.byteOffset + offset, count));
    offset += WIDTHS[column.kind] * count;
  }
  return views;
}

const headLength = (columns: number): number => Math.ceil((columns + 1) / 8) * 8;

function viewOf(kind: Kind, buffer: ArrayBufferLike, offset: number, length: number): Values {
  if (kind === 'f64') return new Float64Array(buffer, offset, length);
  return kind === 'i32' ? new Int32Array(buffer, offset, length) : new Uint8Array(buffer, offset, length);
}

function nulls(kind: Kind, count: number): Values {
  if (kind === 'f64') return new Float64Array(count).fill(Number.NaN);
  return kind === 'i32' ? new Int32Array(count).fill(NULL_COUNT) : new Uint8Array(count).fill(NULL_BYTE);
}

/** Columns of NULL, shared by all pages that lack one and as long as the longest of them. */
const nothing: Record<Kind, Values> = {
  f64: nulls('f64', 0),
  i32: nulls('i32', 0),
  u8: nulls('u8', 0),
};

function absent(kind: Kind, count: number): Values {
  if (nothing[kind].length < count) nothing[kind] = nulls(kind, count);
  return nothing[kind].subarray(0, count);
}
