/** How the facts of packed records are written and read, by the table of pack-columns.ts. */

import type { AgentEvent, ErrorFacts, ToolKind } from '../domain/event.ts';
import type { TokenUsage } from '../domain/usage.ts';
import type { PackReader, PackWriter } from './pack-buffers.ts';
import { type ColumnKind, EVENT_LAYOUTS, type EventLayout, LAYOUT_OF_TYPE } from './pack-columns.ts';

type FieldValue = string | number | boolean | null | TokenUsage | ErrorFacts;
/** An event as a bag of fields; undefined = absent. */
type Fields = Record<string, FieldValue | undefined>;

type EventOf<Type> = Extract<AgentEvent, { type: Type }>;

const ALL_PRESENT = -1;

export function writeFact(writer: PackWriter, fact: AgentEvent): void {
  const layout = LAYOUT_OF_TYPE.get(fact.type) as EventLayout;
  writer.number(layout.index);
  const writeWrittenOut = WRITERS[layout.index];
  if (writeWrittenOut !== undefined) {
    writeWrittenOut(writer, fact);
    return;
  }
  const values = fact as unknown as Fields;
  const { fields, kinds } = layout;
  if (layout.sparse) writer.number(presenceMask(fields, values));
  for (let i = 0; i < fields.length; i++) {
    const value = values[fields[i] as string];
    if (value === null) writer.number(null);
    else if (value !== undefined) writeField(writer, kinds[i] as ColumnKind, value);
  }
}

export function readFact(reader: PackReader): AgentEvent {
  const index = reader.count();
  const readWrittenOut = READERS[index];
  if (readWrittenOut !== undefined) return readWrittenOut(reader);
  const layout = EVENT_LAYOUTS[index] as EventLayout;
  const values: Fields = layout.sparse ? { type: layout.type } : { ...layout.template };
  const present = layout.sparse ? reader.count() : ALL_PRESENT;
  const { fields, kinds } = layout;
  for (let i = 0; i < fields.length; i++) {
    const isPresent = (present & (1 << i)) !== 0;
    if (isPresent) values[fields[i] as string] = readField(reader, kinds[i] as ColumnKind);
  }
  return values as unknown as AgentEvent;
}

/**
 * The types that most facts of a transcript are of, written out in the order of their columns: the loop over names takes twice the
 * time, because it adds every field to an object of a shape that it cannot know.
 */
const WRITTEN_OUT: { readonly [Type in AgentEvent['type']]?: (reader: PackReader) => EventOf<Type> } = {
  progress: (reader) => ({ type: 'progress', toolKey: reader.number() }),
  model_call: (reader) => ({
    type: 'model_call',
    messageKey: reader.number(),
    requestKey: reader.number(),
    model: reader.word(),
    provider: reader.string(),
    usage: readUsage(reader),
    sidechain: reader.flag() === true,
    visibleChars: reader.count(),
    finished: reader.flag() === true,
    serviceTier: reader.string(),
    speed: reader.string(),
    webSearches: reader.number(),
    reportedCostUsdMicros: reader.number(),
    durationMs: reader.number(),
  }),
  tool_call: (reader) => ({
    type: 'tool_call',
    toolKey: reader.number(),
    name: reader.string(),
    kind: reader.word() as ToolKind,
    argsDigest: reader.number(),
    summary: reader.string(),
    asksHuman: reader.flag() === true,
  }),
  tool_result: (reader) => ({
    type: 'tool_result',
    toolKey: reader.number(),
    name: reader.string(),
    isError: reader.flag() === true,
    resultDigest: reader.number(),
    changeDigest: reader.number(),
    linesAdded: reader.number(),
    linesDeleted: reader.number(),
    denied: reader.flag() === true,
    durationMs: reader.number(),
    error: readError(reader),
  }),
  rate_limit: (reader) => ({
    type: 'rate_limit',
    limitId: reader.word(),
    windowMinutes: reader.number(),
    usedPercent: reader.count(),
    resetsAt: reader.number(),
    plan: reader.string(),
  }),
};
const READERS = EVENT_LAYOUTS.map(({ type }) => WRITTEN_OUT[type]);

