/** What the end of a session or attempt does, and the totals that a log gives for it. */

import type { DetectorFact } from '../domain/alert.ts';
import type { FactStores, Handlers } from './fact-context.ts';
import { ROLES } from './roles.ts';
import { bucketOf } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import { applyInfo, noteReported } from './session-state.ts';

interface Around {
  readonly attemptOf: (session: SessionRow) => number;
  readonly tell: (session: SessionRow, fact: DetectorFact) => void;
}

export function endingHandlers(
  stores: FactStores,
  { attemptOf, tell }: Around,
): Pick<Handlers, 'session_end' | 'reported_total'> {
  const { sessions, attempts } = stores;
  return {
    session_end: (fact, { session, place, formerRole }) => {
      if (formerRole !== ROLES.sessionEnd)
        attempts.ended(attemptOf(session), session.key, bucketOf(place.at), {
          tokens: fact.totalTokens,
          costUsdMicros: fact.costUsdMicros,
        });
      sessions.set(session, 'end_status', fact.status);
      sessions.set(session, 'end_at', place.at);
      if (fact.durationMs !== null) sessions.set(session, 'duration_ms', fact.durationMs);
      if (place.at !== null) tell(session, { type: 'session_end', at: place.at });
    },
    reported_total: (fact, { session, place }) => {
      if (fact.origin === 'metrics')
        attempts.measured(attemptOf(session), session.key, bucketOf(place.at), place.at, {
          tokens: fact.totalTokens,
          costUsdMicros: fact.costUsdMicros,
        });
      else noteReported(stores, session, fact.costUsdMicros, place.at);
      const { linesAdded, linesDeleted, filesModified, commits } = fact;
      applyInfo(
        sessions,
        session,
        { type: 'session_info', linesAdded, linesDeleted, filesModified, commits },
        place.at,
        stores,
      );
      if (fact.success !== null && session.end_status === null && fact.origin === 'metrics') {
        sessions.set(session, 'end_status', fact.success ? 'completed' : 'failed');
        sessions.set(session, 'end_at', place.at);
      }
    },
  };
}
