/** What of a task stands in packed columns (task_pages), and how a set of tasks becomes one blob and back. */

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

/** The rows `from` (inclusive) to `to` of `packTasks` over `total` rows. */
export function openPage(blob: Uint8Array, total: number, from = 0, to = total): TaskPage {
  const bytes = blob.byteOffset % 8 === 0 ? blob : new Uint8Array(blob);
  const places = new Map<ColumnName, number>();
  let offset = headLength(bytes[0] as number);
  for (let n = 1; n <= (bytes[0] as number); n++) {
    const column = BY_ID.get(bytes[n] as number);
    if (column === undefined) throw new Error(`column ${bytes[n]} of a page of tasks is not known`);
    places.set(column.name, bytes.byteOffset + offset);
    offset += WIDTHS[column.kind] * total;
  }
  const count = to - from;
  const view = (kind: Kind, name: ColumnName) => {
    const place = places.get(name);
    return place === undefined
      ? absent(kind, count)
      : viewOf(kind, bytes.buffer, place + from * WIDTHS[kind], count);
  };
  return {
    count,
    f64: (name) => view('f64', name) as Float64Array,
    i32: (name) => view('i32', name) as Int32Array,
    u8: (name) => view('u8', name) as Uint8Array,
  };
}

const headLength = (columns: number): number => Math.ceil((columns + 1) / 8) * 8;

function viewOf(kind: Kind, buffer: ArrayBufferLike, offset: number, length: number) {
  if (kind === 'f64') return new Float64Array(buffer, offset, length);
  return kind === 'i32' ? new Int32Array(buffer, offset, length) : new Uint8Array(buffer, offset, length);
}

/** Columns of NULL, shared by all pages that lack one and as long as the longest of them. */
const nothing = { f64: new Float64Array(0), i32: new Int32Array(0), u8: new Uint8Array(0) };

function absent(kind: Kind, count: number): Float64Array | Int32Array | Uint8Array {
  if (nothing[kind].length < count) {
    nothing.f64 = new Float64Array(count).fill(Number.NaN);
    nothing.i32 = new Int32Array(count).fill(NULL_COUNT);
    nothing.u8 = new Uint8Array(count).fill(NULL_BYTE);
  }
  return nothing[kind].subarray(0, count);
}
