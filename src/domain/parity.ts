/** What logs can tell, and what each figure needs: a figure whose facts a source never logs is `not_logged`, not 0 (DESIGN.md 4). */

/** What a format may write down. */
export const FACTS = [
  'model_calls',
  'tokens',
  'cache_tokens',
  'reasoning_tokens',
  'reported_cost',
  'call_durations',
  'tool_calls',
  'tool_errors',
  'tool_durations',
  'errors',
  'compactions',
  'turn_ends',
  'interrupts',
  'questions',
  'context',
  'titles',
  'cwd',
  'branch',
  'pull_requests',
  'lines_changed',
  'files_changed',
  'commits',
  'sub_agents',
  'effort',
  'harness_version',
  'instructions',
  'rate_limits',
  'session_ends',
  'tasks',
  'quality',
  'escalations',
  'agents',
] as const;
export type Fact = (typeof FACTS)[number];

/** Counts of a session, and the fact that each is a count of. */
export const COUNT_NEEDS = {
  modelCalls: 'model_calls',
  toolCalls: 'tool_calls',
  toolErrors: 'tool_errors',
  errors: 'errors',
  compactions: 'compactions',
} as const satisfies Readonly<Record<string, Fact>>;
export type SessionCount = keyof typeof COUNT_NEEDS;
