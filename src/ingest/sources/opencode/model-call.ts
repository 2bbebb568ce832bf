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
  const usages = steps.length > 1 ? steps : [source.fields];
  return usages.flatMap((step, index) => {
    const tokens = stepTokens(step.tokens, clamps);
    return tokens === null ? [] : [modelCall(source, step, tokens, steps.length > 1 ? index : null, clamps)];
  });
}

function modelCall(
  source: CallSource,
  step: JsonObject,
  tokens: StepTokens,
  index: number | null,
  clamps: Clamps,
): ModelCallEvent {
  const model = modelOf(source.fields, clamps);
  const key = callKey(source, model.id, tokens.vector, index);
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
  };
}

/** Forks give every copy a new id: what stays is when it was made, by which model and with which tokens. */
function callKey(
  { fields, id }: CallSource,
  model: string | null,
  vector: string,
  index: number | null,
): number {
  const time = isObject(fields.time) ? fields.time : {};
  const { created, completed } = time;
  const when =
    typeof created === 'number' ? `${created}/${typeof completed === 'number' ? completed : ''}` : `id ${id}`;
  return hash53(`opencode/${when}/${model}/${vector}${index === null ? '' : `/${index}`}`);
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
