/** Which thread a rollout is of, and whose history it begins with (codex.md 2 and 5, DATA.md 2). */

import type { SessionRef } from '../../../domain/event.ts';
import type { RowFields } from '../claude-code/row.ts';
import { rowId } from '../claude-code/row-fields.ts';
import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { readTime } from '../timestamps.ts';
import { sessionOfThread } from './ancestors.ts';

/** What the first `session_meta` of a file says; small JSON, kept with the file's state. */
export interface Thread {
  /** The thread's own id, without its parent's. */
  readonly id: string;
  readonly session: SessionRef;
  /** Session whose history a fork continues. */
  readonly forkedFrom: string | null;
  /** Role or nickname of a sub-agent. */
  readonly agentType: string | null;
  /** Epoch ms at which the thread was made, by its id, else as it says; a fork may have taken its parent's time over. */
  readonly bornMs: number | null;
  /** Last millisecond of the second in which the history of another thread was written into this file. */
  readonly writtenMs: number | null;
}

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Epoch ms that an id of version 7 begins with; null for every other id. */
export function timeOfId(id: string): number | null {
  const match = UUID_V7.exec(id);
  return match === null ? null : Number.parseInt(`${match[1]}${match[2]}`, 16);
}

/** `row.fields` is a `session_meta` payload; `at` the time of its row; `file` the path of its rollout. */
export function readThread(row: RowFields, at: number | null, nowMs: number, file: string): Thread | null {
  const meta = row.fields;
  const id = rowId(meta.id ?? meta.session_id, row);
  if (id === null) {
    return null;
  }
  const spawn = spawnOf(meta);
  const parent = meta.thread_source === 'user' ? null : idOrNull(meta.parent_thread_id, row);
  const parentThread = idOrNull(spawn.parent_thread_id, row) ?? parent;
  const forkedFrom = idOrNull(meta.forked_from_id, row) ?? idOrNull(meta.parent_thread_id, row);
  const parentId = parentThread === null ? null : parentSession(parentThread, spawn, row, file);
  const madeAt = timeOf(meta.timestamp, nowMs);
  return {
    id,
    session: parentId === null ? { id, parentId } : { id: `${parentId}/${id}`, parentId },
    forkedFrom: parentId === null ? forkedFrom : null,
    agentType: agentType(meta, spawn, row),
    bornMs: timeOfId(id) ?? madeAt,
    writtenMs: endOfSecond(latest(at, madeAt)),
  };
}

/** Does the file begin with another thread's history, as far as its own first row says? */
export function hasHistory({ session, forkedFrom }: Thread): boolean {
  return session.parentId !== null || forkedFrom !== null;
}

function spawnOf(meta: JsonObject): JsonObject {
  const source = isObject(meta.source) ? meta.source.subagent : undefined;
  const spawn = isObject(source) ? source.thread_spawn : undefined;
  return isObject(spawn) ? spawn : {};
}

/** A thread two levels down names its session, which is the one above its parent; where deeper ones hang, the rollouts above them say. */
function parentSession(parent: string, { depth }: JsonObject, row: RowFields, file: string): string {
  const root = idOrNull(row.fields.session_id, row);
  const isNested = depth === 2 && root !== null && root !== parent && root !== row.fields.id;
  if (isNested) return `${root}/${parent}`;
  return typeof depth === 'number' && depth > 1 ? sessionOfThread(parent, file, timeOfId) : parent;
}

/** `role`, else `nickname`, else what kind of helper the harness itself started (`review`, `compact`). */
function agentType(meta: JsonObject, spawn: JsonObject, row: RowFields): string | null {
  const helper = isObject(meta.source) ? meta.source.subagent : undefined;
  const other = isObject(helper) ? helper.other : helper;
  return (
    [spawn.agent_role, meta.agent_role, spawn.agent_nickname, meta.agent_nickname, other]
      .map((value) => idOrNull(value, row))
      .find((value) => value !== null) ?? null
  );
}

/** An id or name; what is null, empty or no string is simply not there. */
function idOrNull(value: unknown, row: RowFields): string | null {
  return typeof value === 'string' && value !== '' ? rowId(value, row) : null;
}

function timeOf(value: unknown, nowMs: number): number | null {
  const time = readTime(value, { lastAt: null, mtimeMs: 0, nowMs });
  return time.source === 'log' ? time.at : null;
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function endOfSecond(at: number | null): number | null {
  return at === null ? null : Math.floor(at / 1000) * 1000 + 999;
}
