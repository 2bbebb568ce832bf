import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AgentEvent, SKIP_REASONS, TOOL_KINDS } from '../../src/domain/event.ts';
import type { FileBatch } from '../../src/domain/source.ts';
import type { TokenUsage } from '../../src/domain/usage.ts';
import { LinePacker, type PackedBatch, transferList, unpackBatch } from '../../src/ingest/pack.ts';

const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 2 ** 53, 2 ** 53 - 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '__proto__', 'null', '\ud800'),
);
const flag = fc.boolean();
/** Objects with the ordinary prototype, as the reader makes them. */
const fields = <Fields>(model: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> }) =>
  fc.record<Fields>(model, { noNullPrototype: true });
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const numberOrNull = orNull(number);
const textOrNull = orNull(text);

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
const EVENTS: { readonly [Type in AgentEvent['type']]: fc.Arbitrary<EventOf<Type>> } = {
  session_info: fc.record(
    {
      type: fc.constant('session_info' as const),
      title: textOrNull,
      titleRank: fc.constantFrom(1 as const, 2 as const, 3 as const),
      cwd: textOrNull,
      branch: textOrNull,
      harnessVersion: textOrNull,
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

/** Few session ids, so that equal and changing sessions both follow each other. */
const session = fields({ id: fc.constantFrom('s1', 's2', 's1/a'), parentId: fc.constantFrom(null, 's1') });
const record = fields({
  kind: text,
  at: numberOrNull,
  timeSource: fc.constantFrom('log' as const, 'inherited' as const, 'ingest' as const),
  session,
  harness: text,
  uidKey: numberOrNull,
  sibling: orNull(fields({ contentKey: number, scope: text, role: text })),
  taskId: textOrNull,
  clampedFields: fc.nat(),
  copied: flag,
  facts: fc.array(fc.oneof(...Object.values<fc.Arbitrary<AgentEvent>>(EVENTS)), { maxLength: 6 }),
});
const rejection = fields({ rejected: fc.constantFrom(...SKIP_REASONS) });
const line = fields({
  offset: fc.nat(2 ** 40),
  length: fc.nat(),
  lineNo: fc.nat(),
  result: fc.oneof({ weight: 4, arbitrary: record }, rejection),
});
const batch: fc.Arbitrary<FileBatch> = fields({
  fileId: fc.nat(),
  lineage: fc.nat(),
  source: fc.constantFrom('claude-code' as const, 'work-stream' as const),
  fromOffset: fc.nat(),
  lines: fc.array(line, { maxLength: 12 }),
  toOffset: fc.nat(),
  toLineNo: fc.nat(),
  tailLength: fc.nat(),
  proof: fields({ fingerprintLength: fc.nat(), fingerprint: text, guardLength: fc.nat(), guard: text }),
  endStat: orNull(fields({ size: fc.nat(), mtimeMs: number, ctimeMs: number })),
  savedState: text,
  mtimeMs: number,
});

function packBatch({ lines, ...header }: FileBatch, packer = new LinePacker()): PackedBatch {
  for (const { offset, length, lineNo, result } of lines) packer.add(offset, length, lineNo, result);
  return { ...header, lines: packer.take() };
}

test('unpacking a packed batch gives the same batch, absent fields and nulls told apart', () => {
  fc.assert(
    fc.property(batch, (original) => {
      expect(unpackBatch(packBatch(original))).toStrictEqual(original);
    }),
    { numRuns: 300 },
  );
});

test.each(Object.entries<fc.Arbitrary<AgentEvent>>(EVENTS))('every field of %s arrives', (_type, event) => {
  const [original] = fc.sample(batch, { numRuns: 1, seed: 1 });
  const [accepted] = fc.sample(record, { numRuns: 1, seed: 1 });
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 3 }), (facts) => {
      const lines = [{ offset: 0, length: 1, lineNo: 1, result: { ...accepted!, facts } }];
      expect(unpackBatch(packBatch({ ...original!, lines })).lines).toStrictEqual(lines);
    }),
    { numRuns: 50 },
  );
});

test('batches of one file follow each other in one packer: a large one, then a small one', () => {
  const [accepted] = fc.sample(record, { numRuns: 1, seed: 3 });
  const [original] = fc.sample(batch, { numRuns: 1, seed: 3 });
  const lines = Array.from({ length: 5000 }, (_, i) => ({
    offset: i,
    length: 1,
    lineNo: i,
    result: accepted!,
  }));
  const packer = new LinePacker();
  expect(unpackBatch(packBatch({ ...original!, lines }, packer))).toStrictEqual({ ...original!, lines });
  expect(unpackBatch(packBatch(original!, packer))).toStrictEqual(original!);
});

test('a packed batch crosses a message port, and its numbers are moved, not copied', () => {
  const [original] = fc.sample(batch, { numRuns: 1, seed: 5 });
  const packed = packBatch(original!);
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(packed, transferList(packed));
  const received = receiveMessageOnPort(port2)?.message;
  port1.close();
  expect(unpackBatch(received)).toStrictEqual(original!);
  expect(packed.lines.numbers.length).toBe(0);
});
