import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparable } from '../../helpers/tasks.ts';
import { CUTTING, readAll, readingOf, stepOf, WHATS } from './task-worlds.ts';

const PARAMETERS = { numRuns: 60, seed: 20261121 };

test('no call counts for two tasks, and without beads none is left over', () => {
  fc.assert(
    fc.property(fc.array(stepOf(WHATS), { minLength: 1, maxLength: 25 }), (steps) => {
      const order = steps.map((_, index) => index);
      const { tasks, total, database } = readAll(steps, { order, sizes: [4], made: false, restarts: false });
      try {
        const sum = tasks.reduce((all, task) => all + ((task.tokens as number | null) ?? 0), 0);
        const calls = tasks.reduce((all, task) => all + ((task.model_calls as number | null) ?? 0), 0);
        expect(sum).toBeLessThanOrEqual(total);
        expect(calls).toBeLessThanOrEqual(
          database.value('SELECT count(*) FROM model_calls WHERE counted = 1'),
        );
        if (!steps.some(({ what }) => CUTTING.includes(what))) expect(sum).toBe(total);
      } finally {
        database.remove();
      }
    }),
    PARAMETERS,
  );
});

test('any order of records, any size of commits, tasks made at any time or after a kill: the same tasks', () => {
  fc.assert(
    fc.property(readingOf(WHATS, { minLength: 1, maxLength: 18 }), ({ steps, ...reading }) => {
      const order = steps.map((_, index) => index);
      const one = readAll(steps, { order, sizes: [100], made: false, restarts: false });
      const other = readAll(steps, reading);
      try {
        expect(comparable(other.tasks)).toEqual(comparable(one.tasks));
      } finally {
        one.database.remove();
        other.database.remove();
      }
    }),
    PARAMETERS,
  );
});
