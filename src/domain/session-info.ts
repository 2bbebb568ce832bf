/** What records say of the session that they belong to. */

/** Facts of a session that the newest record wins; absent = says nothing, null = says "none". */
export interface SessionInfo {
  readonly type: 'session_info';
  readonly title?: string | null;
  /** How much a title is worth: a user's own (3) beats a harness's (2) beats one derived from the first prompt (1). */
  readonly titleRank?: 1 | 2 | 3;
  readonly cwd?: string | null;
  readonly branch?: string | null;
  readonly harnessVersion?: string | null;
  /** File of instructions that it works under, and a short digest of its text: `AGENTS.md 1f8x2c`. The text itself is not kept. */
  readonly instructions?: string;
  readonly effort?: string | null;
  readonly agent?: string | null;
  /** Sub-agent type (`Explore`, ...), of the session this record belongs to. */
  readonly agentType?: string | null;
  readonly department?: string | null;
  /** As the log names it; stands before the one that is worked out from `cwd`. */
  readonly project?: string | null;
  /** Tokens the model may hold, where the log says so. */
  readonly contextWindow?: number | null;
  readonly model?: string | null;
  readonly attemptId?: string | null;
  readonly taskTitle?: string | null;
  readonly prUrl?: string | null;
  readonly prNumber?: number | null;
  readonly prRepository?: string | null;
  /** Session whose history this one continues. */
  readonly resumedFrom?: string | null;
  readonly linesAdded?: number | null;
  readonly linesDeleted?: number | null;
  readonly filesModified?: number | null;
  readonly commits?: number | null;
}
