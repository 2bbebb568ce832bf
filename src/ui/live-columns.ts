/** The columns of the live view (UX.md). */

import type { LiveRow } from '../domain/live.ts';
import type { Column } from './columns.ts';
import { LOG_DELETED } from './entry-text.ts';
import { ageOf, formatMoneyShort, formatPercent, formatTokens, shortModel } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { levelGlyph, type Segment, sparkline } from './layout.ts';
import type { LiveItem } from './live-list.ts';
import { contextRole, rowState, stateRole, stateSegments } from './status.ts';
import type { TextSource } from './text-cache.ts';

export interface LiveColumnContext {
  readonly now: number;
  readonly glyphs: Glyphs;
  readonly texts: TextSource;
}

export function liveColumns({ now, glyphs, texts }: LiveColumnContext): Column<LiveItem>[] {
  const quiet = ({ row }: LiveItem) => (isQuiet(row) ? ({ role: 'dim' } as const) : {});
  return [
    {
      id: 'status',
      title: 'STATUS',
      align: 'left',
      min: 13,
      max: 18,
      rank: 0,
      cell: (item) => statusCell(item, now, glyphs),
    },
    {
      id: 'agent',
      title: 'AGENT',
      align: 'left',
      min: 10,
      max: 22,
      rank: 0,
      cell: (item) => agentCell(item),
    },
    {
      id: 'project',
      title: 'PROJECT/BRANCH',
      align: 'left',
      min: 9,
      max: 24,
      rank: 5,
      cell: (item) => projectCell(item, glyphs),
    },
    {
      id: 'model',
      title: 'MODEL',
      align: 'left',
      min: 9,
      max: 14,
      rank: 7,
      cell: (item) => [{ text: item.row.model === null ? '?' : shortModel(item.row.model), ...quiet(item) }],
    },
    {
      id: 'context',
      title: 'CTX',
      align: 'right',
      min: 6,
      max: 6,
      rank: 3,
      cell: ({ row }) => contextCell(row, glyphs),
    },
    {
      id: 'tokens',
      lead: 1,
      title: 'TOK',
      align: 'right',
      min: 4,
      max: 4,
      rank: 6,
      cell: (item) => [{ text: formatTokens(shownTokens(item)), ...quiet(item) }],
    },
    {
      id: 'cost',
      title: 'COST',
      align: 'right',
      min: 6,
      max: 6,
      rank: 1,
      cell: (item) => [{ text: formatMoneyShort(shownCost(item)), ...quiet(item) }],
    },
    {
      id: 'rate',
      lead: 1,
      title: 'RATE',
      align: 'left',
      min: 8,
      max: 8,
      rank: 8,
      cell: ({ row }) => [{ text: sparkline(row.rate, glyphs), role: 'accent', decorative: true }],
    },
    {
      id: 'age',
      title: 'AGE',
      align: 'right',
      min: 4,
      max: 4,
      rank: 4,
      cell: (item) => [{ text: ageOf(item.row.startedAt, now), ...quiet(item) }],
    },
    {
      id: 'now',
      lead: 1,
      title: 'NOW',
      align: 'left',
      min: 14,
      max: 60,
      rank: 2,
      grows: true,
      cell: ({ row }) => nowCell(row, texts, glyphs),
    },
  ];
}

function isQuiet(row: LiveRow): boolean {
  const state = rowState(row);
  return state === 'idle' || state === 'ended' || state === 'unknown';
}

function statusCell({ row, depth }: LiveItem, now: number, glyphs: Glyphs): Segment[] {
  const branch: Segment[] =
    depth === 0
      ? []
      : [{ text: `${'  '.repeat(Math.min(depth, 3) - 1)} ${glyphs.branch} `, role: 'dim', decorative: true }];
  // Under its parent there is no room for since-when: the word matters more.
  const state = stateSegments(row, now, glyphs);
  return depth === 0 ? state : [...branch, ...state.slice(0, 2)];
}

function agentCell({ row, hiddenChildren }: LiveItem): Segment[] {
  const name: Segment = isQuiet(row) ? { text: row.agent, role: 'dim' } : { text: row.agent };
  return hiddenChildren === 0 ? [name] : [name, { text: ` +${hiddenChildren}`, role: 'dim' }];
}

function projectCell({ row }: LiveItem, glyphs: Glyphs): Segment[] {
  if (row.branch === null) {
    return [{ text: row.project ?? '', ...(isQuiet(row) ? { role: 'dim' as const } : {}) }];
  }
  const project: Segment[] =
    row.project === null
      ? []
      : [
          { text: row.project, ...(isQuiet(row) ? { role: 'dim' as const } : {}) },
          { text: ` ${glyphs.separator} `, role: 'dim' },
        ];
  return [...project, { text: row.branch, role: 'dim' }];
}

function contextCell(row: LiveRow, glyphs: Glyphs): Segment[] {
  const share = row.contextUtilization;
  if (share === null) {
    return [{ text: '?', role: 'dim' }];
  }
  const role = contextRole(share) ?? (isQuiet(row) ? 'dim' : undefined);
  return [
    { text: `${levelGlyph(share, glyphs)} `, role: role ?? 'accent', decorative: true },
    { text: formatPercent(share).padStart(4), role },
  ];
}

/** A main session stands for its sub-agents too: what the work cost is what a user wants to see. */
function shownTokens({ row, depth }: LiveItem): number {
  return depth === 0 ? row.rollup.tokens.total : row.tokens.total;
}

function shownCost({ row, depth }: LiveItem): number | null {
  return depth === 0 ? row.rollup.costUsdMicros : row.costUsdMicros;
}

/** What it does now; why it needs a person, where that is known; else what it was about. */
function nowCell(row: LiveRow, texts: TextSource, glyphs: Glyphs): Segment[] {
  const reason: Segment[] =
    row.attentionReason === null ? [] : [{ text: row.attentionReason, role: stateRole(row) }];
  const doing = isQuiet(row) ? titleOf(row) : doingNow(row, texts);
  if (reason.length === 0) {
    return doing;
  }
  return doing.length === 0 ? reason : [...reason, { text: ` ${glyphs.separator} `, role: 'dim' }, ...doing];
}

function doingNow(row: LiveRow, texts: TextSource): Segment[] {
  if (row.nowPlace === null) {
    return row.nowTool === null ? titleOf(row) : [{ text: row.nowTool }];
  }
  const text = texts.read(row.nowPlace);
  return text === null ? [{ text: LOG_DELETED, role: 'dim' }] : [{ text: text.headline }];
}

function titleOf(row: LiveRow): Segment[] {
  return row.title === null ? [] : [{ text: row.title, role: 'dim' }];
}
