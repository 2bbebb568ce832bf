import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allPlaces } from '../../src/domain/task-page.ts';
import { groupTasks, groupWords, wordsIn } from '../../src/metrics/task-groups.ts';
import { collectTasks, type TaskList } from '../../src/metrics/task-list.ts';

/** Tasks of which nothing is known but these words. */
function listOf(model: readonly number[], harness: readonly number[]): TaskList {
  const { list } = collectTasks(null);
  return {
    ...list,
    count: model.length,
    model: Int32Array.from(model),
    harness: Int32Array.from(harness),
  };
}

function expectGroups(model: readonly number[], harness: readonly number[]): void {
  const rows = allPlaces(model.length);
  const expected = new Map<string, number[]>();
  for (const row of rows) {
    const key = `${model[row]} ${harness[row]}`;
    expected.set(key, [...(expected.get(key) ?? []), row]);
  }
  const groups = groupTasks(listOf(model, harness), rows, ['model', 'harness']);
  expect(groups.map(({ words, rows: own }) => [words.join(' '), [...own]])).toEqual([...expected]);
}

test('groups hold the tasks with the same words, in the order in which they first occur', () => {
  const word = fc.integer({ min: -1, max: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 60 }), (pairs) =>
      expectGroups(
        pairs.map(([model]) => model),
        pairs.map(([, harness]) => harness),
      ),
    ),
  );
});

test('more pairs than a table holds are told apart as well', () => {
  const model = Array.from({ length: 2_000 }, (_, n) => n);
  expectGroups(
    [...model, ...model],
    [...model, ...model].map((word) => 1_999 - word),
  );
});

test('words that occur are named once, what is not known among them', () => {
  const words = Int32Array.of(7, -1, 7, 3);
  expect(wordsIn(words, allPlaces(4))).toEqual([-1, 3, 7]);
  expect([...groupWords(words).codes]).toEqual([0, 1, 0, 2]);
});
