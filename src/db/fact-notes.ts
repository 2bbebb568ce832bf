/** What others say of a session: kept beside the counts. */

import type { LedgerEvent } from '../domain/ledger.ts';
import type { SourceId } from '../domain/source.ts';
import type { FactStores, Handlers } from './fact-context.ts';
import type { RecordPlace } from './tools.ts';

/** Keeps a fact of work, and names sessions by what it tells of agents. */
export function keepLedger(
  { ledger, agentNames }: Pick<FactStores, 'ledger' | 'agentNames'>,
  fact: LedgerEvent,
  place: RecordPlace,
  index: number,
  source: SourceId,
): void {
  ledger.put(fact, place, index, source);
  agentNames.learn(fact);
}

export function noteHandlers(
  stores: FactStores,
): Pick<Handlers, 'foreign_alert' | 'session_status' | 'rate_limit' | 'ledger'> {
  const { sessions } = stores;
  return {
    foreign_alert: (fact, { session, place, taskRef }) => {
      sessions.flush();
      const at = place.at ?? 0;
      stores.alerts.foreign({
        id: `${place.lineage.toString(16)}-${place.offset.toString(16)}-foreign`,
        type: fact.alertType,
        severity: fact.severity,
        sessionKey: session.key,
        taskRef,
        subject: fact.subject ?? '',
        recommendation: fact.recommendation,
        at,
        writer: fact.writer ?? 'other',
      });
    },
    session_status: ({ status, rung, reason }, { session, place }) => {
      if (place.at !== null) stores.notes.evidence(session.key, { rung, status, reason, at: place.at });
    },
    rate_limit: (fact, { session, place }) => {
      if (place.at !== null) stores.notes.limit(session.key, session.harness, fact, place.at);
    },
    ledger: (fact, { place, source }, index) => keepLedger(stores, fact, place, index, source),
  };
}
