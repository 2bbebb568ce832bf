/** Event lines as facts, by `event_type` (work-stream.md; what writers really do: bosun.md 2). */

import type { AgentEvent, ErrorEvent, PromptEvent } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { errorFacts } from '../../error-kind.ts';
import { type Clamps, costUsdMicros, shortText } from '../fields.ts';
import { anomalyAlert, changeInfo, sessionEnd } from './outcome.ts';
import { toolCall, toolResult } from './tool-facts.ts';
import { streamUsage } from './usage.ts';

/** What the fact makers read of one event line. */
export interface StreamEvent {
  /** `{}` when the line has no usable one. */
  readonly data: Record<string, unknown>;
  readonly sessionId: string;
  readonly model: string | null;
  readonly clamps: Clamps;
}

type FactMaker = (event: StreamEvent) => AgentEvent[];

/** Characters of an error message that are read. */
const ERROR_LIMIT = 65_536;
/** Model of a usage line that names none. */
const UNKNOWN_MODEL = 'unknown';

const alive: FactMaker = () => [{ type: 'progress', toolKey: null }];
const nothing: FactMaker = () => [];

/** Matched exactly: `TOOL_CALL` is a type nobody has specified. */
const FACTS: ReadonlyMap<string, FactMaker> = new Map<string, FactMaker>([
  ['session_start', ({ data, clamps }) => [prompt(data, data.prompt_type ?? 'initial', clamps)]],
  ['followup_sent', ({ data, clamps }) => [prompt(data, data.prompt_type ?? 'followup', clamps)]],
  ['agent_output', alive],
  ['agent_thinking', alive],
  ['tool_call', ({ data, sessionId, clamps }) => [toolCall(data, sessionId, clamps)]],
  ['tool_result', ({ data, sessionId, clamps }) => [toolResult(data, sessionId, clamps)]],
  ['error', ({ data, clamps }) => [errorEvent(data, clamps)]],
  ['usage', modelCall],
  ['session_end', ending],
  ['status_change', nothing],
  ['skill_invoke', nothing],
]);

const KIND_LIMIT = 64;

/** Record kind of an event type: itself when specified, else `other:<type>`. */
export function eventKind(type: string, clamps: Clamps): string {
  return FACTS.has(type) ? type : `other:${shortText(type, clamps, KIND_LIMIT)}`;
}

export function eventFacts(type: string, event: StreamEvent): AgentEvent[] {
  return FACTS.get(type)?.(event) ?? [];
}

const PROMPT_TYPES: ReadonlyMap<unknown, PromptEvent['promptType']> = new Map([
  ['initial', 'initial'],
  ['followup', 'followup'],
  ['retry', 'retry'],
]);

/** Length 0 = the line does not hold the prompt's text. */
function prompt(data: Record<string, unknown>, promptType: unknown, clamps: Clamps): PromptEvent {
  const text = [data.prompt, data.message, data.followup].find((value) => typeof value === 'string') ?? '';
  const known = PROMPT_TYPES.get(promptType);
  if (known === undefined) {
    clamps.count++;
  }
  return { type: 'prompt', length: text.length, digest: hash53(text), promptType: known ?? null };
}

/** A given fingerprint and category are kept; a line without message or fingerprint lacks a field of the format. */
function errorEvent(data: Record<string, unknown>, clamps: Clamps): ErrorEvent {
  const message = shortText(data.error_message, clamps, ERROR_LIMIT);
  const fingerprint = shortText(data.error_fingerprint, clamps);
  const category = shortText(data.error_category, clamps);
  clamps.count += [data.error_message, data.error_fingerprint].filter((value) => value == null).length;
  if (!isShare(data.error_confidence)) {
    clamps.count++;
  }
  return {
    type: 'error',
    source: 'agent',
    retryInMs: null,
    ...errorFacts(message ?? '', { fingerprint, category }),
  };
}

/** How sure the writer was of the category (bosun.md 2): 0 to 1, or not said. */
function isShare(value: unknown): boolean {
  return value == null || (typeof value === 'number' && value >= 0 && value <= 1);
}

/** Each usage line is a call of its own: the format has no ids to join by. */
function modelCall({ data, model, clamps }: StreamEvent): AgentEvent[] {
  const usage = streamUsage(data, clamps);
  if (usage === null) {
    clamps.count++;
    return [];
  }
  return [
    {
      type: 'model_call',
      messageKey: null,
      requestKey: null,
      model: shortText(data.model, clamps, 128) || model || UNKNOWN_MODEL,
      provider: null,
      usage,
      sidechain: false,
      visibleChars: 0,
      finished: true,
      serviceTier: null,
      speed: null,
      webSearches: null,
      reportedCostUsdMicros: costUsdMicros(data.cost_usd ?? data.total_cost_usd, clamps),
      durationMs: null,
    },
  ];
}

function ending({ data, clamps }: StreamEvent): AgentEvent[] {
  const told = [changeInfo(data, clamps), sessionEnd(data, clamps), anomalyAlert(data, clamps)];
  return told.filter((fact) => fact !== null);
}
