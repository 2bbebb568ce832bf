/** What the group key goes through in each view, and the periods of the costs. Pure. */

import { PERIODS } from '../domain/days.ts';
import { GROUP_KEYS } from '../domain/performance.ts';
import { COST_TABLES, type CostTable } from './cost-list.ts';
import { MODEL_TABLES } from './model-list.ts';
import { neighbour, START, type UiState, type ViewId, withCursor } from './state.ts';

interface GroupStep {
  readonly next: (state: UiState) => UiState;
  /** What it has come to. */
  readonly notice: (state: UiState) => string;
}

const CARDS: GroupStep = {
  next: (state) => withCursor({ ...state, group: neighbour(GROUP_KEYS, state.group, 1) }, 'agents', START),
  notice: ({ group }) => `cards of each ${group}`,
};

const COST_NOTICES: Partial<Record<CostTable, string>> = {
  unpriced: 'calls without a price',
  limits: 'burn, budgets and limits',
};

/** Views that have tables of their own; the others share the kinds of cards. */
const STEPS: Partial<Record<ViewId, GroupStep>> = {
  models: {
    next: (state) =>
      withCursor({ ...state, modelTable: neighbour(MODEL_TABLES, state.modelTable, 1) }, 'models', START),
    notice: ({ modelTable }) => `models: ${modelTable}`,
  },
  cost: {
    next: (state) =>
      withCursor({ ...state, costTable: neighbour(COST_TABLES, state.costTable, 1) }, 'cost', START),
    notice: ({ costTable }) => COST_NOTICES[costTable] ?? `cost by ${costTable}`,
  },
};

export function stepGroup(state: UiState): GroupStepped {
  const { next, notice } = STEPS[state.view] ?? CARDS;
  const stepped = next(state);
  return { state: stepped, notice: notice(stepped) };
}

interface GroupStepped {
  readonly state: UiState;
  readonly notice: string;
}

/** The costs by the next longer period; behind months by the day again. */
export function stepGrain(state: UiState): UiState {
  return { ...state, costGrain: neighbour(PERIODS, state.costGrain, 1) };
}
