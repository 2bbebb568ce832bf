/** The lines under the costs: how fast money goes now, where that leads, budgets, limits, the cache, and what has no price. Pure. */

import type { BudgetReport, BudgetState, CostLimit, CostsReport, Projection } from '../domain/costs.ts';
import { noun } from '../domain/noun.ts';
import {
  type ClockFormat,
  formatCount,
  formatMoney,
  formatMoneyShort,
  formatPercent,
  formatTokens,
} from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { fitText, gauge, type Segment } from './layout.ts';
import { HIGH_PERCENT, whenText, windowName } from './limits-line.ts';
import type { Role } from './theme.ts';

export interface PaneFrame {
  readonly now: number;
  readonly clock: ClockFormat;
  readonly glyphs: Glyphs;
  readonly width: number;
  /** Most lines. */
  readonly height: number;
}

const LABEL_WIDTH = 10;
/** From so many lines on, the day and the month have one each. */
const ROOMY = 6;
const BAR = 12;

type Line = Segment[];

/** As many as there is room for; the last one says what was left out. */
export function costPaneLines(costs: CostsReport, frame: PaneFrame): Line[] {
  const { height } = frame;
  const lines = outlookLines(costs, frame);
  if (lines.length <= height) return lines;
  const more: Line = [
    { text: `${lines.length - height + 1} more lines: b leads to all of them`, role: 'dim' },
  ];
  return height < 2 ? lines.slice(0, height) : [...lines.slice(0, height - 1), more];
}

/** All of them, whatever `height` is; where it is small, burn, day and month take two lines and not three. */
export function outlookLines(costs: CostsReport, frame: PaneFrame): Line[] {
  return [
    ...burnLines(costs, frame),
    ...costs.budgets.toSorted((a, b) => b.share - a.share).map((budget) => budgetLine(budget, frame)),
    ...unpricedLine(costs),
    ...costs.limits.filter(({ resetsAt }) => resetsAt === null || resetsAt > frame.now).map(limitOf(frame)),
    ...cacheLine(costs),
  ];
}

function burnLines({ burn }: CostsReport, { height }: PaneFrame): Line[] {
  const speed: Line = [
    burn.usdMicrosPerHour === null
      ? { text: 'unpriced', role: 'warn' }
      : { text: `${formatMoney(burn.usdMicrosPerHour)} an hour`, bold: true },
    {
      text: ` ${formatTokens(burn.tokensPerHour)} ${noun(burn.tokensPerHour, 'token')} an hour`,
      role: 'dim',
    },
  ];
  const day = spentLine(burn.dayUsdMicros, burn.projectedDay, 'by midnight');
  const month = spentLine(burn.monthUsdMicros, burn.projectedMonth, 'by its end');
  if (height >= ROOMY)
    return [labelled('burn', speed), labelled('today', day), labelled('this month', month)];
  const short = (spent: number, { low, high }: Projection): string =>
    `${formatMoneyShort(spent)}${low === null || high === null ? '' : `, end ${formatMoneyShort(low)} to ${formatMoneyShort(high)}`}`;
  return [
    labelled('burn', [
      burn.usdMicrosPerHour === null
        ? (speed[0] as Segment)
        : { text: `${formatMoneyShort(burn.usdMicrosPerHour)}/h`, bold: true },
      { text: '  today ', role: 'dim' },
      { text: short(burn.dayUsdMicros, burn.projectedDay) },
    ]),
    labelled('this month', [{ text: short(burn.monthUsdMicros, burn.projectedMonth) }]),
  ];
}

/** `$12.40 so far, by midnight $15.10 to $22.00 (median $18.20 of 14 days)`. */
function spentLine(spent: number, { value, low, high, n, state }: Projection, when: string): Line {
  const so: Line = [
    { text: formatMoney(spent), bold: true },
    { text: ` so far, ${when} `, role: 'dim' },
  ];
  if (state !== 'ok' || low === null || high === null)
    return [...so, { text: `${state.replaceAll('_', ' ')} (${n} ${noun(n, 'day')} like it)`, role: 'dim' }];
  return [
    ...so,
    { text: `${formatMoney(low)} to ${formatMoney(high)}` },
    { text: ` (80 %; median ${formatMoney(value)} of ${n} ${noun(n, 'day')})`, role: 'dim' },
  ];
}

const BUDGET_LOOKS: Readonly<Record<BudgetState, { readonly word: string; readonly role: Role }>> = {
  ok: { word: 'ok', role: 'ok' },
  warning: { word: 'near', role: 'warn' },
  over: { word: 'over', role: 'bad' },
};

