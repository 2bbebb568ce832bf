/** A performance card as lines of text: who, how much, how well, at what cost, and where it is going (UX.md). Pure. */

import type { MetricCell } from '../domain/metric.ts';
import { noun } from '../domain/noun.ts';
import type { AgentReport, Score } from '../domain/performance.ts';
import { cutLines } from './cut-lines.ts';
import { formatCount, formatDuration, formatMoney, formatTokens, shortModel } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { firstThatFits, fitSegments, fitText, type Segment, segmentsWidth } from './layout.ts';
import { cellSegments, cellValue, metricLook, trendLine, trendSign, trendWord } from './metric-text.ts';

export interface CardFrame {
  readonly width: number;
  /** Most lines. */
  readonly height: number;
  readonly selected: boolean;
  readonly glyphs: Glyphs;
}

/** Metrics that a card follows over the windows. */
const FOLLOWED = ['success_rate', 'median_completion_time_ms', 'median_cost_per_task'] as const;
/** Cells before every line but the first. */
const INDENT = 3;
const LABEL_WIDTH = 14;
/** Cells that a name has before its tally takes any. */
const NAME_ROOM = 36;

/** Fields beside each other. */
const columnsOf = (width: number): number => (width >= 100 ? 3 : 2);

/** Lines of a card, as many as `body` has room for: title, fields, two lines of work, windows. */
export function cardHeight(width: number, body: number): number {
  const fields = Math.ceil(FIELDS.length / columnsOf(width));
  return Math.min(body, 1 + fields + 2 + 1 + FOLLOWED.length);
}

export function cardLines(card: AgentReport, frame: CardFrame): Segment[][] {
  const { width, glyphs } = frame;
  const lines = [
    titleLine(card, frame),
    ...fieldLines(card, width, glyphs),
    indented(work(card, glyphs), width, glyphs),
    indented(collaboration(card.collaborationScore, glyphs), width, glyphs),
    ...windowLines(card, width, glyphs),
  ];
  return cutLines(lines, frame);
}

/** `▌─ rig/polecats/nux · claude_code · opus-4-6 · api ──────── 42 done  3 failed  2 unknown ─`: a rule that begins a card. */
function titleLine(card: AgentReport, { width, selected, glyphs }: CardFrame): Segment[] {
  const dot: Segment = { text: ` ${glyphs.separator} `, role: 'dim' };
  const lists = [card.harnesses, card.models.map(shortModel), card.by === 'project' ? [] : card.projects];
  const facts = [
    ...lists.filter((list) => list.length > 0).map(shortList),
    ...(card.department === null || card.by === 'department' ? [] : [card.department]),
  ];
  const rule = (count: number): Segment => ({
    text: glyphs.horizontal.repeat(Math.max(0, count)),
    role: 'dim',
    decorative: true,
  });
  const tallies = tally(card).map((_, end, counts) => counts.slice(0, counts.length - end).flat());
  const right: Segment[] = [
    { text: ' ' },
    ...firstThatFits(tallies, width - Math.max(NAME_ROOM, width / 2)),
    { text: ' ' },
    rule(1),
  ];
  const lead: Segment[] = [
    { text: selected ? glyphs.cursor : glyphs.horizontal, role: selected ? 'accent' : 'dim' },
    rule(1),
    { text: ` ${nameOf(card)}`, role: selected ? 'accent' : undefined, bold: true },
  ];
  const left = [...lead, ...facts.flatMap((text): Segment[] => [dot, { text, role: 'dim' }]), { text: ' ' }];
  const room = Math.max(0, width - segmentsWidth(right) - 1);
  const wanted = Math.min(room, segmentsWidth(left));
  return [...fitSegments(left, wanted, glyphs), rule(width - wanted - segmentsWidth(right)), ...right];
}

export function nameOf({ name, by }: Pick<AgentReport, 'name' | 'by'>): string {
  return name ?? `no ${by}`;
}

