/** Comments on beads: signs of collaboration, whatever they say. */

import type { LedgerEvent } from '../../../domain/ledger.ts';
import type { Clamps } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { ownId } from './shapes.ts';
import { agentName } from './words.ts';

/** That somebody commented, and when; never what. */
export function commentFact(
  taskId: string | null,
  row: JsonObject,
  at: number | null,
  clamps: Clamps,
): LedgerEvent {
  const recordId = `comment:${taskId}:${ownId(row)}:${at ?? ''}`;
  const agent = agentName(row.author, clamps);
  return ledgerFact({ recordType: 'activity', recordId, version: at, agent, taskId }, { event: 'comment' });
}
