import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { COLLABORATION_QUERIES, collaborationHistory, SINCE } from '../../../src/db/queries/collaboration.ts';
import { collaborationPoints } from '../../../src/metrics/collaboration-points.ts';
import { minute, NUX, TOAST, Town } from './bead-town.ts';

let town: Town;
beforeEach(() => {
  town = new Town();
});
afterEach(() => town.remove());

const ledger = () => path.join(town.logs.folder, 'ledger', 'ledger.jsonl');

/** Lines of the work ledger, as `agentperf emit` writes them. */
function emit(...lines: readonly Record<string, unknown>[]): void {
  town.logs.append(ledger(), lines);
}

const iso = (at: number): string => new Date(minute(at)).toISOString();

async function historyOf(...agents: string[]) {
  await town.read([...town.roots(), { source: 'ledger', path: ledger(), explicit: false }]);
  return town.ask((db) => collaborationHistory(db, agents));
}

/** Points by kind, times as minutes after ten; three days later. */
async function pointsOf(agent: string) {
  const points = collaborationPoints(await historyOf(agent), minute(3 * 24 * 60)).get(agent) ?? [];
  return points.map(({ at, ...point }) => ({ ...point, at: (at - minute(0)) / 60_000 }));
}

describe('what a town tells', () => {
  it('of a sling that is hooked, handed in, refused and slung again', async () => {
    town.sling(0, 'gt-1', TOAST).event(3, 'hook', TOAST, { bead: 'gt-1' }).done(60, 'gt-1', TOAST);
    town.event(61, 'merge_failed', 'gastown/refinery', {
      ...{ mr: 'gt-mr-1', worker: 'Toast', branch: 'polecat/toast/gt-1' },
    });
    town.sling(62, 'gt-1', NUX).event(70, 'unhook', NUX, { bead: 'gt-1' });
    expect(await pointsOf(TOAST)).toEqual([
      { kind: 'handoff', at: 0, takenUp: true },
      { kind: 'completion', at: 60, sentBack: true },
    ]);
    expect(await pointsOf(NUX)).toEqual([{ kind: 'handoff', at: 62, takenUp: false }]);
  });

  it('of a refusal that names no bead, only the branch that was handed in', async () => {
    town.event(5, 'done', TOAST, { bead: 'gt-1', branch: 'feature-x' });
    town.event(6, 'merge_failed', 'gastown/refinery', {
      mr: 'gt-mr-1',
      worker: 'Toast',
      branch: 'feature-x',
    });
    expect(await pointsOf(TOAST)).toEqual([{ kind: 'completion', at: 5, sentBack: true }]);
  });

  it('of mail and nudges, answered by whatever the agent does next', async () => {
    town.event(0, 'mail', 'mayor', { to: TOAST, subject: 'x' });
    town.event(1, 'nudge', 'gastown/witness', { rig: 'gastown', target: 'Toast', reason: 'x' });
    town.event(9, 'spawn', 'gt', { rig: 'gastown', polecat: 'Toast' });
    town.event(10, 'mail', TOAST, { to: 'mayor', subject: 'y' });
    town.event(20, 'mail', TOAST, { to: TOAST, subject: 'note to self' });
    expect(await pointsOf(TOAST)).toEqual([{ kind: 'answer', at: 0, latencyMs: 600_000 }]);
    expect(await pointsOf('mayor')).toEqual([{ kind: 'answer', at: 10, latencyMs: null }]);
  });

  it('of escalations: whose they are, who answered, who did not', async () => {
    const send = (at: number, id: string) =>
      town.event(at, 'escalation_sent', TOAST, { rig: id, target: TOAST, to: 'mayor', severity: 'high' });
    send(0, 'hq-e1');
    town.event(4, 'escalation_acked', 'mayor', { escalation_id: 'hq-e1', acked_by: 'mayor' });
    send(10, 'hq-e2');
    send(20, 'hq-e3');
    town.event(25, 'escalation_acked', 'deacon', { escalation_id: 'hq-e3', acked_by: 'deacon' });
    expect(await pointsOf(TOAST)).toEqual([0, 10, 20].map((at) => ({ kind: 'escalation', at })));
    expect(await pointsOf('mayor')).toEqual([
      { kind: 'answer', at: 0, latencyMs: 240_000 },
      { kind: 'answer', at: 10, latencyMs: null },
    ]);
    expect(await pointsOf('deacon')).toEqual([{ kind: 'answer', at: 20, latencyMs: 300_000 }]);
  });

  it("of an escalation's bead, which stands before its events", async () => {
    const said = (fields: object) =>
      Object.entries(fields)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n');
    town.issues({
      ...{ id: 'hq-e1', title: 'x', issue_type: 'task', status: 'closed', labels: ['gt:escalation'] },
      ...{ created_at: iso(0), updated_at: iso(30), closed_at: iso(30) },
      description: said({
        ...{ severity: 'high', escalated_by: TOAST, escalated_at: iso(0) },
        ...{ acked_by: 'mayor', acked_at: iso(6) },
      }),
    });
    expect(await pointsOf(TOAST)).toEqual([{ kind: 'escalation', at: 0 }]);
    expect(await pointsOf('mayor')).toEqual([{ kind: 'answer', at: 0, latencyMs: 360_000 }]);
  });
});

