/** The lines above a session's sections: who it is, how it stands and how that is known, what it used. Pure. */

import type { SessionDetail } from '../domain/live.ts';
import { noun } from '../domain/noun.ts';
import {
  ageOf,
  type ClockFormat,
  formatCount,
  formatLogged,
  formatMoney,
  formatPercent,
  formatTokens,
} from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { fitSegments, fitText, gauge, resample, type Segment, sparkline, spread } from './layout.ts';
import { limitSegments } from './limits-line.ts';
import { contextRole, evidenceText, reasonText, stateRole, stateSegments } from './status.ts';
import type { AsOf } from './timeline.ts';

interface HeaderContext {
  readonly detail: SessionDetail;
  readonly moment: AsOf;
  readonly now: number;
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly clock: ClockFormat;
}

interface HeaderLine {
  /** 0 = never left out; the highest go first when lines are few. */
  readonly rank: number;
  readonly segments: readonly Segment[];
}

const NAME_WIDTH = 9;

/** At most `height` lines of `width` cells, in reading order, those of least worth left out. */
export function detailHeaderLines(context: HeaderContext, height: number): Segment[][] {
  const { width, glyphs } = context;
  const all: HeaderLine[] = [
    { rank: 0, segments: statusLine(context) },
    { rank: 3, segments: titleLine(context) },
    { rank: 4, segments: identityLine(context) },
    { rank: 6, segments: placeLine(context) },
    { rank: 1, segments: contextLine(context) },
    { rank: 2, segments: tokensLine(context) },
    { rank: 1, segments: costLine(context) },
    ...limitsLine(context),
    ...optionalLine(7, 'PR', context.detail.session.prUrl, glyphs),
    ...optionalLine(5, 'resume', context.detail.session.resumeCommand, glyphs),
  ];
  const ranks = all.map((line) => line.rank).sort((a, b) => a - b);
  const lastRank = ranks[height - 1] ?? Number.POSITIVE_INFINITY;
  return all
    .filter((line) => line.rank <= lastRank)
    .slice(0, height)
    .map((line) => fitSegments([{ text: ' ' }, ...line.segments], width, glyphs));
}

function statusLine({ detail, moment, now, width, glyphs, clock }: HeaderContext): Segment[] {
  const { session } = detail;
  const known: Segment = { text: `  ${evidenceText(session.statusEvidence, now)}`, role: 'dim' };
  const why = reasonText(session, glyphs);
  const reason: Segment[] = why === null ? [] : [{ text: `  ${why}`, role: stateRole(session) }];
  const right: Segment[] = moment.isNow
    ? [
        { text: 'started ', role: 'dim' },
        ...(width < 100 ? [] : [{ text: `${clock.date(session.startedAt)}, ` }]),
        { text: `${ageOf(session.startedAt, now)} ago` },
      ]
    : [{ text: `as of ${clock.time(moment.at)}, ${ageOf(moment.at, now)} ago`, role: 'accent', bold: true }];
  return spread([...stateSegments(session, now, glyphs), ...reason, known], right, width - 2, glyphs);
}

function titleLine({ detail }: HeaderContext): Segment[] {
  return [{ text: detail.session.title ?? detail.session.sessionId, bold: true }];
}

function identityLine({ detail, glyphs, width }: HeaderContext): Segment[] {
  const { session } = detail;
  const version = session.harnessVersion === null ? '' : ` ${session.harnessVersion}`;
  const effort = session.effort === null ? '' : ` (effort ${session.effort})`;
  const room = width - 2;
  const widths = [Math.floor(room * 0.33), Math.floor(room * 0.27)] as const;
  const cell = (name: string, value: string, cellWidth: number): Segment[] =>
    fitSegments(
      [{ text: fitText(name, NAME_WIDTH, glyphs), role: 'dim' }, { text: value }],
      cellWidth,
      glyphs,
    );
  return [
    ...cell('agent', session.agent, widths[0] - 1),
    { text: ' ' },
    ...cell('harness', `${session.harness}${version}`, widths[1] - 1),
    { text: ' ' },
    ...cell('model', `${session.model ?? '?'}${effort}`, room - widths[0] - widths[1]),
  ];
}

function placeLine({ detail, glyphs }: HeaderContext): Segment[] {
  const { session } = detail;
  const parts = [
    session.cwd,
    session.branch === null ? null : `on ${session.branch}`,
    session.project === null ? null : `project ${session.project}`,
    session.department === null ? null : `department ${session.department}`,
    session.taskIds.length === 0 ? null : `task ${session.taskIds.slice(0, 3).join(', ')}`,
  ].filter((part) => part !== null);
  return named('where', [{ text: parts.length === 0 ? '?' : parts.join(` ${glyphs.separator} `) }], glyphs);
}

function limitsLine({ detail, now, clock, glyphs }: HeaderContext): HeaderLine[] {
  const segments = limitSegments(detail.limits, now, clock, glyphs);
  return segments === null ? [] : [{ rank: 6, segments: named('limits', segments, glyphs) }];
}

