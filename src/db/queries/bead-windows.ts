/** When an agent worked on a bead: from the moment it is given to it until it is done, taken away, or the agent's session dies. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { LedgerRow } from './bead-ledger.ts';

/** A bead on an agent's hook. `end` is Infinity while it is there. Epoch ms; `end` is the first ms behind it. */
export interface Window {
  readonly taskId: string;
  readonly agent: string;
  readonly start: number;
  readonly end: number;
  readonly endedBy: 'done' | 'unhook' | 'death' | 'moved' | null;
}

type Open = Map<string, { readonly start: number }>;

/** Windows of each agent, in order of their ends. */
export function windowsByAgent(
  assignments: readonly LedgerRow[],
  deaths: readonly LedgerRow[],
): Map<string, Window[]> {
  const windows = new Map<string, Window[]>();
  const open = new Map<string, Open>();
  const close = (agent: string, taskId: string, end: number, endedBy: Window['endedBy']): void => {
    const opened = open.get(agent)?.get(taskId);
    if (opened === undefined) return;
    open.get(agent)?.delete(taskId);
    getOrInsert(windows, agent, () => []).push({ taskId, agent, start: opened.start, end, endedBy });
  };
  for (const { agent, at, taskId, action } of timeline(assignments, deaths)) {
    if (action === 'death') {
      for (const task of [...(open.get(agent)?.keys() ?? [])]) close(agent, task, at, 'death');
    } else if (action === 'done' || action === 'unhook') close(agent, taskId, at, action);
    else {
      for (const [other, beads] of open)
        if (other !== agent && beads.has(taskId)) close(other, taskId, at, 'moved');
      const mine = getOrInsert(open, agent, (): Open => new Map());
      if (!mine.has(taskId)) mine.set(taskId, { start: at });
    }
  }
  for (const [agent, beads] of open)
    for (const taskId of [...beads.keys()]) close(agent, taskId, Number.POSITIVE_INFINITY, null);
  return windows;
}

interface Happening {
  readonly agent: string;
  readonly at: number;
  readonly taskId: string;
  readonly action: 'sling' | 'hook' | 'done' | 'unhook' | 'death';
}

/** Both lists are in the order in which things happened; of equal times, what was given stands before a death. */
function timeline(assignments: readonly LedgerRow[], deaths: readonly LedgerRow[]): Happening[] {
  const given = assignments.flatMap(({ agent, at, taskId, data }): Happening[] => {
    const action = data.action;
    const isKnown = action === 'sling' || action === 'hook' || action === 'done' || action === 'unhook';
    return agent === null || taskId === null || !isKnown ? [] : [{ agent, at, taskId, action }];
  });
  const died = deaths.flatMap(({ agent, at }): Happening[] =>
    agent === null ? [] : [{ agent, at, taskId: '', action: 'death' }],
  );
  return [...given, ...died].sort((a, b) => a.at - b.at);
}

/** A stretch of a session's time that belongs to one bead. */
export interface Segment {
  readonly taskId: string;
  readonly start: number;
  readonly end: number;
}

/** A stretch that somebody lays claim to: of two, the one of higher rank stands, then the one that began later. */
export type Claim = Segment & { readonly rank: number };

/**
 * Cuts time into stretches of one bead each: where claims overlap, the bead that was given last owns the time, so that no call counts
 * for two. One sweep over the starts and ends.
 */
export function segments(claims: readonly Claim[]): Segment[] {
  const waiting = claims.toSorted((a, b) => b.start - a.start);
  const bounds = [...new Set(claims.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  let active: Claim[] = [];
  return bounds.slice(0, -1).flatMap((start, index) => {
    active = active.filter((claim) => claim.end > start);
    while ((waiting.at(-1)?.start ?? Number.POSITIVE_INFINITY) <= start) active.push(waiting.pop() as Claim);
    const owner = active.reduce<Claim | null>((best, next) => (isBefore(next, best) ? next : best), null);
    return owner === null ? [] : [{ taskId: owner.taskId, start, end: bounds[index + 1] as number }];
  });
}

function isBefore(a: Claim, b: Claim | null): boolean {
  if (b === null) return true;
  if (a.rank !== b.rank) return a.rank > b.rank;
  return a.start !== b.start ? a.start > b.start : a.taskId < b.taskId;
}
