/** Rows of `session_message` (2.x): one table for all that is said and done, the type in a column of its own (opencode.md 3). */

import type { AgentEvent, ParsedRecord } from '../../../domain/event.ts';
import { type Clamps, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { callTime } from './call-time.ts';
import { assistantFacts, turnEnd } from './message-facts.ts';
import { modelCalls } from './model-call.ts';
import { promptFacts } from './part.ts';
import { isOlderThan, isSubAgent, kindOf, type Surroundings, toRecord } from './record.ts';
import { textOf } from './texts.ts';
import { timeOf } from './times.ts';
import { toolFacts } from './tool-facts.ts';

const TYPES: ReadonlySet<string> = new Set([
  ...['user', 'assistant', 'system', 'synthetic', 'compaction', 'model-switched', 'agent-switched', 'shell'],
  ...['location-switched', 'idle', 'skill'],
]);

export interface EntryPlace extends Surroundings {
  readonly id: string | null;
  readonly type: unknown;
}

interface Entry {
  readonly fields: JsonObject;
  readonly place: EntryPlace;
  readonly copied: boolean;
  readonly completed: boolean;
}

export function readEntry(fields: JsonObject, place: EntryPlace): ParsedRecord {
  const clamps: Clamps = { count: 0 };
  const time = isObject(fields.time) ? fields.time : {};
  const createdAt = timeOf(time.created, place.nowMs, clamps);
  const completedAt = timeOf(time.completed, place.nowMs, clamps);
  const copied = isOlderThan(createdAt ?? place.fallbackAt, place.owner);
  const entry = { fields, place, copied, completed: completedAt !== null };
  const facts = READERS.get(place.type)?.(entry, clamps) ?? [];
  const at = completedAt ?? createdAt;
  return toRecord({ kind: kindOf(place.type, TYPES), id: place.id, at, copied, facts }, place, clamps);
}

type Reader = (entry: Entry, clamps: Clamps) => AgentEvent[];

const READERS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['user', ({ fields, copied }) => (copied ? [] : promptFacts(textOf(fields.text)))],
  ['assistant', assistant],
  ['compaction', compaction],
  ['shell', ({ fields, copied }) => (fields.status === 'running' && !copied ? [PROGRESS] : [])],
  ['idle', idle],
]);

const PROGRESS: AgentEvent = { type: 'progress', toolKey: null };

function assistant({ fields, place, copied, completed }: Entry, clamps: Clamps): AgentEvent[] {
  const facts = assistantFacts(
    {
      ...{ fields, id: place.id, copied, completed, atRest: false, steps: [] },
      isSubAgent: isSubAgent(place.owner),
      durationMs: callTime(fields, place.nowMs, () =>
        itemsOf(fields.content).map((item) => (isObject(item) ? item.type : null)),
      ),
    },
    clamps,
  );
  if (copied) return facts;
  const ends = facts.filter(({ type }) => type === 'turn_end');
  const others = facts.filter(({ type }) => type !== 'turn_end');
  return [...others, ...tools(fields.content, place, clamps), ...ends];
}

function tools(content: unknown, { id, nowMs }: EntryPlace, clamps: Clamps): AgentEvent[] {
  return itemsOf(content).flatMap((item) => {
    if (!isObject(item) || item.type !== 'tool' || !isObject(item.state)) return [];
    const time = isObject(item.time) ? item.time : {};
    const use = {
      ...{ name: item.name ?? item.tool, callId: item.id ?? item.callID, scope: id, state: item.state },
      startedAt: timeOf(time.ran ?? time.created, nowMs, clamps),
      endedAt: timeOf(time.completed, nowMs, clamps),
    };
    return toolFacts(use, clamps);
  });
}

function itemsOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content : [];
}

/** Counted when it is done; what it used is a call of its own, where that is logged. */
function compaction({ fields, place, copied }: Entry, clamps: Clamps): AgentEvent[] {
  const { status, reason } = fields;
  if (status !== undefined && status !== 'completed') return copied || status === 'failed' ? [] : [PROGRESS];
  const calls = modelCalls({ fields, id: place.id, copied, durationMs: null }, [], clamps);
  const trigger = reason === 'auto' || reason === 'manual' ? reason : null;
  return copied ? calls : [{ type: 'compaction', trigger, preTokens: null }, ...calls];
}

/** Nothing runs any more, for a reason that some versions tell. */
function idle({ fields, copied }: Entry): AgentEvent[] {
  return copied ? [] : [turnEnd(fields.outcome === 'interrupted' ? 'interrupted' : 'done')];
}
