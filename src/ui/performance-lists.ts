/** The lists of the views agents, models and cost, and of what lies open there, as they stand on the screen now. Pure. */

import type { UnpricedCalls } from '../domain/costs.ts';
import type { AgentReport, EstimateReport, PerformerRow } from '../domain/performance.ts';
import { cardHeight } from './agent-card.ts';
import { type CostItem, costItems, unpricedItems } from './cost-list.ts';
import { outlookLines } from './cost-pane.ts';
import type { Movable } from './cursor.ts';
import { visibleTop } from './cursor.ts';
import { clockFormat } from './format.ts';
import { type ActiveList, bodyOf, oncePerScreen, pane, rows, type Screen } from './list-parts.ts';
import { estimateItems, type ModelItem, modelItems } from './model-list.ts';
import { performerId, performerItems } from './performer-list.ts';
import { PERFORMER_SECTIONS } from './performer-sections.ts';
import { bodyWidth, costChartHeight, modelPaneHeight, mostCostPane, workSectionHeight } from './screen.ts';

type AgentsList = ActiveList & { items: PerformerRow[]; cardHeight: number };

export const agentsList = oncePerScreen((screen): AgentsList => {
  const { state, data, size } = screen;
  const items = performerItems(data.performers, state.lists.agents);
  const body = bodyOf(screen);
  const height = cardHeight(bodyWidth(size), body);
  return {
    id: 'agents',
    items,
    cardHeight: height,
    list: rows(items.map(performerId), Math.max(1, Math.floor(body / height)), 'first'),
  };
});

/** The cards that are on the screen; a last one may be cut. */
export function visibleCards(screen: Screen): AgentReport[] {
  const { items, list, cardHeight: height } = agentsList(screen);
  const top = visibleTop(screen.state.cursors.agents, list);
  const drawn = Math.ceil(bodyOf(screen) / height);
  return screen.data.cards.of(items.slice(top, top + drawn).map(({ name }) => name));
}

type ModelsList = ActiveList & { items: ModelItem[]; estimates: EstimateReport[] };

export const modelsList = oncePerScreen((screen): ModelsList => {
  const { state, data } = screen;
  const { filter } = state.lists.models;
  const body = bodyOf(screen);
  const table = state.modelTable;
  if (table === 'estimates') {
    const estimates = estimateItems(data.comparison, filter);
    return { id: 'models', items: [], estimates, list: pane(estimates.length, Math.max(1, body - 1)) };
  }
  const items = modelItems(data.comparison, table, filter);
  const height = Math.max(1, body - modelPaneHeight(body) - 1);
  const list: Movable = rows(
    items.map(({ id }) => id),
    height,
    'first',
  );
  return { id: 'models', items, estimates: [], list };
});

/** Neither clock nor width change how many lines there are. */
const ANY_FRAME = { clock: clockFormat('UTC'), width: 80 };

/** Lines that there are to say of burn, budgets and limits in a pane of `height` lines. */
function outlookCount({ data, glyphs }: Screen, height = Number.POSITIVE_INFINITY): number {
  return outlookLines(data.costs, { ...ANY_FRAME, height, now: data.now, glyphs }).length;
}

/** Lines of the pane under the costs, its rule included: no more than it has something to say in. */
export const costPaneHeight = oncePerScreen((screen): number => {
  const most = Math.min(mostCostPane(bodyOf(screen)) - 1, outlookCount(screen));
  return Math.min(most, outlookCount(screen, most)) + 1;
});

type CostList = ActiveList & { items: CostItem[]; unpriced: UnpricedCalls[] };

export const costList = oncePerScreen((screen): CostList => {
  const { state, data } = screen;
  const body = bodyOf(screen);
  const below = body - costChartHeight(body);
  if (state.costTable === 'limits') {
    const lines = outlookCount(screen);
    return { id: 'cost', items: [], unpriced: [], list: pane(lines, Math.max(1, below - 1)) };
  }
  const height = Math.max(1, below - costPaneHeight(screen) - 1);
  if (state.costTable === 'unpriced') {
    const unpriced = unpricedItems(data.costs, state.lists.cost.filter);
    return { id: 'cost', items: [], unpriced, list: pane(unpriced.length, height) };
  }
  const items = costItems(data.costs, state.costTable, state.lists.cost);
  const ids = items.map(({ id }) => id);
  return { id: 'cost', items, unpriced: [], list: rows(ids, height, 'first') };
});

/** The section of an agent that is open. */
export function workList(screen: Screen): ActiveList {
  const { state, data } = screen;
  const detail = data.performer;
  const below = workSectionHeight(bodyWidth(screen.size), bodyOf(screen)) - 1;
  if (detail === null) {
    return { id: 'work', list: pane(0, Math.max(1, below)) };
  }
  const section = PERFORMER_SECTIONS[state.performerSection];
  const foot = section.foot?.(detail) ?? null;
  const height = Math.max(1, below - (foot === null ? 0 : 1));
  const ids = section.ids(detail);
  return {
    id: 'work',
    list: ids === null ? pane(section.count(detail), height) : rows(ids, height, 'first'),
  };
}
