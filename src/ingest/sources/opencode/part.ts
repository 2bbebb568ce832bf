/** Parts of messages of 1.x and of the JSON storage: what was said, thought, done (opencode.md 2). */

import type { AgentEvent, ParsedRecord } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import { type Clamps, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { MessageHead } from './message.ts';
import { errorEvent } from './message-facts.ts';
import { isOlderThan, kindOf, type Surroundings, toRecord } from './record.ts';
import { textOf, titleOf } from './texts.ts';
import { timeOf } from './times.ts';
import { toolFacts } from './tool-facts.ts';

export const PART_TYPES: ReadonlySet<string> = new Set([
  ...[
    'text',
    'reasoning',
    'tool',
    'step-start',
    'step-finish',
    'patch',
    'file',
    'snapshot',
    'agent',
    'subtask',
  ],
  ...['retry', 'compaction'],
]);

/** What is read of a part besides its data. */
export interface PartPlace extends Surroundings {
  readonly id: string | null;
  readonly messageId: string | null;
  /** null: its message is not there. */
  readonly message: MessageHead | null;
}

/** A part without a time of its own is as old as its message. */
export function readPart(fields: JsonObject, place: PartPlace): ParsedRecord {
  const clamps: Clamps = { count: 0 };
  const at = startOf(fields, place.nowMs, clamps) ?? place.message?.createdAt ?? null;
  const copied = isOlderThan(place.message?.createdAt ?? at, place.owner);
  const facts = copied ? [] : (READERS.get(fields.type)?.(fields, place, clamps) ?? []);
  return toRecord({ kind: kindOf(fields.type, PART_TYPES), id: place.id, at, copied, facts }, place, clamps);
}

function startOf(fields: JsonObject, nowMs: number, clamps: Clamps): number | null {
  const holder = fields.type === 'tool' && isObject(fields.state) ? fields.state : fields;
  const time = isObject(holder.time) ? holder.time : {};
  return timeOf(time.start ?? time.created, nowMs, clamps);
}

type Reader = (fields: JsonObject, place: PartPlace, clamps: Clamps) => AgentEvent[];

const READERS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['text', prompt],
  ['tool', tool],
  ['retry', (fields) => (isObject(fields.error) ? [errorEvent(fields.error, null)] : [])],
  ['compaction', compaction],
]);

/** What a person typed: not what OpenCode put beside it (`synthetic`), nor what the model does not see (`ignored`). */
function prompt({ text, synthetic, ignored }: JsonObject, { message }: PartPlace): AgentEvent[] {
  const said = textOf(text);
  if (message?.role !== 'user' || synthetic === true || ignored === true) return [];
  return promptFacts(said);
}

/** A prompt, and the title that stands until OpenCode has made one. */
export function promptFacts(said: string): AgentEvent[] {
  if (said.trim() === '') return [];
  const title = titleOf(said);
  return [
    { type: 'prompt', length: said.length, digest: digest53(said), promptType: null },
    ...(title === null ? [] : [{ type: 'session_info', title, titleRank: 1 } as const]),
  ];
}

function tool(fields: JsonObject, { id, messageId, nowMs }: PartPlace, clamps: Clamps): AgentEvent[] {
  if (!isObject(fields.state)) {
    clamps.count++;
    return [];
  }
  const { state } = fields;
  const time = isObject(state.time) ? state.time : {};
  const use = {
    ...{ name: fields.tool, callId: fields.callID, scope: messageId ?? id, state },
    startedAt: timeOf(time.start, nowMs, clamps),
    endedAt: timeOf(time.end, nowMs, clamps),
  };
  return toolFacts(use, clamps);
}

/** In a user's message it asks for a compaction, which is counted when its summary is there; elsewhere it is one itself. */
function compaction({ auto }: JsonObject, { message }: PartPlace): AgentEvent[] {
  if (message?.role === 'user') return [{ type: 'progress', toolKey: null }];
  const trigger = auto === true ? 'auto' : auto === false ? 'manual' : null;
  return [{ type: 'compaction', trigger, preTokens: null }];
}
