/** What a row or a JSON file becomes: one record with its facts. */

import type { AgentEvent, ParsedRecord, SessionRef } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import type { Clamps } from '../fields.ts';

const UNKNOWN_TYPE_CHARACTERS = 64;

/** The session that a message or part belongs to. */
export interface Owner {
  readonly ref: SessionRef;
  /** Epoch ms; null when it is not known. */
  readonly createdAt: number | null;
}

/** What is read besides an object itself. */
export interface Surroundings {
  /** null: the object names no session. */
  readonly owner: Owner | null;
  /** Where the object has no time of its own, epoch ms. */
  readonly fallbackAt: number | null;
  readonly nowMs: number;
}

export interface Draft {
  readonly kind: string;
  /** The format's own id. */
  readonly id: string | null;
  readonly at: number | null;
  /** Part of another session's history that a fork begins with. */
  readonly copied: boolean;
  readonly facts: readonly AgentEvent[];
}

/** `fallbackAt` stands in for a time that is not logged; a copied record does not stretch the session it was copied into. */
export function toRecord(draft: Draft, { owner, fallbackAt }: Surroundings, clamps: Clamps): ParsedRecord {
  const { kind, id, at, copied, facts } = draft;
  return {
    kind,
    at: at ?? fallbackAt,
    timeSource: at === null || copied ? 'inherited' : 'log',
    session: owner?.ref ?? null,
    harness: 'opencode',
    uidKey: id === null ? null : hash53(`opencode/${id}`),
    sibling: null,
    taskId: null,
    clampedFields: clamps.count,
    copied,
    facts: owner === null ? [] : facts,
  };
}

/** `ParsedRecord.kind` of a type: itself, or `other:<type>` when it is not one of `known`. */
export function kindOf(type: unknown, known: ReadonlySet<string>): string {
  if (typeof type !== 'string' || type === '') return 'other:unknown';
  return known.has(type) ? type : `other:${wellFormed(type.slice(0, UNKNOWN_TYPE_CHARACTERS))}`;
}

/** A fork begins with copies of what was said before it was made (opencode.md 4). */
export function isOlderThan(createdAt: number | null, owner: Owner | null): boolean {
  return createdAt !== null && owner !== null && owner.createdAt !== null && createdAt < owner.createdAt;
}

export function isSubAgent(owner: Owner | null): boolean {
  return owner !== null && owner.ref.parentId !== null;
}