function budgetLine(budget: BudgetReport, { clock, glyphs, width }: PaneFrame): Line {
  if (budget.unknown !== null) return idleBudgetLine(budget, budget.unknown);
  const { word, role } = BUDGET_LOOKS[budget.state];
  const of = [budget.project, budget.agent].filter((name) => name !== null).join(', ');
  return labelled('budget', [
    { text: fitText(word, 5, glyphs), role, bold: true },
    { text: `${formatMoney(budget.spentUsdMicros)}${budget.unpricedCalls > 0 ? '+' : ''}`, bold: true },
    { text: ` of ${formatMoney(budget.limitUsdMicros)} ` },
    ...(width < 70
      ? []
      : [{ text: `${gauge(budget.share, BAR, glyphs)} `, role, decorative: true } satisfies Segment]),
    { text: `${formatPercent(budget.share)} ` },
    { text: `a ${budget.period}${of === '' ? '' : ` for ${of}`}` },
    { text: `, until ${clock.date(budget.endsAt).slice(0, 10)}`, role: 'dim' },
  ]);
}

/** A wrong name must not look like a budget that is kept. */
function idleBudgetLine(budget: BudgetReport, kind: 'agent' | 'project'): Line {
  return labelled('budget', [
    { text: `no such ${kind} yet`, role: 'warn', bold: true },
    { text: `: ${budget[kind]}` },
    { text: `, ${formatMoney(budget.limitUsdMicros)} a ${budget.period}`, role: 'dim' },
  ]);
}

/** The vendor's word, or a count of our own that is called one: what it is of is not known then. */
function limitOf({ now, clock }: PaneFrame): (limit: CostLimit) => Line {
  return ({ harness, origin, windowMinutes, usedPercent, resetsAt, plan, tokens, costUsdMicros }) => {
    const until = resetsAt === null ? '' : `, until ${whenText(resetsAt, now, clock)}`;
    const window = windowName(windowMinutes);
    if (origin === 'estimate')
      return labelled('limit', [
        { text: `${harness} ${window} ` },
        {
          text: `${formatTokens(tokens)} ${noun(tokens, 'token')}, ${formatMoney(costUsdMicros)}`,
          bold: true,
        },
        { text: `${until}  own count: an estimate`, role: 'dim' },
      ]);
    const isHigh = usedPercent !== null && usedPercent >= HIGH_PERCENT;
    return labelled('limit', [
      { text: `${harness} ${window} ` },
      {
        text: usedPercent === null ? '?' : formatPercent(usedPercent / 100),
        bold: true,
        ...(isHigh ? { role: 'warn' } : {}),
      },
      { text: `${until}${plan === null ? '' : ` (${plan})`}  as the vendor said`, role: 'dim' },
    ]);
  };
}

/** What was read from caches, weighed over all calls of the range, and what that saved against no cache at all. */
function cacheLine({ byHarness }: CostsReport): Line[] {
  const tokens = byHarness.map((row) => row.tokens);
  const sum = (of: (row: (typeof tokens)[number]) => number): number =>
    tokens.reduce((all, row) => all + of(row), 0);
  const read = sum(({ cacheRead }) => cacheRead);
  const input = sum((row) => row.input + row.cacheRead + row.cacheCreation);
  const known = byHarness.filter(({ cacheSavedUsdMicros }) => cacheSavedUsdMicros !== null);
  if (input === 0) return [];
  const saved = known.reduce((all, row) => all + (row.cacheSavedUsdMicros as number), 0);
  return [
    labelled('cache', [
      { text: formatPercent(read / input), bold: true },
      { text: ' of input was read from a cache' },
      ...(known.length === 0
        ? []
        : saved < 0
          ? [{ text: `; writing it cost ${formatMoney(-saved)} more than that saved` }]
          : [{ text: ', which saved ' }, { text: formatMoney(saved), bold: true }]),
    ]),
  ];
}

function unpricedLine({ unpriced }: CostsReport): Line[] {
  if (unpriced.length === 0) return [];
  const calls = unpriced.reduce((sum, row) => sum + row.calls, 0);
  const models = [...new Set(unpriced.map(({ model }) => model))];
  return [
    labelled('unpriced', [
      { text: `${formatCount(calls)} ${noun(calls, 'call')} `, role: 'warn', bold: true },
      { text: '(b lists why): ', role: 'dim' },
      { text: models.join(', ') },
    ]),
  ];
}

function labelled(label: string, rest: Line): Line {
  return [{ text: label.padEnd(LABEL_WIDTH), role: 'dim' }, { text: ' ' }, ...rest];
}