/** Tasks done, failed, unknown, open and left out, those that are none left away. */
function tally(card: AgentReport): Segment[][] {
  const counts: readonly (readonly [number, string, Segment['role']])[] = [
    [card.tasksCompleted, 'done', 'ok'],
    [card.tasksFailed, 'failed', 'bad'],
    [card.tasksUnknown, 'unknown', 'dim'],
    [card.tasksOpen, 'open', 'dim'],
    [card.tasksLeftOut, 'left out', 'warn'],
  ];
  const shown = counts.filter(([count], index) => index === 0 || count > 0);
  return shown.map(([count, word, role], index): Segment[] => [
    { text: `${index === 0 ? '' : '  '}${formatCount(count)}`, bold: true, role: count > 0 ? role : 'dim' },
    { text: ` ${word}`, role: 'dim' },
  ]);
}

type Field = readonly [label: string, value: (card: AgentReport, glyphs: Glyphs) => Segment[]];

const cell =
  (id: string, of: (card: AgentReport) => MetricCell): Field[1] =>
  (card) =>
    cellSegments(of(card), metricLook(id).format);

/** What a card says of quality, time, money and work, most wanted first. */
const FIELDS: readonly Field[] = [
  ['quality', cell('quality_rate', (card) => card.qualityRate)],
  ['time to close', cell('median_completion_time_ms', (card) => card.medianCompletionTimeMs)],
  ['cost/task', cell('median_cost_per_task', (card) => card.medianCostPerTask)],
  ['success', cell('success_rate', (card) => card.successRate)],
  ['first shot', cell('first_shot_rate', (card) => card.firstShotRate)],
  ['cost/success', cell('cost_per_success', (card) => card.costPerSuccess)],
  ['usage', usage],
  ['sessions', sessions],
  ['quality score', cell('avg_quality_score', (card) => card.avgQualityScore.cell)],
];

function usage(card: AgentReport, glyphs: Glyphs): Segment[] {
  return [
    { text: `${formatTokens(card.tokens?.total ?? null)} tok`, bold: true },
    { text: ` ${glyphs.separator} ${formatMoney(card.costUsdMicros)}` },
  ];
}

function sessions(card: AgentReport, glyphs: Glyphs): Segment[] {
  const hours = card.sessionDurationMs === null ? [] : [hoursOf(card.sessionDurationMs)];
  const { toolCalls } = card;
  const tools = `${toolCalls === null ? 'n/a' : formatTokens(toolCalls)} ${noun(toolCalls, 'tool')}`;
  const rest = [...hours, tools].map((text) => ` ${glyphs.separator} ${text}`).join('');
  return [{ text: formatCount(card.sessions), bold: true }, { text: rest }];
}

const hoursOf = (ms: number): string =>
  ms < 3_600_000 ? formatDuration(ms) : `${formatTokens(ms / 3_600_000)} h`;

/** What the ledger adds: those that are none are left away. */
function work(card: AgentReport, glyphs: Glyphs): Segment[] {
  const counts: readonly (readonly [number, string, Segment['role']])[] = [
    [card.beadsClosed, noun(card.beadsClosed, 'bead'), undefined],
    [card.moleculeSteps, noun(card.moleculeSteps, 'step'), undefined],
    [card.convoys, noun(card.convoys, 'convoy'), undefined],
    [card.escalations, 'escalated', 'warn'],
  ];
  const shown = counts.filter(([count]) => count > 0);
  const label: Segment = { text: fitText('work', LABEL_WIDTH, glyphs), role: 'dim' };
  if (shown.length === 0) {
    return [label, { text: 'no bead, no escalation', role: 'dim' }];
  }
  const words = shown.map(([count, word, role], index) => ({
    text: `${index === 0 ? '' : ` ${glyphs.separator} `}${formatCount(count)} ${word}`,
    role,
  }));
  return [label, ...words];
}

