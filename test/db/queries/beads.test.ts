/** A bead has exactly the cost of its calls (R0.7; gastown.md 3). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beadIds } from '../../../src/db/queries/beads.ts';
import { HOME, minute, NUX, SESSION, TOAST, Town } from './bead-town.ts';

let town: Town;
beforeEach(() => {
  town = new Town();
});
afterEach(() => town.remove());

const [S1, S2, S3] = [SESSION(1), SESSION(2), SESSION(3)] as const;

describe('gastown §3: cost of a bead', () => {
  test('calls between the sling and the end of the work, sub-agents with them, by the session the agent started', async () => {
    town.start(0, TOAST, 1).sling(1, 'gt-a', TOAST).event(2, 'hook', TOAST, { bead: 'gt-a' });
    town.done(30, 'gt-a', TOAST);
    town.call(0, S1, 1).call(1, S1, 10).call(29, S1, 100).call(30, S1, 1000).call(40, S1, 10_000);
    town.call(15, S1, 100_000, { agentId: 'x1', isSidechain: true }).call(15, S3, 7);
    await town.read();
    const [work] = town.work('gt-a');
    expect(work).toMatchObject({
      taskId: 'gt-a',
      agent: TOAST,
      rigId: 'gastown',
      sessions: [S1],
      modelCalls: 3,
      model: 'claude-opus-4-6',
      startedAt: minute(1),
      completedAt: minute(30),
      qualitySignal: null,
      rework: false,
      unpricedCalls: 0,
    });
    expect(work?.tokens).toMatchObject({ input: 100_110, output: 3 });
    expect(work?.costUsdMicros).toBe(town.costOf(10, 100, 100_000));
    expect(work?.costUsdMicros).toBeGreaterThan(0);
  });

  test('one call never counts for two beads: the one that was given last owns the time', async () => {
    town.start(0, TOAST, 1).sling(1, 'gt-a', TOAST).sling(10, 'gt-b', TOAST);
    town.done(20, 'gt-b', TOAST).done(30, 'gt-a', TOAST);
    town.call(5, S1, 10).call(15, S1, 100).call(25, S1, 1000);
    await town.read();
    const [a, b] = town.work('gt-a', 'gt-b');
    expect([a?.tokens?.input, b?.tokens?.input]).toEqual([1010, 100]);
    expect([a?.costUsdMicros, b?.costUsdMicros]).toEqual([town.costOf(10, 1000), town.costOf(100)]);
  });

  test('a bead is the same whether asked for alone or among others', async () => {
    town
      .start(0, TOAST, 1)
      .start(0, NUX, 1)
      .sling(1, 'gt-a', TOAST)
      .sling(5, 'gt-b', NUX)
      .sling(8, 'gt-c', TOAST);
    for (let at = 0; at < 20; at++) town.call(at, S1, 10 + at);
    await town.read();
    const together = town.work('gt-c', 'gt-a', 'gt-b');
    expect(together.map(({ taskId }) => town.work(taskId)[0])).toEqual(together);
    expect(together.reduce((sum, { modelCalls }) => sum + modelCalls, 0)).toBe(19);
    expect(town.ask(beadIds)).toEqual(['gt-a', 'gt-b', 'gt-c']);
  });

  test('all sessions of the agent count; work ends with the death of its session', async () => {
    town.start(0, TOAST, 1).sling(1, 'gt-a', TOAST).start(10, TOAST, 2);
    town.event(20, 'session_death', 'daemon', { agent: TOAST, session: 'gt-Toast', reason: 'crash' });
    town.call(5, S1, 10).call(15, S2, 100).call(25, S2, 1000);
    await town.read();
    const [work] = town.work('gt-a');
    expect(work).toMatchObject({ sessions: [S1, S2], completedAt: null });
    expect(work?.tokens?.input).toBe(110);
  });

  test('unhook ends it; a bead that is slung to another agent leaves the first one', async () => {
    town.start(0, TOAST, 1).start(0, NUX, 2);
    town.sling(1, 'gt-a', TOAST).event(10, 'unhook', TOAST, { bead: 'gt-a' });
    town.sling(11, 'gt-b', TOAST).sling(20, 'gt-b', NUX);
    town.call(5, S1, 10).call(15, S1, 100).call(25, S1, 1000).call(26, S2, 10_000);
    await town.read();
    const [a, b] = town.work('gt-a', 'gt-b');
    expect([a?.tokens?.input, b?.tokens?.input]).toEqual([10, 10_100]);
    expect(b).toMatchObject({
      agent: NUX,
      sessions: [S1, S2],
      rework: true,
      qualitySignal: 'rework_requested',
    });
  });

  test('a session that the event does not name is found by its working folder and time', async () => {
    const cwd = `${HOME}/Toast`;
    town.event(0, 'session_start', TOAST, { session_id: `${TOAST}-4711`, role: TOAST, cwd });
    town
      .sling(1, 'gt-a', TOAST)
      .event(30, 'session_start', TOAST, { session_id: `${TOAST}-4712`, cwd: '/elsewhere' });
    town
      .call(2, S1, 10, { cwd })
      .call(40, S1, 100, { cwd })
      .call(3, S2, 1000, { cwd: `${HOME}/Nux` });
    town.call(-20, S3, 10_000, { cwd }).call(4, S3, 100_000, { cwd });
    await town.read();
    const [work] = town.work('gt-a');
    expect(work).toMatchObject({ sessions: [S1], modelCalls: 1 });
    expect(work?.tokens?.input).toBe(10);
  });

  test("a session that an event names is nobody else's, and one in a shared folder counts once", async () => {
    const cwd = `${HOME}/shared`;
    const unnamed = { session_id: 'x/1-2', cwd };
    town
      .event(0, 'session_start', TOAST, unnamed)
      .event(0, 'session_start', NUX, unnamed)
      .start(0, 'mayor', 2);
    town.sling(1, 'gt-a', TOAST).sling(2, 'gt-b', NUX);
    town.call(3, S1, 10, { cwd }).call(3, S2, 100, { cwd });
    await town.read();
    const tokens = ['gt-a', 'gt-b'].map((bead) => town.work(bead)[0]?.tokens?.input ?? null);
    expect(tokens).toEqual([null, 10]);
  });

  test('of copies of a call only the one that counts', async () => {
    town.start(0, TOAST, 1).sling(1, 'gt-a', TOAST).start(0, NUX, 2).sling(1, 'gt-b', NUX);
    const message = {
      ...{ id: 'msg_same', role: 'assistant', model: 'claude-opus-4-6', stop_reason: 'end_turn' },
      ...{ content: [{ type: 'text', text: 'x' }], usage: { input_tokens: 10, output_tokens: 1 } },
    };
    town.call(3, S1, 10, { message, requestId: 'req_a' }).call(4, S2, 10, { message, requestId: 'req_b' });
    await town.read();
    expect(town.work('gt-a', 'gt-b').map(({ modelCalls }) => modelCalls)).toEqual([1, 0]);
  });

  test('a bead that was given to an agent is not charged for the session of whoever closed it', async () => {
    const times = { started_at: '2026-03-02T10:01:00Z', closed_at: '2026-03-02T10:40:00Z' };
    town.start(0, TOAST, 1).sling(1, 'gt-a', TOAST).done(30, 'gt-a', TOAST);
    town.issues({
      id: 'gt-a',
      title: 't',
      status: 'closed',
      created_at: times.started_at,
      closed_by_session: S3,
      ...times,
    });
    town.call(5, S1, 10).call(6, S3, 100);
    await town.read();
    const [work] = town.work('gt-a');
    expect(work).toMatchObject({ sessions: [S1, S3], completedAt: minute(40) });
    expect(work?.tokens?.input).toBe(10);
  });

  test('without a town: the session that closed the bead, between its own times', async () => {
    const times = { created_at: '2026-03-02T09:00:00Z', closed_at: '2026-03-02T10:20:00Z' };
    const issue = { id: 'bd-1', title: 't', status: 'closed', closed_by_session: S1, ...times };
    town.issues(
      { ...issue, started_at: '2026-03-02T10:10:00Z', issue_type: 'bug', assignee: 'max' },
      { ...issue, id: 'bd-2' },
    );
    town.call(5, S1, 10).call(15, S1, 100).call(25, S1, 1000);
    await town.read();
    const [one, two] = town.work('bd-1', 'bd-2');
    expect(one).toMatchObject({
      agent: 'max',
      beadType: 'bug',
      rigId: 'bd',
      sessions: [S1],
      completedAt: minute(20),
    });
    expect(one?.tokens?.input).toBe(100);
    expect(two).toMatchObject({ sessions: [S1], tokens: null, costUsdMicros: null, startedAt: null });
  });

  test('without a town: who took a bead and when, from the table of events, with its own times', async () => {
    const row = (id: number, event_type: string, at: number, actor: string, value = '') => ({
      ...{ id, issue_id: 'bd-1', event_type, actor, old_value: '{"status":"open"}', new_value: value },
      created_at: new Date(minute(at)).toISOString(),
    });
    const times = { created_at: '2026-03-02T09:00:00Z', closed_at: '2026-03-02T18:20:00Z' };
    town.issues({ id: 'bd-1', title: 't', status: 'closed', assignee: null, ...times });
    town.logs.append(`${town.beads}/backup/events.jsonl`, [
      row(1, 'status_changed', 1, 'mayor', JSON.stringify({ status: 'hooked', assignee: TOAST })),
      row(2, 'closed', 20, 'mayor', 'done'),
    ]);
    await town.read();
    const [work] = town.work('bd-1');
    expect(work).toMatchObject({ agent: TOAST, startedAt: minute(1), completedAt: minute(20) });
  });

  test('an unknown bead is all null', async () => {
    town.call(5, S1, 10);
    await town.read();
    expect(town.work('gt-none', 'gt-none')).toEqual([
      {
        ...{
          taskId: 'gt-none',
          beadType: null,
          rigId: null,
          convoyId: null,
          agent: null,
          sessions: [],
          tokens: null,
        },
        ...{
          modelCalls: 0,
          costUsdMicros: null,
          unpricedCalls: 0,
          model: null,
          startedAt: null,
          completedAt: null,
        },
        ...{ qualitySignal: null, rework: false },
      },
    ]);
  });

  test('the order in which the sources are read, and in how many steps, changes nothing', async () => {
    const play = (one: Town): void => {
      one.start(0, TOAST, 1).sling(1, 'gt-a', TOAST).done(30, 'gt-a', TOAST);
      one
        .call(5, S1, 10)
        .issues({ id: 'gt-a', title: 't', status: 'open', created_at: '2026-03-02T09:00:00Z' });
    };
    play(town);
    await town.read();
    const whole = town.work('gt-a');
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      const other = new Town();
      play(other);
      for (const index of order) await other.read(other.roots().slice(index, index + 1));
      expect(other.work('gt-a')).toEqual(whole);
      other.remove();
    }
  });

  test('of several models the one that cost most; calls without a price are told apart', async () => {
    town.start(0, TOAST, 1).sling(1, 'gt-a', TOAST);
    town
      .call(2, S1, 10, { model: 'made-up-model' })
      .call(3, S1, 100)
      .call(4, S1, 5, { model: 'claude-haiku-4-5' });
    await town.read();
    expect(town.work('gt-a')[0]).toMatchObject({ model: 'claude-opus-4-6', unpricedCalls: 1, modelCalls: 3 });
  });
});
