/** What a record mainly is, as small numbers: enough to draw a timeline without reading the log. */

import type { AgentEvent } from '../domain/event.ts';

/** Flags of an events row. `counted` is missing on a line that a sibling file repeats. */
export const COUNTED = 1;
export const TIME_FROM_LOG = 2;
export const COPIED = 4;

export const ROLES = {
  other: 0,
  prompt: 1,
  reply: 2,
  toolCall: 3,
  toolResult: 4,
  error: 5,
  compaction: 6,
  turnEnd: 7,
  sessionEnd: 8,
  progress: 9,
} as const;

/** Roles in order of precedence: a row with a tool call and usage is a tool call. */
const BY_FACT: Readonly<Record<AgentEvent['type'], { role: number; rank: number }>> = {
  compaction: { role: ROLES.compaction, rank: 9 },
  session_end: { role: ROLES.sessionEnd, rank: 8 },
  error: { role: ROLES.error, rank: 7 },
  tool_call: { role: ROLES.toolCall, rank: 6 },
  tool_result: { role: ROLES.toolResult, rank: 5 },
  prompt: { role: ROLES.prompt, rank: 4 },
  model_call: { role: ROLES.reply, rank: 3 },
  turn_end: { role: ROLES.turnEnd, rank: 2 },
  progress: { role: ROLES.progress, rank: 1 },
  session_info: { role: ROLES.other, rank: 0 },
  reported_total: { role: ROLES.other, rank: 0 },
  foreign_alert: { role: ROLES.other, rank: 0 },
  session_status: { role: ROLES.other, rank: 0 },
  rate_limit: { role: ROLES.other, rank: 0 },
  ledger: { role: ROLES.other, rank: 0 },
};

/** The role of a record with these facts. */
export function roleOf(facts: readonly AgentEvent[]): number {
  let best: { role: number; rank: number } = { role: ROLES.other, rank: -1 };
  for (const fact of facts) {
    const candidate = BY_FACT[fact.type];
    if (candidate.rank > best.rank) best = candidate;
  }
  return best.role;
}