function fieldLines(card: AgentReport, width: number, glyphs: Glyphs): Segment[][] {
  const columns = columnsOf(width);
  const fieldWidth = Math.floor((width - INDENT) / columns);
  const lines: Segment[][] = [];
  for (let at = 0; at < FIELDS.length; at += columns) {
    const line = FIELDS.slice(at, at + columns).flatMap(([label, value]) => {
      const whole = value(card, glyphs);
      const shown = firstThatFits([whole, withoutInterval(whole)], fieldWidth - LABEL_WIDTH - 1);
      const lead: Segment = { text: fitText(label, LABEL_WIDTH, glyphs), role: 'dim' };
      return spaced([lead, ...shown], fieldWidth, glyphs);
    });
    lines.push(indented(line, width, glyphs));
  }
  return lines;
}

/** The interval gives way before n does. */
function withoutInterval(segments: readonly Segment[]): Segment[] {
  return segments.map((segment) => ({ ...segment, text: segment.text.replace(/ \([^)]*\)/u, '') }));
}

/** `collaboration  0.71 (0.60-0.80) n 14: handoffs 0.90 ×6 · rework 0.60 ×8`. */
function collaboration(score: Score, glyphs: Glyphs): Segment[] {
  const { format, label } = metricLook('collaboration_score');
  const parts = score.parts.filter(({ value }) => value !== null);
  return [
    { text: fitText(label, LABEL_WIDTH, glyphs), role: 'dim' },
    ...cellSegments(score.cell, format),
    ...parts.map(
      ({ part, value, n }, index): Segment => ({
        text: `${index === 0 ? ': ' : ` ${glyphs.separator} `}${part.replaceAll('_', ' ')} ${format(value as number)} ${glyphs.times}${n}`,
        role: 'dim',
      }),
    ),
  ];
}

/** The windows side by side: value, line and word of each followed metric. */
function windowLines(card: AgentReport, width: number, glyphs: Glyphs): Segment[][] {
  const { windows, trends } = card;
  const room = Math.floor((width - INDENT - LABEL_WIDTH) / Math.max(1, windows.length));
  const heading = windows.map(({ days }) => fitText(`${days} ${noun(days, 'day')}`, room, glyphs)).join('');
  const rows = FOLLOWED.map((id) => {
    const { label, format } = metricLook(id);
    const cells = windows.flatMap(({ days, metrics }) => {
      const trend = trends.find((one) => one.metric === id && one.trend.windowDays === days)?.trend;
      const value: Segment = { text: fitText(valueText(metrics[id], format), 7, glyphs) };
      const word = trend === undefined ? [] : [room < 18 ? trendSign(trend, glyphs) : trendWord(trend)];
      const line = room - 7 - 18 - 1;
      const drawn: Segment[] =
        trend === undefined || line < 4 || trend.points.length === 0
          ? []
          : [
              {
                text: fitText(trendLine(trend, Math.min(line, 14), glyphs), Math.min(line, 14) + 1, glyphs),
                role: 'accent',
                decorative: true,
              },
            ];
      return spaced([value, ...drawn, ...word], room, glyphs);
    });
    return indented([{ text: fitText(label, LABEL_WIDTH, glyphs), role: 'dim' }, ...cells], width, glyphs);
  });
  return [indented([{ text: ' '.repeat(LABEL_WIDTH) + heading, role: 'dim' }], width, glyphs), ...rows];
}

function valueText(metric: MetricCell | undefined, format: (value: number) => string): string {
  return metric === undefined ? '' : cellValue(metric, format);
}

/** A cell that never touches the next one. */
function spaced(segments: readonly Segment[], width: number, glyphs: Glyphs): Segment[] {
  return [...fitSegments(segments, Math.max(0, width - 1), glyphs), { text: ' ' }];
}

function indented(segments: readonly Segment[], width: number, glyphs: Glyphs): Segment[] {
  return fitSegments([{ text: ' '.repeat(INDENT) }, ...segments], width, glyphs);
}

const LISTED = 2;

/** The first ones, and how many more. */
function shortList(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` +${more}` : '');
}
