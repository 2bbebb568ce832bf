/** Any event of any type, for property tests. */

import fc from 'fast-check';
import { type AgentEvent, TOOL_KINDS } from '../../src/domain/event.ts';
import { LEDGER_TYPES } from '../../src/domain/ledger.ts';
import type { TokenUsage } from '../../src/domain/usage.ts';

export const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 2 ** 53, 2 ** 53 - 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
export const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '__proto__', 'null', '\ud800'),
);
export const flag = fc.boolean();
/** Objects with the ordinary prototype, as the reader makes them. */
export const fields = <Fields>(model: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> }) =>
  fc.record<Fields>(model, { noNullPrototype: true });
export const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
export const numberOrNull = orNull(number);
export const textOrNull = orNull(text);

const usage: fc.Arbitrary<TokenUsage> = fields({
  input: numberOrNull,
  cacheRead: numberOrNull,
  cacheCreation5m: numberOrNull,
  cacheCreation1h: numberOrNull,
  cacheCreationUnsplit: numberOrNull,
  output: numberOrNull,
  unclassified: numberOrNull,
  reasoning: numberOrNull,
});
const error = { fingerprint: text, category: text, sample: text };

type EventOf<Type extends AgentEvent['type']> = Extract<AgentEvent, { type: Type }>;
/** One arbitrary a type: a type without one does not compile. */
export const EVENTS: { readonly [Type in AgentEvent['type']]: fc.Arbitrary<EventOf<Type>> } = {
  session_info: fc.record(
    {
      type: fc.constant('session_info' as const),
      title: textOrNull,
      titleRank: fc.constantFrom(1 as const, 2 as const, 3 as const),
      cwd: textOrNull,
      branch: textOrNull,
      harnessVersion: textOrNull,
      instructions: text,
      effort: textOrNull,
      agent: textOrNull,
      agentType: textOrNull,
      model: textOrNull,
      attemptId: textOrNull,
      taskTitle: textOrNull,
      prUrl: textOrNull,
      prNumber: numberOrNull,
      prRepository: textOrNull,
      resumedFrom: textOrNull,
      linesAdded: numberOrNull,
      linesDeleted: numberOrNull,
      filesModified: numberOrNull,
      commits: numberOrNull,
      department: textOrNull,
      project: textOrNull,
      contextWindow: numberOrNull,
    },
    { requiredKeys: ['type'], noNullPrototype: true },
  ),
  prompt: fields({
    type: fc.constant('prompt' as const),
    length: number,
    digest: number,
    promptType: orNull(fc.constantFrom('initial' as const, 'followup' as const, 'retry' as const)),
  }),
  model_call: fields({
    type: fc.constant('model_call' as const),
    messageKey: numberOrNull,
    requestKey: numberOrNull,
    model: text,
    provider: textOrNull,
    usage,
    sidechain: flag,
    visibleChars: number,
    finished: flag,
    serviceTier: textOrNull,
    speed: textOrNull,
    webSearches: numberOrNull,
    reportedCostUsdMicros: numberOrNull,
    durationMs: numberOrNull,
  }),
  tool_call: fields({
    type: fc.constant('tool_call' as const),
    toolKey: numberOrNull,
    name: textOrNull,
    kind: fc.constantFrom(...TOOL_KINDS),
    argsDigest: numberOrNull,
    summary: textOrNull,
    asksHuman: flag,
  }),
  tool_result: fields({
    type: fc.constant('tool_result' as const),
    toolKey: numberOrNull,
    name: textOrNull,
    isError: flag,
    resultDigest: numberOrNull,
    changeDigest: numberOrNull,
    linesAdded: numberOrNull,
    linesDeleted: numberOrNull,
    denied: flag,
    durationMs: numberOrNull,
    error: orNull(fields(error)),
  }),
  error: fields({
    type: fc.constant('error' as const),
    ...error,
    source: fc.constantFrom('api' as const, 'agent' as const),
    retryInMs: numberOrNull,
  }),
  session_status: fields({
    type: fc.constant('session_status' as const),
    status: fc.constantFrom('working' as const, 'waiting' as const, 'idle' as const, 'ended' as const),
    rung: fc.constantFrom('hook' as const, 'log' as const),
    reason: textOrNull,
  }),
  rate_limit: fields({
    type: fc.constant('rate_limit' as const),
    limitId: text,
    windowMinutes: numberOrNull,
    usedPercent: number,
    resetsAt: numberOrNull,
    plan: textOrNull,
  }),
  ledger: fields({
    type: fc.constant('ledger' as const),
    recordType: fc.constantFrom(...LEDGER_TYPES),
    recordId: textOrNull,
    version: numberOrNull,
    agent: textOrNull,
    taskId: textOrNull,
    sessionId: textOrNull,
    data: text,
    flags: text,
  }),
  compaction: fields({
    type: fc.constant('compaction' as const),
    trigger: orNull(fc.constantFrom('auto' as const, 'manual' as const)),
    preTokens: numberOrNull,
  }),
  turn_end: fields({
    type: fc.constant('turn_end' as const),
    reason: fc.constantFrom('done' as const, 'interrupted' as const),
    durationMs: numberOrNull,
  }),
  progress: fields({ type: fc.constant('progress' as const), toolKey: numberOrNull }),
  session_end: fields({
    type: fc.constant('session_end' as const),
    status: orNull(fc.constantFrom('completed' as const, 'failed' as const, 'timeout' as const)),
    durationMs: numberOrNull,
    totalTokens: numberOrNull,
    costUsdMicros: numberOrNull,
  }),
  reported_total: fields({
    type: fc.constant('reported_total' as const),
    origin: fc.constantFrom('cost_state' as const, 'metrics' as const),
    costUsdMicros: numberOrNull,
    totalTokens: numberOrNull,
    durationMs: numberOrNull,
    linesAdded: numberOrNull,
    linesDeleted: numberOrNull,
    filesModified: numberOrNull,
    commits: numberOrNull,
    success: orNull(flag),
  }),
  foreign_alert: fields({
    type: fc.constant('foreign_alert' as const),
    alertType: text,
    severity: textOrNull,
    recommendation: textOrNull,
    subject: textOrNull,
    writer: textOrNull,
  }),
};
