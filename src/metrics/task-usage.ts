/** What a task took, all its attempts together. A harness's own figures are chosen where there are any, else the orchestrator's; the two are never added. */

import type { TaskRecord } from '../domain/task.ts';
import type { TaskFacts } from '../domain/task-facts.ts';
import { newest, number, overAttempts, rowsOf, sumKnown } from './task-words.ts';

type UsageFields = Pick<
  TaskRecord,
  | 'tokens'
  | 'usageOrigin'
  | 'costUsdMicros'
  | 'unpricedCalls'
  | 'actualInputTokens'
  | 'actualOutputTokens'
  | 'actualCostUsdMicros'
  | 'toolCalls'
  | 'toolErrors'
  | 'errors'
  | 'contextCompactions'
  | 'contextRotations'
  | 'contextUtilizationFinal'
>;

/** Micro-dollars in a cent. */
const CENT = 10_000;

export function usageFields(facts: TaskFacts): UsageFields {
  const { usage, sessions } = facts;
  const completions = rowsOf(facts, 'task_completion');
  const attempts = rowsOf(facts, 'task_attempt');
  const logs = rowsOf(facts, 'work_log');
  const told = [...logs, ...attempts, ...completions];
  const input = overAttempts(completions, number('actual_input_tokens'));
  const output = overAttempts(completions, number('actual_output_tokens'));
  const cost =
    overAttempts(completions, number('actual_cost_usd_micros')) ??
    overAttempts(logs, (row) => number('cost_usd_micros')(row) ?? cents(number('cost_cents')(row))) ??
    overAttempts(attempts, number('cost_usd_micros'));
  const tokens =
    sumKnown([input, output]) ??
    overAttempts(logs, number('token_usage')) ??
    overAttempts(attempts, number('total_tokens'));
  const own = usage === null ? 0 : usage.input + usage.output + usage.unclassified;
  const hasTranscript = sessions.some(({ isTranscript }) => isTranscript);
  const isMeasured = usage !== null && (own > 0 || usage.modelCalls > 0 || usage.cost !== null);
  const isTold = tokens !== null || cost !== null;
  const classes = isMeasured && usage.unclassified === 0 ? usage : null;
  return {
    tokens: isMeasured ? own : tokens,
    usageOrigin: isMeasured ? (hasTranscript ? 'harness' : 'stream') : isTold ? 'orchestrator' : null,
    costUsdMicros: isMeasured ? usage.cost : cost,
    unpricedCalls: usage?.unpricedCalls ?? 0,
    // Without figures of an orchestrator the sessions' own stand in, so that estimates have something to be held against.
    actualInputTokens: input ?? classes?.input ?? null,
    actualOutputTokens: output ?? classes?.output ?? null,
    actualCostUsdMicros: cost ?? (isMeasured ? usage.cost : null),
    toolCalls: countOf(facts, usage?.toolCalls) ?? newest(told, number('tool_calls')),
    toolErrors: countOf(facts, usage?.toolErrors),
    errors: countOf(facts, usage?.errors) ?? newest(told, number('total_errors')),
    contextCompactions: hasTranscript
      ? (usage?.compactions ?? 0)
      : newest(told, number('context_compactions')),
    contextRotations: newest(told, number('context_rotations')),
    contextUtilizationFinal: utilization(facts) ?? newest(told, number('context_utilization_final')),
  };
}

/** A sum over sessions: 0 where they did none of it, null where there is no session. */
function countOf({ sessions }: TaskFacts, sum: number | undefined): number | null {
  return sessions.length === 0 ? null : (sum ?? 0);
}

/** Of the last session that says how full its context was; a window that its tokens do not fit in is not known. */
function utilization({ sessions }: TaskFacts): number | null {
  const last = sessions.findLast(({ contextTokens, contextWindow, span }) => {
    return contextTokens !== null && contextWindow !== null && contextWindow > 0 && span === null;
  });
  if (last === undefined) return null;
  const share = (last.contextTokens as number) / (last.contextWindow as number);
  return share <= 1 ? share : null;
}

const cents = (value: number | null): number | null => (value === null ? null : value * CENT);
