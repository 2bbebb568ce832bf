/** What makes two alerts the same alert, across restarts, replays and machines (DATA.md 2). */

import { createHash } from 'node:crypto';
import type { AlertFinding } from '../domain/alert.ts';

const ID_LENGTH = 32;

/**
 * Identity of an alert: 32 hex digits of the SHA-256 over rule, session, subject and the time its episode began. `sessionId` is
 * the harness's own id, not the key of one database.
 */
export function alertId(
  finding: Pick<AlertFinding, 'type' | 'subject' | 'episodeStart'>,
  sessionId: string,
): string {
  const identity = JSON.stringify([finding.type, sessionId, finding.subject, finding.episodeStart]);
  return createHash('sha256').update(identity).digest('hex').slice(0, ID_LENGTH);
}
