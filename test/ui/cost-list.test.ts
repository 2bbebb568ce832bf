import { describe, expect, test } from 'vitest';
import { COST_SORTS, costItems, unpricedItems } from '../../src/ui/cost-list.ts';
import { initialState } from '../../src/ui/state.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';

const PLAIN = initialState('mono').lists.cost;
const names = (change: Partial<typeof PLAIN>, table: 'model' | 'project' = 'project') =>
  costItems(FLEET_COSTS, table, { ...PLAIN, ...change }).map(({ name }) => name);

describe('groups of costs', () => {
  test('stand in the order of their cost; what has no price comes last', () => {
    expect(names({}, 'model').slice(-2)).toEqual([null, 'house-model-7']);
    expect(names({})).toEqual(['api', 'infra', 'web', null]);
  });

  test('have shares that add up to all of it; nothing known of what has no price', () => {
    const shares = costItems(FLEET_COSTS, 'model', PLAIN).map(({ share }) => share);
    expect(shares.at(-1)).toBeNull();
    expect(shares.reduce<number>((sum, share) => sum + (share ?? 0), 0)).toBeCloseTo(1, 12);
  });

  test('keep their shares under a filter: of all, not of what is shown', () => {
    const [all] = costItems(FLEET_COSTS, 'project', PLAIN);
    const [only] = costItems(FLEET_COSTS, 'project', { ...PLAIN, filter: 'API' });
    expect(only).toEqual(all);
  });

  test('without a name are found by what they are called on the screen', () => {
    expect(names({ filter: 'no project' })).toEqual([null]);
  });

  test('a group called like the sign of no name is another one', () => {
    const costs = {
      ...FLEET_COSTS,
      byProject: ['-', null].map((name) => ({ ...FLEET_COSTS.byProject[0]!, name })),
    };
    expect(new Set(costItems(costs, 'project', PLAIN).map(({ id }) => id)).size).toBe(2);
  });

  test.each(COST_SORTS.map(({ column }, sort) => [column, sort] as const))(
    'sort by %s and back',
    (_, sort) => {
      const up = names({ sort, reversed: true }, 'model');
      expect(new Set(up)).toEqual(new Set(names({ sort }, 'model')));
      expect(up).not.toEqual(names({ sort }, 'model'));
    },
  );

  test('unpriced calls are found by model, harness and reason', () => {
    expect(unpricedItems(FLEET_COSTS, 'no price for').map(({ harness }) => harness)).toEqual(['codex']);
    expect(unpricedItems(FLEET_COSTS, 'opencode')).toHaveLength(1);
    expect(unpricedItems(FLEET_COSTS, '')).toHaveLength(2);
  });
});
