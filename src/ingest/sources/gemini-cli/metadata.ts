/** What a chat says of itself: the header of a log, a `$set` patch, the top level of a document (gemini.md 2, 3, 5). */

import type { SessionRef } from '../../../domain/event.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { type Clamps, idText } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { FilePlace } from './paths.ts';
import { titleOf } from './texts.ts';

const HASH = /^[0-9a-f]{64}$/i;

/** SHA-256 of the project's path; null when it is none. */
export function projectHashOf(fields: JsonObject): string | null {
  const { projectHash } = fields;
  return typeof projectHash === 'string' && HASH.test(projectHash) ? projectHash.toLowerCase() : null;
}

/** Folders that the chat may work in, as it names them. */
export function directoriesOf(fields: JsonObject): string[] {
  const { directories } = fields;
  return Array.isArray(directories) ? directories.filter((folder) => typeof folder === 'string') : [];
}

/** The harness's own id of the session; null when none is named. */
export function sessionIdOf(fields: JsonObject, clamps: Clamps): string | null {
  return fields.sessionId === undefined ? null : idText(fields.sessionId, clamps);
}

/** A sub-agent's session is `<parent session>/<its own id>` (DATA.md 2). */
export function sessionRef(place: FilePlace, sessionId: string): SessionRef {
  const { parentId } = place;
  return parentId === null ? { id: sessionId, parentId } : { id: `${parentId}/${sessionId}`, parentId };
}

/** `summary` is the title that the harness gave; `cwd` null: not known. Null when there is nothing to say. */
export function sessionInfo(fields: JsonObject, cwd: string | null): SessionInfo | null {
  const title = titleOf(fields.summary);
  if (title === null && cwd === null) return null;
  return {
    type: 'session_info',
    ...(title === null ? {} : { title, titleRank: 2 as const }),
    ...(cwd === null ? {} : { cwd }),
  };
}
