/** Model calls of an assistant message: one a message, in very old versions one a step (opencode.md 4). */

import type { ModelCallEvent } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { type Clamps, costUsdMicros, idText, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { type StepTokens, stepTokens } from './usage.ts';

/** What the steps of a message have in common. */
export interface CallSource {
  /** The message's data. */
  readonly fields: JsonObject;
  /** Stands for the time where none is logged. */
  readonly id: string | null;
  readonly copied: boolean;
  /** How long the whole message took, ms; null when that is not known, or not the time of its call. */
  readonly durationMs: number | null;
}

/**
 * `steps` are the `step-finish` parts of the message. One of them repeats what the message says; of several, the message has only the
 * last one's tokens.
 */
export function modelCalls(
  source: CallSource,
  steps: readonly JsonObject[],
  clamps: Clamps,
): ModelCallEvent[] {
  const hasSteps = steps.length > 1;
  const usages = hasSteps ? steps : [source.fields];
  const shared = hasSteps ? { ...source, durationMs: null } : source;
  const equals = new Map<string, number>();
  return usages.flatMap((step) => {
    const tokens = stepTokens(step.tokens, clamps);
    if (tokens === null) return [];
    const ordinal = equals.get(tokens.vector) ?? 0;
    equals.set(tokens.vector, ordinal + 1);
    return [modelCall(shared, step, tokens, ordinal, clamps)];
  });
}

function modelCall(
  source: CallSource,
  step: JsonObject,
  tokens: StepTokens,
  ordinal: number,
  clamps: Clamps,
): ModelCallEvent {
  const model = modelOf(source.fields, clamps);
  const key = callKey(source, model.id, tokens.vector, ordinal);
  const cost = step.cost === null ? null : costUsdMicros(step.cost, clamps);
  return {
    type: 'model_call',
    messageKey: key,
    requestKey: key,
    model: model.id ?? 'unknown',
    provider: model.provider,
    usage: tokens.usage,
    sidechain: source.copied,
    visibleChars: 0,
    finished: true,
    serviceTier: null,
    speed: null,
    webSearches: null,
    // 0 is what it writes for a subscription or a model without a price: not known.
    reportedCostUsdMicros: cost === 0 ? null : cost,
    durationMs: source.durationMs,
  };
}

/**
 * Forks give every copy a new id: what stays is when it was begun, by which model and with which tokens. When it was completed is left
 * out, and `ordinal` counts steps with the same tokens only: a message that was counted while it was left unfinished is the same call
 * when it is completed after all, and its first step the same when others follow.
 */
function callKey({ fields, id }: CallSource, model: string | null, vector: string, ordinal: number): number {
  const time = isObject(fields.time) ? fields.time : {};
  const when = typeof time.created === 'number' ? `${time.created}` : `id ${id}`;
  return hash53(`opencode/${when}/${model}/${vector}${ordinal === 0 ? '' : `/${ordinal}`}`);
}

/** `modelID` and `providerID` of a message, or those in its `model` (`{id | modelID, providerID, variant}`). */
function modelOf(fields: JsonObject, clamps: Clamps): { id: string | null; provider: string | null } {
  const nested = isObject(fields.model) ? fields.model : {};
  return {
    id: nameOf(fields.modelID ?? nested.modelID ?? nested.id, clamps),
    provider: nameOf(fields.providerID ?? nested.providerID, clamps),
  };
}

function nameOf(value: unknown, clamps: Clamps): string | null {
  return value === undefined || value === null || value === '' ? null : idText(value, clamps);
}
