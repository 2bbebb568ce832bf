/** Columns of the costs by group, and of what has no price. Pure. */

import type { CostFigures, UnpricedCalls } from '../domain/costs.ts';
import { left, right } from './column-makers.ts';
import type { Column } from './columns.ts';
import { type CostGroup, type CostItem, groupName, reasonText } from './cost-list.ts';
import { formatCount, formatMoney, formatPercent, formatTokens, shortModel } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { fitText, gauge, type Segment } from './layout.ts';

const PERCENT_WIDTH = 4;
/** Cells of a share bar that grows to its room. */
const LEAST_BAR = 6;
const MOST_BAR = 30;

export function costColumns(table: CostGroup, glyphs: Glyphs): Column<CostItem>[] {
  return [
    left('name', table.toUpperCase(), 14, 40, 0, (item) => {
      const text = groupName(item);
      return [
        { text: table === 'model' ? shortModel(text) : text, role: item.name === null ? 'dim' : undefined },
      ];
    }),
    {
      ...left<CostItem>('share', 'SHARE', PERCENT_WIDTH + 3 + LEAST_BAR, 40, 1, ({ share }, width) =>
        shareSegments(share, width, glyphs),
      ),
      grows: true,
    },
    right('cost', 'COST', 7, 8, 0, ({ figures }) => [costSegment(figures)]),
    left('range', 'TO', 7, 8, 6, ({ figures }) => [{ text: upTo(figures), role: 'dim' }]),
    left('basis', 'BASIS', 9, 9, 3, ({ figures }) => [
      figures.costBasis === null && figures.unpricedCalls > 0
        ? { text: 'unpriced', role: 'warn' }
        : { text: figures.costBasis ?? '', role: 'dim' },
    ]),
    right('reported', 'LOGGED', 6, 8, 8, ({ figures: { reportedCostUsdMicros: told } }) => [
      { text: told === null ? '' : formatMoney(told), role: 'dim' },
    ]),
    ...(table === 'task type' ? taskColumns() : []),
    right('tokens', 'TOK', 5, 5, 2, ({ figures }) => [{ text: formatTokens(figures.tokens.total) }]),
    right('calls', 'CALLS', 6, 7, 4, ({ figures }) => [{ text: formatCount(figures.modelCalls) }]),
    right('cache', 'CACHE', 6, 6, 5, ({ figures }) => [{ text: formatPercent(figures.cacheReadShare) }]),
    right('saved', 'SAVED', 7, 8, 7, ({ figures }) => [
      { text: formatMoney(figures.cacheSavedUsdMicros), role: 'dim' },
    ]),
  ];
}

/** What a task and a success of the type cost: with all that completed tasks took, whenever they took it. N is how many both are of. */
function taskColumns(): Column<CostItem>[] {
  const count = (tasks: number | undefined): Segment[] => [
    { text: tasks === undefined ? '' : formatCount(tasks) },
  ];
  const money = (usdMicros: number | null | undefined): Segment[] => [
    { text: usdMicros === undefined ? '' : formatMoney(usdMicros) },
  ];
  return [
    right('tasks', 'TASKS', 5, 6, 1, ({ task }) => count(task?.tasks)),
    right('costed', 'N', 3, 5, 4, ({ task }) => count(task?.tasksCosted)),
    right('per-task', '$/TASK', 6, 8, 1, ({ task }) => money(task?.costPerTaskUsdMicros)),
    right('per-success', '$/SUCC', 6, 8, 1, ({ task }) => money(task?.costPerSuccessUsdMicros)),
  ];
}

/** With a plus where some of the calls have no price. */
function costSegment({ costUsdMicros, unpricedCalls }: CostFigures): Segment {
  const more = costUsdMicros !== null && unpricedCalls > 0 ? '+' : '';
  return { text: `${formatMoney(costUsdMicros)}${more}`, bold: true };
}

/** Where an estimate may go; empty where the cost is one number. */
function upTo({ costLowUsdMicros: low, costHighUsdMicros: high }: CostFigures): string {
  return low === high ? '' : formatMoney(high);
}

function shareSegments(share: number | null, width: number, glyphs: Glyphs): Segment[] {
  const percent: Segment = { text: fitText(formatPercent(share), PERCENT_WIDTH, glyphs, 'right') };
  if (share === null) return [percent];
  const room = Math.min(MOST_BAR, (Number.isFinite(width) ? width : MOST_BAR) - PERCENT_WIDTH - 3);
  if (room < LEAST_BAR) return [percent];
  return [percent, { text: ` ${gauge(share, room, glyphs)}`, role: 'accent', decorative: true }];
}

export function unpricedColumns(): Column<UnpricedCalls>[] {
  return [
    { ...left<UnpricedCalls>('model', 'MODEL', 16, 60, 0, ({ model }) => [{ text: model }]), grows: true },
    left('harness', 'HARNESS', 8, 14, 1, ({ harness }) => [{ text: harness, role: 'dim' }]),
    left('reason', 'WHY THERE IS NO PRICE', 16, 34, 0, ({ reason }) => [
      { text: reasonText(reason), role: 'warn' },
    ]),
    right('calls', 'CALLS', 6, 8, 0, ({ calls }) => [{ text: formatCount(calls) }]),
    right('tokens', 'TOK', 5, 5, 0, ({ tokens }) => [{ text: formatTokens(tokens) }]),
  ];
}
