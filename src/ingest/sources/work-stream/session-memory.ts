/** What a parser remembers of the sessions in its file: harness and description, which not every line repeats. */

import type { SessionRef } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { redact } from '../../../domain/redact.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { wellFormed } from '../../../domain/well-formed.ts';

/** Sessions kept; the one that was silent longest is forgotten first (RELIABILITY.md F30). */
const REMEMBERED = 64;
const TITLE_LIMIT = 120;

/** What lines of a session say of it in their envelope; null = this line does not. */
export interface Envelope {
  readonly attemptId: string | null;
  readonly taskTitle: string | null;
  readonly branch: string | null;
  readonly model: string | null;
}

interface Remembered {
  readonly ref: SessionRef;
  harness: string | null;
  envelope: Envelope | null;
}

/** Harnesses by hash53 of the session id: the part that must outlive the process. */
export type SavedHarnesses = readonly (readonly [number, string])[];

export class SessionMemory {
  readonly #sessions = new Map<string, Remembered>();
  readonly #saved: Map<number, string>;

  constructor(saved: SavedHarnesses) {
    this.#saved = new Map(saved);
  }

  /** The session's reference: the same object for every line. */
  refOf(id: string): SessionRef {
    return this.#of(id).ref;
  }

  /** The harness a line names, else the one that the session's lines named last; null when none did. */
  harnessOf(id: string, named: string | null): string | null {
    const session = this.#of(id);
    session.harness = named ?? session.harness;
    return session.harness;
  }

  /** What a line tells anew of its session: its envelope, unless the last one of this session said the same. */
  newsOf(id: string, envelope: Envelope): SessionInfo | null {
    const session = this.#of(id);
    const before = session.envelope;
    if (before !== null && isSameEnvelope(before, envelope)) {
      return null;
    }
    session.envelope = envelope;
    return infoOf(envelope);
  }

  save(): SavedHarnesses {
    const kept = new Map(this.#saved);
    for (const [id, { harness }] of this.#sessions) {
      if (harness !== null) {
        const key = hash53(id);
        kept.delete(key);
        kept.set(key, harness);
      }
    }
    return [...kept].slice(-REMEMBERED);
  }

  #of(id: string): Remembered {
    const known = this.#sessions.get(id);
    const session = known ?? {
      ref: { id, parentId: null },
      harness: this.#saved.get(hash53(id)) ?? null,
      envelope: null,
    };
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    if (this.#sessions.size > REMEMBERED) {
      this.#sessions.delete(this.#sessions.keys().next().value as string);
    }
    return session;
  }
}

function isSameEnvelope(a: Envelope, b: Envelope): boolean {
  return (
    a.attemptId === b.attemptId && a.taskTitle === b.taskTitle && a.branch === b.branch && a.model === b.model
  );
}

/** Only what the line says; a title is kept redacted and short (DATA.md 7). */
function infoOf({ attemptId, taskTitle, branch, model }: Envelope): SessionInfo | null {
  if (attemptId === null && taskTitle === null && branch === null && model === null) {
    return null;
  }
  const title = taskTitle === null ? null : wellFormed(redact(taskTitle).slice(0, TITLE_LIMIT));
  return {
    type: 'session_info',
    ...(title === null ? {} : { title, titleRank: 2, taskTitle: title }),
    ...(attemptId === null ? {} : { attemptId }),
    ...(branch === null ? {} : { branch }),
    ...(model === null ? {} : { model }),
  };
}
