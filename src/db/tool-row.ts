/** The shape of a tool_calls row. */

export interface ToolRow {
  /** null: not stored yet. */
  tool_no: number | null;
  tool_key: number;
  session_key: number;
  tool_id: number | null;
  at: number | null;
  args_digest: number | null;
  asks_human: number;
  lineage: number;
  offset: number;
  result_at: number | null;
  result_lineage: number | null;
  result_offset: number | null;
  result_digest: number | null;
  change_digest: number | null;
  is_error: number | null;
  denied: number | null;
  duration_ms: number | null;
}

export const TOOL_COLUMNS = [
  'tool_no',
  'tool_key',
  'session_key',
  'tool_id',
  'at',
  'args_digest',
  'asks_human',
  'lineage',
  'offset',
  'result_at',
  'result_lineage',
  'result_offset',
  'result_digest',
  'change_digest',
  'is_error',
  'denied',
  'duration_ms',
] as const satisfies readonly (keyof ToolRow)[];

/** In the order of TOOL_COLUMNS. Written out: looked up name by name they cost as much as storing them. */
export function toolValues(row: ToolRow): (number | null)[] {
  return [
    row.tool_no,
    row.tool_key,
    row.session_key,
    row.tool_id,
    row.at,
    row.args_digest,
    row.asks_human,
    row.lineage,
    row.offset,
    row.result_at,
    row.result_lineage,
    row.result_offset,
    row.result_digest,
    row.change_digest,
    row.is_error,
    row.denied,
    row.duration_ms,
  ];
}
