/** The pure part of a bead's cost: when it was on whose hook, and which bead owns a moment. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerRow } from '../../../src/db/queries/bead-ledger.ts';
import { type Claim, segments, windowsByAgent } from '../../../src/db/queries/bead-windows.ts';

const claim: fc.Arbitrary<Claim> = fc
  .record({
    task: fc.nat(3),
    start: fc.nat(30),
    length: fc.integer({ min: 1, max: 30 }),
    rank: fc.nat(1),
    open: fc.boolean(),
  })
  .map(({ task, start, length, rank, open }) => ({
    taskId: `gt-${task}`,
    start,
    end: open && length > 25 ? Number.POSITIVE_INFINITY : start + length,
    rank,
  }));

test('at every moment the claim of highest rank, then the newest, owns the time; nobody owns what nobody claims', () => {
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 8 }), (claims) => {
      const cut = segments(claims);
      for (let at = 0; at <= 70; at++) {
        const open = claims.filter(({ start, end }) => start <= at && at < end);
        const [best] = open.sort(
          (a, b) => b.rank - a.rank || b.start - a.start || (a.taskId < b.taskId ? -1 : 1),
        );
        const owners = cut.filter(({ start, end }) => start <= at && at < end).map(({ taskId }) => taskId);
        expect(owners).toEqual(best === undefined ? [] : [best.taskId]);
      }
    }),
  );
});

const row = (at: number, agent: string, taskId: string, action: string): LedgerRow => ({
  ...{ recordId: `${at}`, at, agent, taskId, sessionId: null, data: { action } },
});

test('a hook of a bead that was slung goes on with it; in one second the order of the log counts', () => {
  const rows = [
    row(1, 'a', 'x', 'sling'),
    row(2, 'a', 'x', 'hook'),
    row(2, 'a', 'x', 'done'),
    row(2, 'a', 'y', 'sling'),
  ];
  const windows = windowsByAgent(rows, [{ ...row(9, 'a', '', ''), data: { state: 'dead' } }]).get('a');
  expect(windows).toEqual([
    { taskId: 'x', agent: 'a', start: 1, end: 2, endedBy: 'done' },
    { taskId: 'y', agent: 'a', start: 2, end: 9, endedBy: 'death' },
  ]);
});

test('what is not open is not ended; what is not ended stays open', () => {
  const rows = [row(1, 'a', 'x', 'done'), row(2, 'a', 'x', 'sling'), row(3, 'b', 'x', 'done')];
  expect(windowsByAgent(rows, []).get('a')).toEqual([
    { taskId: 'x', agent: 'a', start: 2, end: Number.POSITIVE_INFINITY, endedBy: null },
  ]);
});
