/** Data points of collaboration from what happened to beads, messages and escalations (docs/strategies.md). Pure. */

import type {
  AgentMoment,
  CollaborationHistory,
  CollaborationPoint,
  WorkStep,
} from '../domain/collaboration.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';

/** What comes later is no answer; work of which nothing is heard for so long counts as refused until it is taken up after all. */
export const PATIENCE_MS = 24 * 3_600_000;

/** Points of each agent that was asked for, oldest first. `now` epoch ms. */
export function collaborationPoints(
  history: CollaborationHistory,
  now: number,
): Map<string, CollaborationPoint[]> {
  const points = new Map(history.agents.map((agent): [string, CollaborationPoint[]] => [agent, []]));
  const add = (agent: string, point: CollaborationPoint): void => {
    points.get(agent)?.push(point);
  };
  const inTown = new Set(history.work.map(({ taskId }) => taskId));
  const told = history.beadEvents.filter(({ taskId }) => !inTown.has(taskId));
  for (const { agent, at, takenUp } of [
    ...workHandoffs(history.work, history.deaths, now),
    ...workHandoffs(told, [], now),
    ...ownHandoffs(history, now),
  ])
    add(agent, { kind: 'handoff', at, takenUp });
  for (const { agent, at, sentBack } of completions(history))
    add(agent, { kind: 'completion', at, sentBack });
  for (const { agent, at } of history.escalations) add(agent, { kind: 'escalation', at });
  for (const { agent, at, latencyMs } of answers(history, now)) add(agent, { kind: 'answer', at, latencyMs });
  for (const { agent, at, rating, score } of history.ratings) add(agent, { kind: rating, at, score });
  for (const list of points.values()) list.sort((a, b) => a.at - b.at);
  return points;
}

interface Handoff extends AgentMoment {
  readonly takenUp: boolean;
}

/**
 * Work given to an agent is taken up when that agent hooks or finishes it before it is given to somebody (again), given back, or its
 * session dies. Undecided ones are no data point until a day has passed, then refused; none ever when somebody else closed the bead.
 */
function workHandoffs(steps: readonly WorkStep[], deaths: readonly AgentMoment[], now: number): Handoff[] {
  const diedAt = timesByAgent(deaths);
  return [...stepsByTask(steps).values()].flatMap((all) =>
    all.flatMap((step, index): Handoff[] => {
      if (step.kind !== 'given' || step.agent === null) return [];
      const { agent, at } = step;
      const end = nextDeciding(all, index + 1, agent);
      const death = firstAfter(diedAt.get(agent) ?? [], at - 1);
      if (death < (end?.at ?? Number.POSITIVE_INFINITY)) return [{ agent, at, takenUp: false }];
      if (end === undefined) return now - at >= PATIENCE_MS ? [{ agent, at, takenUp: false }] : [];
      if (end.kind === 'closed' && end.agent !== agent) return [];
      return [{ agent, at, takenUp: end.kind !== 'given' && end.kind !== 'released' }];
    }),
  );
}

function stepsByTask(steps: readonly WorkStep[]): Map<string, WorkStep[]> {
  const byTask = new Map<string, WorkStep[]>();
  for (const step of steps) getOrInsert(byTask, step.taskId, () => []).push(step);
  return byTask;
}

/** The first step from `index` on that says what became of work that `given` was given; a gate's word says nothing of it. */
function nextDeciding(steps: readonly WorkStep[], index: number, given: string): WorkStep | undefined {
  for (let place = index; place < steps.length; place++) {
    const { kind, agent } = steps[place] as WorkStep;
    if (kind === 'given' || kind === 'closed' || (kind !== 'sent_back' && agent === given))
      return steps[place];
  }
  return undefined;
}

