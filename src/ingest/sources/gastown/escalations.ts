/** Escalations as the event log tells them; their beads tell more and stand before them (gastown.md 2 and 5). */

import type { LedgerEvent } from '../../../domain/ledger.ts';
import { singleWord, term } from '../beads/words.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { activity, addressOf, count, idOf, type TownEvent } from './event.ts';

/** Versions of beads are epoch ms: whatever an event says gives way to the bead of the escalation. */
const FIRST_SENT = 0;
/** A raised severity alone stands behind the event that opened the escalation. */
const RAISED_BASE = -1000;

/** The field `rig` holds the escalation's bead, `target` the agent; a raised one names itself. */
export function escalationSent(event: TownEvent): LedgerEvent[] {
  const { payload, clamps } = event;
  const isRaised = payload.reescalated === true;
  const id = idOf(event, 'escalation_id') ?? idOf(event, 'rig') ?? event.recordId;
  const raises = isRaised ? (count(payload, 'reescalation_num') ?? 1) : 0;
  const data = {
    severity: term(isRaised ? payload.new_severity : payload.severity, clamps),
    original_severity: isRaised ? term(payload.old_severity, clamps) : null,
    source: singleWord(payload.source),
    to: addressOf(event, 'to'),
    created_at: isRaised ? null : event.at,
    reescalation_count: isRaised ? raises : null,
  };
  const version = isRaised ? RAISED_BASE + Math.min(raises, 999) : FIRST_SENT;
  const agent = addressOf(event, 'target') ?? event.actor;
  const fact = ledgerFact({ recordType: 'escalation', recordId: id, version, agent }, data);
  if (!isRaised) return [fact];
  const { severity, original_severity } = data;
  return [fact, activity(event, { escalation_id: id, severity, original_severity }, { taskId: id })];
}

/** Acknowledged or closed: told beside the escalation, because either may be all that is left of it in a pruned log. */
export function escalationAnswered(event: TownEvent): LedgerEvent[] {
  const id = idOf(event, 'escalation_id');
  const by = addressOf(event, 'acked_by') ?? addressOf(event, 'closed_by') ?? event.actor;
  return [activity(event, { escalation_id: id }, { agent: by, taskId: id })];
}
