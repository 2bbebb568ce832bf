/** What reading one event log remembers between lines and between runs. */

import { isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';
import { LiveMessages } from './live-messages.ts';
import type { ChatMemory } from './message-facts.ts';

export interface LogState extends ChatMemory {
  /** Epoch ms of the last line that had a time of its own. */
  lastAt: number | null;
  projectHash: string | null;
  /** The project's folder was told. */
  placed: boolean;
  readonly live: LiveMessages;
}

/** A state that cannot be read is as good as none. `sessionId` stands in until the log names one. */
export function restoreLogState(saved: string | null, sessionId: string): LogState {
  const parsed = saved === null ? null : parseJson(saved);
  const state = isObject(parsed) ? parsed : {};
  return {
    sessionId: typeof state.sessionId === 'string' ? state.sessionId : sessionId,
    prompted: state.prompted === true,
    waiting: state.waiting === true,
    model: typeof state.model === 'string' ? state.model : null,
    lastAt: typeof state.lastAt === 'number' ? state.lastAt : null,
    projectHash: typeof state.projectHash === 'string' ? state.projectHash : null,
    placed: state.placed === true,
    live: new LiveMessages(state.live),
  };
}

export function saveLogState(state: LogState): string {
  return JSON.stringify({ ...state, live: state.live.save() });
}
