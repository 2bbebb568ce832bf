/** What a correct reader must report for a corpus: counted while it is written. */

export interface TokenTruth {
  input: number;
  cache_read: number;
  cache_creation: number;
  cache_creation_5m: number;
  cache_creation_1h: number;
  output: number;
}

/** Names and meaning as in `totals` of `export --json` (DATA.md 3 and 6). */
export interface Truth {
  files: number;
  bytes: number;
  lines: number;
  sessions: number;
  subagent_sessions: number;
  /** Accepted records: lines without the copies of other files' rows. */
  events: number;
  /** Copied rows: `totals.skipped_by_reason.duplicate`. */
  duplicates: number;
  model_calls: number;
  tool_calls: number;
  tool_errors: number;
  errors: number;
  compactions: number;
  tokens: TokenTruth;
  /** Model calls by the name in the log. */
  calls_by_model: Record<string, number>;
}

export function emptyTruth(): Truth {
  return {
    files: 0,
    bytes: 0,
    lines: 0,
    sessions: 0,
    subagent_sessions: 0,
    events: 0,
    duplicates: 0,
    model_calls: 0,
    tool_calls: 0,
    tool_errors: 0,
    errors: 0,
    compactions: 0,
    tokens: {
      input: 0,
      cache_read: 0,
      cache_creation: 0,
      cache_creation_5m: 0,
      cache_creation_1h: 0,
      output: 0,
    },
    calls_by_model: {},
  };
}