test("of a bead's changes of state only those to work on it say that it is taken up", async () => {
  const states = ['open', 'blocked', 'hooked', 'in_progress'];
  town.logs.append(
    path.join(town.beads, 'backup', 'events.jsonl'),
    states.slice(1).map((status, index) => ({
      ...{
        id: index + 1,
        issue_id: 'gt-1',
        event_type: 'status_changed',
        actor: NUX,
        created_at: iso(index),
      },
      old_value: JSON.stringify({ status: states[index] }),
      new_value: JSON.stringify({ status }),
    })),
  );
  const { beadEvents } = await historyOf(NUX);
  expect(beadEvents.map(({ kind, at }) => [kind, at])).toEqual([
    ['taken', minute(1)],
    ['taken', minute(2)],
  ]);
});

describe('what the ledger tells', () => {
  it('of finished work, ratings and flagged lines', async () => {
    const work = { type: 'work_log', agent_id: NUX };
    const rated = { type: 'collaboration_rating', agent_id: NUX, rater: 'mayor', at: iso(9) };
    emit(
      { ...work, id: 'w1', bead_id: 'gt-1', completed_at: iso(1), quality_signal: 'passed' },
      { ...work, id: 'w2', bead_id: 'gt-2', completed_at: iso(2), quality_signal: 'rework_requested' },
      { ...work, id: 'w3', bead_id: 'gt-3', completed_at: iso(3) },
      { ...work, id: 'w4', bead_id: 'gt-4', started_at: iso(4) },
      {
        type: 'task_completion',
        event_id: 't1',
        agent_id: NUX,
        task_id: 'gt-2',
        outcome: 'success',
        completed_at: iso(5),
      },
      { ...rated, id: 'r1', kind: 'helpfulness', score: 0.8 },
      { ...rated, id: 'r2', kind: 'message_quality', score: 1.8 },
    );
    expect(await pointsOf(NUX)).toEqual([
      { kind: 'completion', at: 1, sentBack: false },
      { kind: 'completion', at: 3, sentBack: null },
      { kind: 'completion', at: 5, sentBack: true },
      { kind: 'helpfulness', at: 9, score: 0.8 },
    ]);
  });

  it('whether anybody ever escalated', async () => {
    emit({ type: 'work_log', id: 'w1', agent_id: NUX, bead_id: 'gt-1', completed_at: iso(1) });
    expect((await historyOf(NUX)).escalationsLogged).toBe(false);
    emit({
      type: 'escalation',
      id: 'e1',
      agent_id: TOAST,
      bead_id: 'gt-9',
      severity: 'low',
      created_at: iso(2),
    });
    expect((await historyOf(NUX)).escalationsLogged).toBe(true);
  });
});

test('beads that are messages or agents are no work', async () => {
  const bead = {
    title: 'x',
    status: 'closed',
    assignee: NUX,
    created_at: iso(0),
    closed_at: iso(5),
    updated_at: iso(5),
  };
  town.issues({ ...bead, id: 'gt-1', issue_type: 'task' }, { ...bead, id: 'gt-2', issue_type: 'message' });
  expect(await pointsOf(NUX)).toEqual([{ kind: 'completion', at: 5, sentBack: null }]);
});

test('an agent has the same points whoever else is asked for', async () => {
  town.sling(0, 'gt-1', TOAST).done(5, 'gt-1', TOAST).sling(6, 'gt-1', NUX).done(9, 'gt-1', NUX);
  town.event(10, 'nudge', TOAST, { rig: 'gastown', target: 'Nux', reason: 'x' }).done(12, 'gt-2', NUX);
  const now = minute(3000);
  const alone = collaborationPoints(await historyOf(NUX), now).get(NUX);
  const together = collaborationPoints(await historyOf(TOAST, NUX, 'mayor', 'nobody'), now);
  expect(together.get(NUX)).toEqual(alone);
  expect(alone).toHaveLength(4);
  expect(together.get('nobody')).toEqual([]);
});

test('points from a day after the earliest time on are the same as without one', async () => {
  const day = 24 * 60;
  town
    .sling(0, 'gt-1', NUX)
    .done(5, 'gt-1', NUX)
    .event(6, 'nudge', 'mayor', { rig: 'gastown', target: 'Nux' });
  town
    .sling(day - 9, 'gt-2', NUX)
    .done(day + 8, 'gt-2', NUX)
    .sling(day + 9, 'gt-2', TOAST);
  town.event(day + 20, 'nudge', 'mayor', { rig: 'gastown', target: 'Nux' }).sling(day + 30, 'gt-3', NUX);
  await historyOf(NUX);
  const since = minute(7);
  const points = (from?: number) =>
    collaborationPoints(
      town.ask((db) => collaborationHistory(db, [NUX], from)),
      minute(9 * day),
    ).get(NUX) ?? [];
  const recent = points(since).filter(({ at }) => at >= since + day * 60_000);
  expect(recent).toEqual(points().filter(({ at }) => at >= since + day * 60_000));
  expect(recent.map(({ kind }) => kind)).toEqual(['completion', 'answer', 'handoff']);
  expect(points(since).length).toBeLessThan(points().length);
});

test('every question is answered by an index', async () => {
  await historyOf(NUX);
  const plans = town.ask((db) =>
    Object.entries(COLLABORATION_QUERIES).map(([name, sql]) =>
      (
        db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(SINCE.has(name) ? ['[]', 1] : ['[]'])) as {
          detail: string;
        }[]
      )
        .map(({ detail }) => detail)
        .join('; '),
    ),
  );
  for (const plan of plans) expect(plan).toMatch(/SEARCH ledger USING (INDEX|PRIMARY KEY)/);
});
