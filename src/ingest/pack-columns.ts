/** Which fields each event type has and how each travels between threads: adding an event type is adding a row here. */

import type { AgentEvent, ErrorFacts } from '../domain/event.ts';
import type { TokenUsage } from '../domain/usage.ts';

/**
 * How a field travels: `number`; `flag` (boolean); `name` (a string that repeats within a batch: interned); `text` (a string that
 * seldom does: looking it up would cost more than sending it twice); `usage` and `error` (nested objects, flattened).
 * Every kind but `usage` may be null.
 */
export type ColumnKind = 'number' | 'flag' | 'name' | 'text' | 'usage' | 'error';

type KindFor<Value> = Value extends number
  ? 'number'
  : Value extends boolean
    ? 'flag'
    : Value extends string
      ? 'name' | 'text'
      : Value extends TokenUsage
        ? 'usage'
        : Value extends ErrorFacts
          ? 'error'
          : never;

type ColumnsOf<Event> = {
  readonly [Field in Exclude<keyof Event, 'type'>]-?: KindFor<NonNullable<Event[Field]>>;
};

/** One column for every field of every event type: a field that is missing, unknown or of another kind does not compile. */
type EventColumns = { readonly [Type in AgentEvent['type']]: ColumnsOf<Extract<AgentEvent, { type: Type }>> };

/** At most 31 fields a type (`sparse` rows keep their presence in one 32-bit mask). Order of fields is order on the wire. */
const EVENT_COLUMNS = {
  session_info: {
    title: 'text',
    titleRank: 'number',
    cwd: 'name',
    branch: 'name',
    harnessVersion: 'name',
    instructions: 'name',
    effort: 'name',
    agent: 'name',
    agentType: 'name',
    department: 'name',
    project: 'name',
    contextWindow: 'number',
    model: 'name',
    attemptId: 'name',
    taskTitle: 'text',
    prUrl: 'name',
    prNumber: 'number',
    prRepository: 'name',
    resumedFrom: 'name',
    linesAdded: 'number',
    linesDeleted: 'number',
    filesModified: 'number',
    commits: 'number',
  },
  prompt: { length: 'number', digest: 'number', promptType: 'name' },
  model_call: {
    messageKey: 'number',
    requestKey: 'number',
    model: 'name',
    provider: 'name',
    usage: 'usage',
    sidechain: 'flag',
    visibleChars: 'number',
    finished: 'flag',
    serviceTier: 'name',
    speed: 'name',
    webSearches: 'number',
    reportedCostUsdMicros: 'number',
    durationMs: 'number',
  },
  tool_call: {
    toolKey: 'number',
    name: 'name',
    kind: 'name',
    argsDigest: 'number',
    summary: 'text',
    asksHuman: 'flag',
  },
  tool_result: {
    toolKey: 'number',
    name: 'name',
    isError: 'flag',
    resultDigest: 'number',
    changeDigest: 'number',
    linesAdded: 'number',
    linesDeleted: 'number',
    denied: 'flag',
    durationMs: 'number',
    error: 'error',
  },
  error: { fingerprint: 'name', category: 'name', sample: 'text', source: 'name', retryInMs: 'number' },
  compaction: { trigger: 'name', preTokens: 'number' },
  turn_end: { reason: 'name', durationMs: 'number' },
  progress: { toolKey: 'number' },
  session_end: { status: 'name', durationMs: 'number', totalTokens: 'number', costUsdMicros: 'number' },
  reported_total: {
    origin: 'name',
    costUsdMicros: 'number',
    totalTokens: 'number',
    durationMs: 'number',
    linesAdded: 'number',
    linesDeleted: 'number',
    filesModified: 'number',
    commits: 'number',
    success: 'flag',
  },
  foreign_alert: {
    alertType: 'name',
    severity: 'name',
    recommendation: 'text',
    subject: 'name',
    writer: 'name',
  },
  session_status: { status: 'name', rung: 'name', reason: 'name' },
  rate_limit: {
    limitId: 'name',
    windowMinutes: 'number',
    usedPercent: 'number',
    resetsAt: 'number',
    plan: 'name',
  },
  ledger: {
    recordType: 'name',
    recordId: 'text',
    version: 'number',
    agent: 'name',
    taskId: 'name',
    sessionId: 'name',
    data: 'text',
    flags: 'name',
  },
} as const satisfies EventColumns;

/** Event types with fields that may be absent, which says something else than null. */
type SparseType = {
  [Type in AgentEvent['type']]: Extract<AgentEvent, { type: Type }> extends Required<
    Extract<AgentEvent, { type: Type }>
  >
    ? never
    : Type;
}[AgentEvent['type']];

const SPARSE: { readonly [Type in SparseType]: true } = { session_info: true };

/** A row of the table, ready to loop over. */
export interface EventLayout {
  readonly type: AgentEvent['type'];
  /** Position in `EVENT_LAYOUTS`: how the type travels. */
  readonly index: number;
  readonly fields: readonly string[];
  readonly kinds: readonly ColumnKind[];
  /** Fields may be absent. */
  readonly sparse: boolean;
  /** An event of this type with every field null: copying it is cheaper than adding field by field. */
  readonly template: Readonly<Record<string, null | string>>;
}

export const EVENT_LAYOUTS: readonly EventLayout[] = Object.entries(EVENT_COLUMNS).map(
  ([type, columns], index) => ({
    type: type as AgentEvent['type'],
    index,
    fields: Object.keys(columns),
    kinds: Object.values(columns),
    sparse: Object.hasOwn(SPARSE, type),
    template: Object.fromEntries([['type', type], ...Object.keys(columns).map((field) => [field, null])]),
  }),
);

export const LAYOUT_OF_TYPE: ReadonlyMap<AgentEvent['type'], EventLayout> = new Map(
  EVENT_LAYOUTS.map((layout) => [layout.type, layout]),
);
