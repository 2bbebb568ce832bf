/** Events of a town as facts of the work ledger, by type (gastown.md 2). Reasons, subjects and messages are never kept. */

import { folderKey } from '../../../domain/folder-key.ts';
import type { LedgerEvent } from '../../../domain/ledger.ts';
import { singleWord, term } from '../beads/words.ts';
import { escalationAnswered, escalationSent } from './escalations.ts';
import {
  activity,
  addressOf,
  beadOfBranch,
  count,
  idOf,
  ownFact,
  polecatAddress,
  rigOf,
  type TownEvent,
} from './event.ts';

type FactMaker = (event: TownEvent) => LedgerEvent[];

const just: FactMaker = (event) => [activity(event)];
const nothing: FactMaker = () => [];
/** Rig and polecat of the payload. */
const aboutPolecat: FactMaker = (event) => [activity(event, { polecat: polecatOf(event) })];
const withTarget: FactMaker = (event) => [activity(event, { target: targetOf(event) })];
const scheduled: FactMaker = (event) => [
  activity(event, { target: polecatOf(event) }, { taskId: idOf(event, 'bead') }),
];

const FACTS: ReadonlyMap<string, FactMaker> = new Map<string, FactMaker>([
  ['session_start', sessionStart],
  ['session_end', nothing],
  ['session_death', sessionDeath],
  ['mass_death', (event) => [activity(event, { count: count(event.payload, 'count') })]],
  ['spawn', (event) => [activity(event, {}, { agent: polecatOf(event) })]],
  ['sling', sling],
  ['hook', assignment],
  ['unhook', assignment],
  ['done', assignment],
  ['handoff', just],
  ['mail', (event) => [activity(event, { to: addressOf(event, 'to') })]],
  ['nudge', withTarget],
  ['boot', just],
  ['halt', just],
  ['kill', killed],
  ['patrol_started', just],
  ['patrol_complete', just],
  ['polecat_checked', aboutPolecat],
  ['polecat_nudged', withTarget],
  ['escalation_sent', escalationSent],
  ['escalation_acked', escalationAnswered],
  ['escalation_closed', escalationAnswered],
  ['merge_started', mergeStarted],
  ['merged', (event) => [merge(event, 'passed')]],
  ['merge_failed', (event) => [merge(event, 'failed')]],
  ['merge_skipped', (event) => [merge(event, 'failed')]],
  ['scheduler_enqueue', scheduled],
  ['scheduler_dispatch', scheduled],
  ['scheduler_dispatch_failed', scheduled],
  ['scheduler_close_retry', scheduled],
]);

const KIND_LIMIT = 64;

/** Record kind of an event type: itself when it is known, else `other:<type>`. */
export function eventKind(type: string): string {
  return FACTS.has(type) ? type : `other:${type.slice(0, KIND_LIMIT)}`;
}

export function eventFacts(event: TownEvent): LedgerEvent[] {
  return FACTS.get(event.type)?.(event) ?? [];
}

/** The Claude session when the writer knew it, else `<actor>-<pid>`, which names no session of a harness (gastown.md 3). */
function sessionStart(event: TownEvent): LedgerEvent[] {
  const { payload, actor, clamps } = event;
  const id = idOf(event, 'session_id');
  const isProcess = id !== null && (id.includes('/') || id === payload.actor_pid || isPid(id, actor));
  const data = {
    role: term(payload.role, clamps),
    topic: singleWord(payload.topic),
    cwd_key: typeof payload.cwd === 'string' ? folderKey(payload.cwd) : null,
    started_at: event.at,
  };
  return [ownFact(event, 'agent_session', data, { sessionId: isProcess ? null : id })];
}

function isPid(id: string, actor: string | null): boolean {
  return actor !== null && id.startsWith(`${actor}-`) && /^\d+$/.test(id.slice(actor.length + 1));
}

function sessionDeath(event: TownEvent): LedgerEvent[] {
  const { payload, actor, clamps } = event;
  const data = {
    state: 'dead',
    cause: singleWord(payload.reason),
    caller: term(payload.caller, clamps),
    session_name: term(payload.session, clamps),
  };
  return [ownFact(event, 'agent_state', data, { agent: addressOf(event, 'agent') ?? actor })];
}

function killed(event: TownEvent): LedgerEvent[] {
  const data = { state: 'killed', cause: singleWord(event.payload.reason), by: event.actor };
  return [ownFact(event, 'agent_state', data, { agent: targetOf(event) })];
}

/** A bead that was slung before is worked on again (gastown.md 3). */
function sling(event: TownEvent): LedgerEvent[] {
  const bead = idOf(event, 'bead');
  const rework = bead !== null && event.slings.count(bead) > 1;
  const data = { action: 'sling', by: event.actor, rework };
  return [ownFact(event, 'assignment', data, { agent: addressOf(event, 'target'), taskId: bead })];
}

function assignment(event: TownEvent): LedgerEvent[] {
  const { type, payload, clamps } = event;
  const data = { action: type, branch: branchText(payload.branch, clamps) };
  return [ownFact(event, 'assignment', data, { taskId: idOf(event, 'bead') })];
}

function mergeStarted(event: TownEvent): LedgerEvent[] {
  const { mr, branch, agent, taskId } = mergeOf(event);
  return [activity(event, { mr, branch }, { agent, taskId })];
}

function merge(event: TownEvent, signal: 'passed' | 'failed'): LedgerEvent {
  const { mr, branch, agent, taskId } = mergeOf(event);
  const data = { signal, event: event.type, mr, branch, reviewer: event.actor };
  return ownFact(event, 'quality_signal', data, { agent, taskId });
}

/** The worker's own name is a polecat's, of the refinery's rig. */
function mergeOf(event: TownEvent) {
  const branch = branchText(event.payload.branch, event.clamps);
  const agent = polecatAddress(rigOf(event.actor), addressOf(event, 'worker'));
  return { mr: idOf(event, 'mr'), branch, agent, taskId: beadOfBranch(branch) };
}

const polecatOf = (event: TownEvent): string | null =>
  polecatAddress(addressOf(event, 'rig'), addressOf(event, 'polecat'));
const targetOf = (event: TownEvent): string | null =>
  polecatAddress(addressOf(event, 'rig'), addressOf(event, 'target'));

/** A branch has no spaces; anything else is not kept. */
function branchText(value: unknown, clamps: TownEvent['clamps']): string | null {
  const branch = typeof value === 'string' && value.length <= 256 && !/\s/.test(value) ? value : null;
  if (branch === null && value !== undefined && value !== null && value !== '') clamps.count++;
  return branch === '' ? null : branch;
}