/** The same types, written. */
const WRITERS_BY_TYPE: {
  readonly [Type in AgentEvent['type']]?: (writer: PackWriter, fact: EventOf<Type>) => void;
} = {
  progress: (writer, fact) => writer.number(fact.toolKey),
  model_call: (writer, fact) => {
    writer.number(fact.messageKey);
    writer.number(fact.requestKey);
    writer.name(fact.model);
    writer.name(fact.provider);
    writeUsage(writer, fact.usage);
    writer.flag(fact.sidechain);
    writer.number(fact.visibleChars);
    writer.flag(fact.finished);
    writer.name(fact.serviceTier);
    writer.name(fact.speed);
    writer.number(fact.webSearches);
    writer.number(fact.reportedCostUsdMicros);
    writer.number(fact.durationMs);
  },
  tool_call: (writer, fact) => {
    writer.number(fact.toolKey);
    writer.name(fact.name);
    writer.name(fact.kind);
    writer.number(fact.argsDigest);
    writer.text(fact.summary);
    writer.flag(fact.asksHuman);
  },
  tool_result: (writer, fact) => {
    writer.number(fact.toolKey);
    writer.name(fact.name);
    writer.flag(fact.isError);
    writer.number(fact.resultDigest);
    writer.number(fact.changeDigest);
    writer.number(fact.linesAdded);
    writer.number(fact.linesDeleted);
    writer.flag(fact.denied);
    writer.number(fact.durationMs);
    if (fact.error === null) writer.number(null);
    else writeError(writer, fact.error);
  },
  rate_limit: (writer, fact) => {
    writer.name(fact.limitId);
    writer.number(fact.windowMinutes);
    writer.number(fact.usedPercent);
    writer.number(fact.resetsAt);
    writer.name(fact.plan);
  },
};
const WRITERS = EVENT_LAYOUTS.map(
  ({ type }) => WRITERS_BY_TYPE[type] as ((writer: PackWriter, fact: AgentEvent) => void) | undefined,
);

function presenceMask(fields: readonly string[], values: Fields): number {
  return fields.reduce((mask, field, i) => (values[field] === undefined ? mask : mask | (1 << i)), 0);
}

/** One `switch` for all kinds, not a table of functions: it is the inner loop of both threads and twice as fast. */
function writeField(writer: PackWriter, kind: ColumnKind, value: NonNullable<FieldValue>): void {
  switch (kind) {
    case 'number':
      writer.number(value as number);
      break;
    case 'flag':
      writer.flag(value as boolean);
      break;
    case 'name':
      writer.name(value as string);
      break;
    case 'text':
      writer.text(value as string);
      break;
    case 'usage':
      writeUsage(writer, value as TokenUsage);
      break;
    case 'error':
      writeError(writer, value as ErrorFacts);
      break;
    default:
      kind satisfies never;
  }
}

function readField(reader: PackReader, kind: ColumnKind): FieldValue {
  switch (kind) {
    case 'number':
      return reader.number();
    case 'flag':
      return reader.flag();
    case 'name':
    case 'text':
      return reader.string();
    case 'usage':
      return readUsage(reader);
    case 'error':
      return readError(reader);
    default:
      return kind satisfies never;
  }
}

/** Written out: nearly every call has one. */
function writeUsage(writer: PackWriter, usage: TokenUsage): void {
  writer.number(usage.input);
  writer.number(usage.cacheRead);
  writer.number(usage.cacheCreation5m);
  writer.number(usage.cacheCreation1h);
  writer.number(usage.cacheCreationUnsplit);
  writer.number(usage.output);
  writer.number(usage.unclassified);
  writer.number(usage.reasoning);
}

function readUsage(reader: PackReader): TokenUsage {
  return {
    input: reader.number(),
    cacheRead: reader.number(),
    cacheCreation5m: reader.number(),
    cacheCreation1h: reader.number(),
    cacheCreationUnsplit: reader.number(),
    output: reader.number(),
    unclassified: reader.number(),
    reasoning: reader.number(),
  };
}

function writeError(writer: PackWriter, error: ErrorFacts): void {
  writer.name(error.fingerprint);
  writer.name(error.category);
  writer.text(error.sample);
}

function readError(reader: PackReader): ErrorFacts | null {
  const fingerprint = reader.string();
  return fingerprint === null ? null : { fingerprint, category: reader.word(), sample: reader.word() };
}
