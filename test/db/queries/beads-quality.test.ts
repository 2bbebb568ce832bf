/** What became of beads at the gate, and the steps of molecules (gastown.md 3 and 5). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LEDGER_QUERIES } from '../../../src/db/queries/bead-ledger.ts';
import { TOAST, Town } from './bead-town.ts';

let town: Town;
beforeEach(() => {
  town = new Town();
});
afterEach(() => town.remove());

describe('gastown §3: quality', () => {
  const merge = (at: number, type: string, bead: string) =>
    town.event(at, type, 'gastown/refinery', {
      mr: 'gt-mr',
      worker: 'Toast',
      branch: `polecat/toast/${bead}`,
    });

  test.each([
    [['merged'], 'passed', false],
    [['merge_failed'], 'failed', false],
    [['merge_skipped'], 'failed', false],
    [['merge_failed', 'merged'], 'rework_requested', true],
    [['merged', 'merged'], 'passed', false],
    [[], null, false],
  ])('merge results %j are %s', async (types, qualitySignal, rework) => {
    town.start(0, TOAST, 1).sling(1, 'gt-a', TOAST).done(5, 'gt-a', TOAST);
    for (const [index, type] of types.entries()) merge(6 + index, type, 'gt-a');
    await town.read();
    expect(town.work('gt-a')[0]).toMatchObject({ qualitySignal, rework });
  });

  test('a branch that is not named after its bead is joined by who handed it in', async () => {
    const branch = 'polecat/toast-mk9abkx5';
    town.sling(1, 'gt-a', TOAST).event(5, 'done', TOAST, { bead: 'gt-a', branch });
    town.event(6, 'merged', 'gastown/refinery', { mr: 'x', worker: 'Toast', branch });
    town.event(7, 'merge_failed', 'gastown/refinery', { mr: 'x', worker: 'Nux', branch });
    await town.read();
    expect(town.work('gt-a')[0]?.qualitySignal).toBe('passed');
  });

  test('a second sling and a bead that is opened again are rework', async () => {
    const issue = { id: 'bd-1', title: 't', created_at: '2026-03-02T09:00:00Z' };
    town.sling(1, 'gt-a', TOAST).done(2, 'gt-a', TOAST).sling(3, 'gt-a', TOAST);
    town.issues({ ...issue, status: 'closed', updated_at: '2026-03-02T10:00:00Z' });
    await town.read();
    town.issues({ ...issue, status: 'open', updated_at: '2026-03-02T11:00:00Z' });
    await town.read();
    const signals = town.work('gt-a', 'bd-1').map(({ qualitySignal, rework }) => [qualitySignal, rework]);
    expect(signals).toEqual([
      ['rework_requested', true],
      ['rework_requested', true],
    ]);
  });
});

test('look-ups by task, agent and session search their indexes for one type', async () => {
  town.start(0, TOAST, 1);
  await town.read();
  for (const sql of Object.values(LEDGER_QUERIES)) {
    const plan = town.ask((db) => db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all('[]', 'assignment')) as {
      detail: string;
    }[];
    expect(plan[0]?.detail).toMatch(/^SEARCH ledger USING INDEX ledger_by_/);
  }
});
