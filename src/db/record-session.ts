/** Finds the session of a record: by its own reference, or the one that works on the attempt that a line from outside speaks of. */

import type { ParsedRecord, SessionRef } from '../domain/event.ts';
import type { SourceId } from '../domain/source.ts';
import type { AgentNames } from './agent-names.ts';
import type { EventRows } from './event-rows.ts';
import type { Mover } from './move.ts';
import type { SessionRow } from './session-row.ts';
import type { Sessions } from './sessions.ts';

export function createSessionFinder(
  sessions: Sessions,
  { mover, agentNames, events }: { mover: Mover; agentNames: AgentNames; events: EventRows },
) {
  let last: { ref: SessionRef; session: SessionRow } | null = null;

  const find = (record: ParsedRecord, ref: SessionRef, source: SourceId): SessionRow => {
    const owner = isAboutAttempt(record) ? sessions.spokenOf(record.harness, ref.id) : null;
    if (owner !== null) return owner;
    const session = sessions.of(record.harness, ref, source);
    if (session.first_at === null && session.agent === null) agentNames.nameSession(session);
    const attemptId = attemptOf(record);
    if (attemptId !== null && attemptId !== ref.id && session.attempt_id !== attemptId) {
      sessions.set(session, 'attempt_id', attemptId);
      events.flush();
      mover.adoptAttempt(attemptId, session);
    }
    return session;
  };

  return {
    /** null: the record is about no session. */
    sessionOf(record: ParsedRecord, source: SourceId): SessionRow | null {
      const ref = record.session;
      if (ref === null) return null;
      // A reader gives records of one session one and the same reference: no look-up for them.
      if (ref === last?.ref && record.harness === last.session.harness && namesNothing(record))
        return last.session;
      const session = find(record, ref, source);
      last = ref.id === session.session_id ? { ref, session } : null;
      return session;
    },
    /** At the start of a commit: what is remembered may be of a transaction that was rolled back. */
    forget(): void {
      last = null;
    },
  };
}

/** Says nothing about which session or attempt it belongs to beyond its reference. */
function namesNothing(record: ParsedRecord): boolean {
  return record.facts.every(
    (fact) => fact.type !== 'session_info' && fact.type !== 'reported_total' && fact.type !== 'foreign_alert',
  );
}

function attemptOf(record: ParsedRecord): string | null {
  for (const fact of record.facts)
    if (fact.type === 'session_info' && fact.attemptId !== undefined) return fact.attemptId;
  return null;
}

/** A metrics or alert line: it speaks of an attempt from outside and has no session of its own. */
function isAboutAttempt(record: ParsedRecord): boolean {
  return record.facts.some((fact) => fact.type === 'reported_total' || fact.type === 'foreign_alert');
}
