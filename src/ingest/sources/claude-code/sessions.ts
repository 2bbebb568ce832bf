/** Which session a row belongs to (claude-code.md 5, DATA.md 2). */

import type { SessionRef } from '../../../domain/event.ts';
import type { FileState } from './file-state.ts';
import type { FilePlace } from './paths.ts';
import type { RowFields } from './row.ts';
import { rowId, rowValue } from './row-fields.ts';

export class SessionResolver {
  readonly #place: FilePlace;
  readonly #state: FileState;
  /** The last answer, and the fields it was given for: nearly every row asks the same. */
  #last: { sessionId: unknown; agentId: unknown; session: SessionRef } | null = null;

  constructor(place: FilePlace, state: FileState) {
    this.#place = place;
    this.#state = state;
  }

  /**
   * The row's own `sessionId` decides in a main file, so that copied history goes to the session it came from; in a sub-agent's file the
   * folder does. Rows of an agent belong to `<session>/<agent id>` wherever they stand.
   */
  resolve(row: RowFields, envelope: boolean): SessionRef {
    const sessionId = rowValue(row.fields.sessionId, row);
    const agentId = envelope ? rowValue(row.fields.agentId, row) : undefined;
    const last = this.#last;
    if (last !== null && last.sessionId === sessionId && last.agentId === agentId) {
      return last.session;
    }
    const before = row.clamps.count;
    const session = this.#session(row, envelope);
    this.#last = row.clamps.count === before ? { sessionId, agentId, session } : null;
    return session;
  }

  #session(row: RowFields, envelope: boolean): SessionRef {
    const ownId = this.#ownId(row, envelope);
    const agentId = envelope ? row.fields.agentId : undefined;
    const place = this.#place;
    switch (place.kind) {
      case 'journal':
        return { id: place.parentId, parentId: null };
      case 'agent':
        return agentSession(place.parentId, rowId(agentId, row) ?? place.agentId);
      case 'agent_beside':
        return ownId === null
          ? { id: place.stem, parentId: null }
          : agentSession(ownId, rowId(agentId, row) ?? place.agentId);
      case 'main': {
        const id = ownId ?? place.stem;
        const agent = rowId(agentId, row);
        return agent === null ? { id, parentId: null } : agentSession(id, agent);
      }
      default:
        return place satisfies never;
    }
  }

  /** The session that the row names; beside a main file, else the one that the row before it named. */
  #ownId(row: RowFields, envelope: boolean): string | null {
    const { sessionId } = row.fields;
    if (typeof sessionId === 'string' && sessionId !== '') {
      this.#state.lastSessionId = rowId(sessionId, row);
      return this.#state.lastSessionId;
    }
    if (envelope || sessionId !== undefined) {
      row.clamps.count++;
    }
    return this.#place.kind === 'agent_beside' ? this.#state.lastSessionId : null;
  }
}

function agentSession(parentId: string, agentId: string): SessionRef {
  return { id: `${parentId}/${agentId}`, parentId };
}
