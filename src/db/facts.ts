/** What each fact of a record does to sessions, tools, calls, errors and sums. One handler a fact type. */

import type { DetectorFact } from '../domain/alert.ts';
import type { AgentEvent, ErrorFacts, ModelCallEvent, ParsedRecord } from '../domain/event.ts';
import { hash53 } from '../domain/hash.ts';
import { isRewritten, isTranscript, type SourceId } from '../domain/source.ts';
import type { FactContext, FactStores, Handlers } from './fact-context.ts';
import { endingHandlers } from './fact-endings.ts';
import { keepLedger, noteHandlers } from './fact-notes.ts';
import { ROLES } from './roles.ts';
import { AT, bucketOf, type Rollups } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import { applyInfo, applyTurn, noteCall } from './session-state.ts';
import type { RecordPlace } from './tools.ts';

export function createFacts(stores: FactStores) {
  const { sessions, tools, calls, attempts, rollups } = stores;
  /** Version that each session was last seen to run in. */
  const versions = new Map<number, string>();
  const putError = stores.db.prepare(
    `INSERT INTO errors (lineage, offset, seq, session_key, at, fingerprint_id, origin) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );

  const tell = (session: SessionRow, fact: DetectorFact): void => {
    const changes = stores.observe(session.key, fact);
    if (changes.length > 0) {
      sessions.flush();
      stores.alerts.apply(changes);
    }
  };
  const sum = ({ session, place }: FactContext, name: Parameters<Rollups['add']>[3], value: number): void =>
    rollups.addAt(session.key, bucketOf(place.at), 0, AT[name], value);
  /** False: it was kept before. */
  const keepError = (
    { session, place }: FactContext,
    index: number,
    error: ErrorFacts,
    origin: string,
  ): boolean => {
    const id = stores.fingerprints.id(error.fingerprint, error);
    return putError.run(place.lineage, place.offset, index, session.key, place.at, id, origin).changes === 1;
  };
  const attemptOf = (session: SessionRow): number =>
    hash53(session.attempt_id ?? `session:${session.harness}:${session.session_id}`);

  const handlers: Handlers = {
    session_info: (fact, { session, place }) => {
      applyInfo(sessions, session, fact, place.at, stores);
      if (fact.instructions !== undefined)
        stores.notes.instructions(session.key, fact.instructions, place.at);
      const version = fact.harnessVersion;
      if (version === undefined || version === null || versions.get(session.key) === version) return;
      versions.set(session.key, version);
      stores.notes.version(session.key, version, place.at);
    },
    prompt: (_fact, { session, place }) => {
      if (place.at !== null) tell(session, { type: 'turn_start', at: place.at });
    },
    model_call: (told, context, index) => {
      const { session, place } = context;
      const fact = context.isDocument && told.messageKey === null ? keyedCall(told, context, index) : told;
      const modelId = stores.models.id(fact.model, fact.provider);
      const attemptKey = isTranscript(context.source) ? null : attemptOf(session);
      calls.add(
        fact,
        { sessionKey: session.key, sessionId: session.session_id, modelId, at: place.at, attemptKey },
        true,
      );
      if (attemptKey !== null) attempts.called(attemptKey, session.key, bucketOf(place.at));
      noteCall(sessions, session, fact.usage, modelId, place.at);
      if (place.at !== null) tell(session, { type: 'activity', at: place.at });
    },
    tool_call: (fact, context, index) => {
      const { session, place } = context;
      const key = tools.call(fact, place, index);
      if (key === null) {
        // A newer version of a known call: it may no longer wait for a person.
        if (!fact.asksHuman && fact.toolKey !== null && session.ask_key === fact.toolKey)
          sessions.set(session, 'ask_key', null);
        return;
      }
      sum(context, 'tool_calls', 1);
      if (fact.asksHuman) {
        sessions.set(session, 'ask_key', key);
        sessions.set(session, 'ask_at', place.at);
      }
      if (place.at === null) return;
      const { name, kind, argsDigest, asksHuman } = fact;
      tell(session, { type: 'tool_call', at: place.at, toolKey: key, name, kind, argsDigest, asksHuman });
    },
    tool_result: (fact, context, index) => {
      const { session, place } = context;
      const joined = tools.result(fact, place);
      if (joined !== null && (joined.isAgain || (joined.isLater && isRewritten(context.source)))) return;
      const key = joined?.key ?? null;
      if (key !== null && session.ask_key === key) sessions.set(session, 'ask_key', null);
      const seq = context.isDocument ? rankIn(context.record, index) : index;
      const isNews =
        fact.error === null ? context.formerRole === null : keepError(context, seq, fact.error, 'tool');
      // Of a call that is not known, a newer version of the record tells the same result again.
      if (joined === null && context.formerRole !== null && !isNews) return;
      if (fact.isError) {
        sum(context, 'tool_errors', 1);
        sum(context, 'errors', 1);
      }
      if (place.at === null) return;
      const { name, isError, resultDigest, changeDigest } = fact;
      if (key !== null)
        tell(session, {
          type: 'tool_result',
          at: place.at,
          toolKey: key,
          name,
          isError,
          resultDigest,
          changeDigest,
        });
      if (fact.error !== null && !fact.denied)
        tell(session, {
          type: 'error',
          at: place.at,
          fingerprint: fact.error.fingerprint,
          category: fact.error.category,
          retryInMs: null,
        });
    },
    error: (fact, context, index) => {
      // Known by its rank among the record's errors: a newer version may have other facts before it.
      if (!keepError(context, -1 - rankIn(context.record, index), fact, fact.source)) return;
      sum(context, 'errors', 1);
      const { at } = context.place;
      if (at !== null)
        tell(context.session, {
          type: 'error',
          at,
          fingerprint: fact.fingerprint,
          category: fact.category,
          retryInMs: fact.retryInMs,
        });
    },
    compaction: (_fact, context) => {
      if (context.formerRole === ROLES.compaction) return;
      sum(context, 'compactions', 1);
      if (context.place.at !== null) tell(context.session, { type: 'activity', at: context.place.at });
    },
    turn_end: (_fact, { session, place }) => {
      if (place.at !== null) tell(session, { type: 'turn_end', at: place.at });
    },
    progress: (_fact, { session, place }) => {
      if (place.at !== null) tell(session, { type: 'activity', at: place.at });
    },
    ...endingHandlers(stores, { attemptOf, tell }),
    ...noteHandlers(stores),
  };

  const settle = (): void => {
    for (const key of sessions.takenOver()) attempts.reconsider(key);
  };

  return {
    /** What follows from what was learnt of sessions beside their facts. */
    settle,
    /** A sign of life that is not work of its own. */
    goesOn: (session: SessionRow, at: number) => tell(session, { type: 'activity', at }),
    /** Applies all facts of a new record. */
    apply(context: FactContext): void {
      settle();
      context.record.facts.forEach((fact, index) => {
        applyTurn(sessions, context.session, fact, context.place.at);
        (handlers[fact.type] as (fact: AgentEvent, context: FactContext, index: number) => void)(
          fact,
          context,
          index,
        );
      });
    },
    /** A record that is about no session: only the ledger keeps what it says. */
    applyLoose(record: ParsedRecord, place: RecordPlace, source: SourceId): void {
      record.facts.forEach((fact, index) => {
        if (fact.type === 'ledger') keepLedger(stores, fact, place, index, source);
      });
    },
    /** A copy of a known record: only what is known of its session, and which copy of a call counts. */
    applyCopy({ record, session, place }: FactContext): void {
      for (const fact of record.facts) {
        applyTurn(sessions, session, fact, place.at);
        if (fact.type === 'session_info') applyInfo(sessions, session, fact, place.at, stores);
        // A row that is a call of its own can be joined to no other: the record that it copies counts.
        if (fact.type !== 'model_call' || fact.messageKey === null) continue;
        const modelId = stores.models.id(fact.model, fact.provider);
        const { key: sessionKey, session_id: sessionId } = session;
        calls.add(fact, { sessionKey, sessionId, modelId, at: place.at, attemptKey: null }, false);
        noteCall(sessions, session, fact.usage, modelId, place.at);
      }
    },
  };
}

/** How many facts of the same type stand before one in its record. */
function rankIn({ facts }: ParsedRecord, index: number): number {
  const type = facts[index]?.type;
  return facts.slice(0, index).filter((other) => other.type === type).length;
}

/** A call without an id in a record that may change is known by its place. */
function keyedCall(fact: ModelCallEvent, { record, place }: FactContext, index: number): ModelCallEvent {
  const key = hash53(`${place.lineage}:${place.offset}:${rankIn(record, index)}`, 13);
  return { ...fact, messageKey: key, requestKey: key };
}
