/** Generated logs for property tests: records that several files hold copies of, under other sessions, in any order and in any pieces. */

import fc from 'fast-check';
import type { AgentEvent, ParsedRecord } from '../../src/domain/event.ts';
import type { TestDatabase } from './database.ts';
import {
  apiError,
  call,
  compaction,
  failedResult,
  prompt,
  record,
  START,
  toolCall,
  toolResult,
  turnEnd,
} from './records.ts';

const MINUTE_MS = 60_000;
const FACTS = [
  'call',
  'call',
  'call',
  'tool',
  'result',
  'failed',
  'error',
  'compaction',
  'prompt',
  'turn_end',
] as const;

/** One line as some harness wrote it first. Its time and facts are its own, whoever copies it. */
interface Line {
  readonly fact: (typeof FACTS)[number];
  readonly hasUid: boolean;
  readonly minute: number;
  readonly message: number;
  readonly request: number | null;
  readonly figures: number;
  readonly output: number;
  readonly chars: number;
  readonly sidechain: boolean;
  /** Its tool call has an id that others have too. */
  readonly sharedTool: boolean;
}

/** Where a line stands: in a file, under a session, perhaps marked as copied. */
interface Copy {
  readonly line: number;
  readonly session: number;
  readonly copied: boolean;
}

export interface World {
  readonly lines: readonly Line[];
  readonly files: readonly (readonly Copy[])[];
}

const line: fc.Arbitrary<Line> = fc.record({
  fact: fc.constantFrom(...FACTS),
  hasUid: fc.boolean(),
  minute: fc.nat(50),
  message: fc.nat(2),
  request: fc.option(fc.nat(1)),
  figures: fc.nat(1),
  output: fc.nat(40),
  chars: fc.constantFrom(0, 0, 400),
  sidechain: fc.boolean(),
  sharedTool: fc.constant(false),
});

/** Up to 14 lines in 3 files and 3 sessions. */
export const world: fc.Arbitrary<World> = fc.array(line, { minLength: 1, maxLength: 14 }).chain((lines) => {
  const copy = fc.record({ line: fc.nat(lines.length - 1), session: fc.nat(2), copied: fc.boolean() });
  return fc.record({
    lines: fc.constant(lines),
    files: fc.array(fc.array(copy, { minLength: 1, maxLength: 10 }), { minLength: 3, maxLength: 3 }),
  });
});

/** As `world`, but some tool calls repeat the ids of others: which of them counts then depends on the order. */
export const roughWorld: fc.Arbitrary<World> = world.map(({ lines, files }) => ({
  lines: lines.map((one) => ({ ...one, sharedTool: one.figures === 1 })),
  files,
}));

export function recordsOf({ lines, files }: World, file: number): ParsedRecord[] {
  return (files[file] ?? []).map(({ line: index, session, copied }) => {
    const one = lines[index] as Line;
    // Tools without a record id cannot be told apart from their copies: no format writes such.
    const hasUid = one.hasUid || one.fact === 'tool';
    return record(
      {
        session: `s${session}`,
        uid: hasUid ? `line-${index}` : null,
        at: START + one.minute * MINUTE_MS,
        copied: copied && hasUid,
        kind: one.fact,
      },
      ...factsOf(one, index),
    );
  });
}

function factsOf(one: Line, index: number): AgentEvent[] {
  const { message, request, figures, output, sidechain } = one;
  switch (one.fact) {
    case 'call':
      return [
        call({
          message: `m${message}`,
          request: request === null ? null : `m${message}-r${request}`,
          model: message === 2 ? 'unpriced-x' : `model-${message}`,
          usage: { input: 10 * message + figures, cacheRead: figures * 7, output },
          visibleChars: one.hasUid ? one.chars : 0,
          finished: output % 2 === 0,
          reportedCostUsdMicros: request === null ? null : output,
          sidechain,
        }),
      ];
    case 'tool':
      return [toolCall(one.sharedTool ? 'tool-0' : `tool-${index}`)];
    case 'result':
      return [toolResult(`tool-${message}`)];
    case 'failed':
      return [failedResult(`tool-${message}`)];
    case 'error':
      return [apiError()];
    case 'compaction':
      return [compaction()];
    case 'prompt':
      return [prompt()];
    case 'turn_end':
      return [turnEnd()];
    default:
      return one.fact satisfies never;
  }
}

/** How a world is read: files in this order, in commits of these sizes, the process restarted after each when `restarts`, as a first read of much when `bulk`. */
export interface Reading {
  readonly order: readonly number[];
  readonly sizes: readonly number[];
  readonly restarts: boolean;
  readonly bulk: boolean;
}

export const reading: fc.Arbitrary<Reading> = fc.record({
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
  sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  restarts: fc.boolean(),
  bulk: fc.boolean(),
});

export function read(database: TestDatabase, one: World, { order, sizes, restarts, bulk }: Reading): void {
  let step = 0;
  if (bulk) database.recorder.beginBulk();
  for (const index of order) {
    const file = database.file();
    let left = recordsOf(one, index);
    while (left.length > 0) {
      const size = sizes[step++ % sizes.length] ?? 1;
      database.feed(file, left.slice(0, size));
      left = left.slice(size);
      if (restarts) database.restart();
    }
  }
  if (bulk) database.recorder.endBulk();
}

/** What every reading of a world must agree on: sums by session and model, and whose each record is. */
export function outcome(database: TestDatabase): unknown {
  const sums = database.all<Record<string, number | string>>(
    `SELECT s.session_id AS session, coalesce(m.name, '-') AS model, sum(r.events) AS events, sum(r.tool_calls) AS tool_calls,
       sum(r.tool_errors) AS tool_errors, sum(r.errors) AS errors, sum(r.compactions) AS compactions, sum(r.model_calls) AS model_calls,
       sum(r.input) AS input, sum(r.cache_read) AS cache_read, sum(r.output) AS output, sum(r.output_extra) AS output_extra,
       sum(r.cost) AS cost, sum(r.priced_calls) AS priced, sum(r.unpriced_calls) AS unpriced, sum(r.reported_cost) AS reported
     FROM rollups r JOIN sessions s USING (session_key) LEFT JOIN models m USING (model_id) GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return sums.filter((row) => Object.values(row).some((value) => typeof value === 'number' && value !== 0));
}
