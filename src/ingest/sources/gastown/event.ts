/** One event of a town as its facts are made from it, and the fields that several types share. */

import type { LedgerEvent, LedgerType } from '../../../domain/ledger.ts';
import { agentName, optionalId } from '../beads/words.ts';
import type { Clamps } from '../fields.ts';
import type { FactHead } from '../ledger-fact.ts';
import { ledgerFact } from '../ledger-fact.ts';
import type { CountingMemory } from './memory.ts';

type Payload = Readonly<Record<string, unknown>>;

export interface TownEvent {
  readonly type: string;
  /** Address of who wrote the event; null when the line names none. */
  readonly actor: string | null;
  /** `{}` when the line has no usable one. */
  readonly payload: Payload;
  /** Identity of the event: equal lines of one file have different ones. */
  readonly recordId: string;
  /** Epoch ms. */
  readonly at: number | null;
  readonly clamps: Clamps;
  /** How often each bead was slung in this file. */
  readonly slings: CountingMemory;
}

type Data = Parameters<typeof ledgerFact>[1];

/** A fact that is the event itself: it has the event's identity and, unless `head` says otherwise, its actor. */
export function ownFact(
  event: TownEvent,
  recordType: LedgerType,
  data: Data,
  head: Partial<FactHead> = {},
): LedgerEvent {
  return ledgerFact({ recordType, recordId: event.recordId, agent: event.actor, ...head }, data);
}

/** Something that happened, told by its type only. */
export function activity(event: TownEvent, data: Data = {}, head: Partial<FactHead> = {}): LedgerEvent {
  return ownFact(event, 'activity', { event: event.type, ...data }, head);
}

export function idOf({ payload, clamps }: TownEvent, name: string): string | null {
  return optionalId(payload[name], clamps);
}

/** An address in the payload. */
export function addressOf({ payload, clamps }: TownEvent, name: string): string | null {
  return agentName(payload[name], clamps);
}

/** Names that are no polecat's: agents of the whole town, and those each rig has one of. */
const TOWN_AGENTS: ReadonlySet<string> = new Set(['mayor', 'deacon']);
const RIG_AGENTS: ReadonlySet<string> = new Set(['witness', 'refinery']);

/** Address of an agent of a rig that is given by its name alone, a polecat unless the name is a role; a whole address stays as it is. */
export function polecatAddress(rig: string | null, name: string | null): string | null {
  if (name === null || rig === null || name.includes('/') || TOWN_AGENTS.has(name)) return name;
  return RIG_AGENTS.has(name) ? `${rig}/${name}` : `${rig}/polecats/${name}`;
}

/** The rig in an address: `gastown/refinery` is of `gastown`; null for agents of the whole town. */
export function rigOf(address: string | null): string | null {
  const slash = address?.indexOf('/') ?? -1;
  return slash <= 0 ? null : (address as string).slice(0, slash);
}

const WORK_BRANCH = /^polecat\/[^/]+\/([A-Za-z][\w-]*-[\w.]+?)(?:@.*)?$/;

/** The bead that a polecat's branch is named after (`polecat/toast/gt-abc12`, `…@suffix`); null for other branches. */
export function beadOfBranch(branch: string | null): string | null {
  return branch === null ? null : (WORK_BRANCH.exec(branch)?.[1] ?? null);
}

export function count(payload: Payload, name: string): number | null {
  const value = payload[name];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
