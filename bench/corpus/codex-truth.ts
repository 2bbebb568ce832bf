/** What a correct reader must report for a corpus of rollouts: counted while it is written. */

/** Names and meaning as in `totals` of `export --json` (DATA.md 3 and 6). */
export class CodexTruth {
  files = 0;
  bytes = 0;
  sessions = 0;
  subagent_sessions = 0;
  events = 0;
  model_calls = 0;
  tool_calls = 0;
  tool_errors = 0;
  errors = 0;
  compactions = 0;
  readonly tokens = { input: 0, cache_read: 0, output: 0, reasoning: 0 };
  /** Model calls by the name in the log. */
  readonly calls_by_model: Record<string, number> = {};

  /** One model call, in the log's own terms. */
  count(model: string, last: { input: number; cached: number; output: number; reasoning: number }): void {
    this.model_calls += 1;
    this.tokens.input += last.input - last.cached;
    this.tokens.cache_read += last.cached;
    this.tokens.output += last.output;
    this.tokens.reasoning += last.reasoning;
    this.calls_by_model[model] = (this.calls_by_model[model] ?? 0) + 1;
  }
}