const GAUGE_WIDTH = 24;

function contextLine({ detail, moment, glyphs, width }: HeaderContext): Segment[] {
  const { session, contextWindow, context } = detail;
  const share =
    moment.contextTokens !== null && contextWindow !== null
      ? moment.contextTokens / contextWindow
      : moment.isNow
        ? session.contextUtilization
        : null;
  const role = contextRole(share);
  const bar: Segment[] =
    share === null
      ? []
      : [
          {
            text: `${gauge(share, width >= 100 ? GAUGE_WIDTH : 10, glyphs)} `,
            role: role ?? 'accent',
            decorative: true,
          },
          { text: formatPercent(share), role, bold: true },
        ];
  const sent = moment.contextTokens === null ? '' : `  ${formatTokens(moment.contextTokens)}`;
  const window = contextWindow === null ? ' of an unknown window' : ` of ${formatTokens(contextWindow)}`;
  const compactions = `${formatLogged(session.compactions)} ${noun(session.compactions, 'compaction')}`;
  const until = moment.contextIndex === null ? [] : context.slice(0, moment.contextIndex + 1);
  const trend: Segment = {
    text: `  ${sparkline(
      resample(
        until.map((point) => point.tokens),
        24,
      ),
      glyphs,
    )}`,
    role: 'accent',
    decorative: true,
  };
  const text: Segment = { text: sent === '' ? '  ?' : sent + window, role: 'dim' };
  const counted: Segment = {
    text: `  ${compactions}`,
    role: (session.compactions ?? 0) > 0 ? 'warn' : 'dim',
  };
  return named('context', [...bar, text, counted, ...(width >= 100 ? [trend] : [])], glyphs);
}

function tokensLine({ detail, moment, glyphs }: HeaderContext): Segment[] {
  const { tokens, modelCalls } = detail.session;
  if (!moment.isNow) {
    return named(
      'tokens',
      [
        { text: formatTokens(moment.tokens), bold: true },
        { text: ` of ${formatTokens(tokens.total)} until then`, role: 'dim' },
      ],
      glyphs,
    );
  }
  const classes: readonly (readonly [string, number])[] = [
    ['in', tokens.input],
    ['cache read', tokens.cacheRead],
    ['cache write', tokens.cacheCreation],
    ['out', tokens.output],
    ['unclassified', tokens.unclassified],
  ];
  const shown = classes.filter(([name, count]) => count > 0 || name === 'in' || name === 'out');
  const reasoning = tokens.reasoning > 0 ? ` (${formatTokens(tokens.reasoning)} reasoning)` : '';
  const parts = shown.map(
    ([name, count]) => `${name} ${formatTokens(count)}${name === 'out' ? reasoning : ''}`,
  );
  return named(
    'tokens',
    [
      { text: formatTokens(tokens.total), bold: true },
      { text: `  ${parts.join(` ${glyphs.separator} `)}`, role: 'dim' },
      { text: `  in ${formatLogged(modelCalls)} ${noun(modelCalls, 'call')}`, role: 'dim' },
    ],
    glyphs,
  );
}

function costLine({ detail, moment, glyphs }: HeaderContext): Segment[] {
  const { session, priceSource } = detail;
  if (!moment.isNow) {
    return named(
      'cost',
      [
        { text: formatMoney(moment.costUsdMicros), bold: true },
        { text: ` of ${formatMoney(session.costUsdMicros)} until then`, role: 'dim' },
      ],
      glyphs,
    );
  }
  const parts: Segment[] = [
    { text: formatMoney(session.costUsdMicros), bold: true },
    {
      text: session.costBasis === null ? '  no price known' : `  ${session.costBasis}, ${priceSource}`,
      role: 'dim',
    },
  ];
  if (session.reportedCostUsdMicros !== null) {
    parts.push({ text: `  harness says ${formatMoney(session.reportedCostUsdMicros)}`, role: 'dim' });
  }
  if (session.unpricedCalls > 0) {
    parts.push({
      text: `  ${formatCount(session.unpricedCalls)} ${noun(session.unpricedCalls, 'call')} without a price`,
      role: 'warn',
    });
  }
  if (session.rollup.sessions > 1) {
    const below = session.rollup.sessions - 1;
    const family = `  with ${below} ${noun(below, 'sub-agent')} ${formatMoney(session.rollup.costUsdMicros)}`;
    parts.push({ text: family, role: 'dim' });
  }
  return named('cost', parts, glyphs);
}

function optionalLine(rank: number, name: string, value: string | null, glyphs: Glyphs): HeaderLine[] {
  return value === null ? [] : [{ rank, segments: named(name, [{ text: value }], glyphs) }];
}

function named(name: string, value: readonly Segment[], glyphs: Glyphs): Segment[] {
  return [{ text: fitText(name, NAME_WIDTH, glyphs), role: 'dim' }, ...value];
}
