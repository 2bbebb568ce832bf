/** Messages of 1.x and of the JSON storage: what a user asked, and what a step of the model answered (opencode.md 2). */

import type { ParsedRecord } from '../../../domain/event.ts';
import type { Clamps } from '../fields.ts';
import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { callTime } from './call-time.ts';
import { assistantFacts } from './message-facts.ts';
import { isOlderThan, isSubAgent, kindOf, type Surroundings, toRecord } from './record.ts';
import { timeOf } from './times.ts';

const ROLES: ReadonlySet<string> = new Set(['user', 'assistant']);
/** A message that nobody wrote to for so long is not being worked on. */
const REST_MS = 10 * 60_000;

/** What is read of a message besides its data. */
export interface MessagePlace extends Surroundings {
  readonly id: string | null;
  /** Data of its `step-finish` parts; asked for a message that is over. */
  readonly steps: () => readonly JsonObject[];
  /** Types of all its parts, one that cannot be read as null; see `callTime`. */
  readonly partTypes: () => readonly unknown[];
  /** Another answer of its session is newer (a prompt may wait while one is written); asked for one that was left unfinished. */
  readonly isFollowed: () => boolean;
  /** When it was last written to, epoch ms. */
  readonly updatedAt: number | null;
}

/** What its parts must know of a message. */
export interface MessageHead {
  readonly role: 'user' | 'assistant' | null;
  readonly createdAt: number | null;
}

export interface ReadMessage {
  readonly record: ParsedRecord;
  /** It says what it used, but not that it is complete: it is looked at again, at the latest then (epoch ms). null: all is said. */
  readonly pendingUntil: number | null;
}

export function readMessage(fields: JsonObject, place: MessagePlace): ReadMessage {
  const clamps: Clamps = { count: 0 };
  const { role, createdAt } = messageHead(fields, place.nowMs, clamps);
  const times = isObject(fields.time) ? fields.time : {};
  const completedAt = timeOf(times.completed, place.nowMs, clamps);
  const completed = completedAt !== null;
  const copied = isOlderThan(createdAt, place.owner);
  const isOpen = role === 'assistant' && !completed && hasUsage(fields.tokens);
  const atRest = isOpen && (isForgotten(place) || place.isFollowed());
  const id = place.id;
  const facts =
    role === 'assistant'
      ? assistantFacts(
          {
            ...{ fields, id, copied, completed, atRest },
            isSubAgent: isSubAgent(place.owner),
            durationMs: callTime(fields, place.nowMs, place.partTypes),
            steps: completed || atRest ? place.steps() : [],
          },
          clamps,
        )
      : [];
  const kind = kindOf(role ?? fields.role, ROLES);
  const at = completedAt ?? createdAt;
  const record = toRecord({ kind, id, at, copied, facts }, place, clamps);
  return { record, pendingUntil: isOpen && !atRest ? (place.updatedAt ?? place.nowMs) + REST_MS + 1 : null };
}

/** A message without a role that names tokens or the model that answered is an assistant's. */
export function messageHead(fields: JsonObject, nowMs: number, clamps: Clamps): MessageHead {
  const { role, tokens, modelID, time } = fields;
  const isAnswer = role === undefined && (tokens !== undefined || modelID !== undefined);
  return {
    role: role === 'user' || role === 'assistant' ? role : isAnswer ? 'assistant' : null,
    createdAt: timeOf(isObject(time) ? time.created : undefined, nowMs, clamps),
  };
}

function isForgotten({ updatedAt, nowMs }: MessagePlace): boolean {
  return updatedAt !== null && nowMs - updatedAt > REST_MS;
}

function hasUsage(tokens: unknown): boolean {
  return (
    isObject(tokens) && [tokens.input, tokens.output].some((count) => typeof count === 'number' && count > 0)
  );
}