/** An agent that hands on to its next session is taken up by any act of its own before it hands on again. */
function ownHandoffs({ handoffs, acts }: CollaborationHistory, now: number): Handoff[] {
  const acted = timesByAgent(acts);
  return [...timesByAgent(handoffs)].flatMap(([agent, times]) =>
    times.flatMap((at, index): Handoff[] => {
      const next = times[index + 1] ?? Number.POSITIVE_INFINITY;
      const takenUp = firstAfter(acted.get(agent) ?? [], at) < next;
      if (!takenUp && next === Number.POSITIVE_INFINITY && now - at < PATIENCE_MS) return [];
      return [{ agent, at, takenUp }];
    }),
  );
}

interface Completion extends AgentMoment {
  readonly sentBack: boolean | null;
}

/** One point an agent and bead, at its last completion: sent back if it ever was, whoever tells it. */
function completions({ work, beadEvents, finished }: CollaborationHistory): Completion[] {
  const byBead = new Map<string, Completion>();
  const put = (taskId: string, one: Completion): void => {
    const key = `${one.agent}\n${taskId}`;
    const other = byBead.get(key);
    byBead.set(key, other === undefined ? one : joined(one, other));
  };
  for (const steps of [work, beadEvents])
    for (const [taskId, all] of stepsByTask(steps)) for (const one of finishedIn(all)) put(taskId, one);
  for (const { taskId, ...one } of finished) put(taskId, one);
  return [...byBead.values()];
}

function joined(a: Completion, b: Completion): Completion {
  const words = [a.sentBack, b.sentBack];
  const sentBack = words.includes(true) ? true : words.includes(false) ? false : null;
  return { agent: a.agent, at: Math.max(a.at, b.at), sentBack };
}

/** Who finished a bead, and whether it came back: a refusal, a reopening, or being given to somebody again. */
function finishedIn(steps: readonly WorkStep[]): Completion[] {
  type Open = AgentMoment & { sentBack: boolean };
  const done: Open[] = [];
  let holder: string | null = null;
  let open = null as Open | null;
  for (const { kind, agent, at } of steps) {
    if (kind === 'sent_back' || kind === 'given') {
      if (open !== null) open.sentBack = true;
      open = null;
    }
    // Taken off its hook a bead stays theirs: towns do so while what they did is being merged.
    if (kind === 'given' || kind === 'taken') holder = agent;
    if (kind !== 'finished' && kind !== 'closed') continue;
    const by = kind === 'finished' ? agent : (holder ?? agent);
    if (by === null || open?.agent === by) continue;
    open = { agent: by, at, sentBack: false };
    done.push(open);
  }
  return done;
}

interface Answer extends AgentMoment {
  readonly latencyMs: number | null;
}

/** Messages that come before the answer to an earlier one ask the same question: it is one point, from the first of them. */
function answers({ messages, acts, waits }: CollaborationHistory, now: number): Answer[] {
  const acted = timesByAgent(acts);
  const asked = [...timesByAgent(messages)].flatMap(([agent, times]) => {
    const own = acted.get(agent) ?? [];
    let answeredAt = Number.NEGATIVE_INFINITY;
    return times.flatMap((at): Answer[] => {
      if (at < answeredAt) return [];
      answeredAt = firstAfter(own, at);
      return answered(agent, at, answeredAt, now);
    });
  });
  const acknowledged = waits.flatMap(({ agent, at, acknowledgedAt }) =>
    answered(agent, at, acknowledgedAt ?? Number.POSITIVE_INFINITY, now),
  );
  return [...asked, ...acknowledged];
}

function answered(agent: string, at: number, until: number, now: number): Answer[] {
  if (until - at < PATIENCE_MS) return [{ agent, at, latencyMs: Math.max(0, until - at) }];
  return now - at >= PATIENCE_MS ? [{ agent, at, latencyMs: null }] : [];
}

/** Times of each agent, ascending. */
function timesByAgent(moments: readonly AgentMoment[]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const { agent, at } of moments) getOrInsert(times, agent, () => []).push(at);
  for (const list of times.values()) list.sort((a, b) => a - b);
  return times;
}

/** The first of ascending times behind `at`; Infinity when there is none. By bisection. */
function firstAfter(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) > at) high = middle;
    else low = middle + 1;
  }
  return times[low] ?? Number.POSITIVE_INFINITY;
}
