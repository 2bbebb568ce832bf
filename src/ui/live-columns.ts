/** The columns of the live view (UX.md). */

import type { LiveRow } from '../domain/live.ts';
import type { Column } from './columns.ts';
import { LOG_DELETED } from './entry-text.ts';
import { ageOf, formatMoneyShort, formatPercent, formatTokens, shortModel } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { cellWidth, levelGlyph, type Segment, segmentsWidth, shortPath, sparkline } from './layout.ts';
import type { LiveItem } from './live-list.ts';
import { contextRole, reasonText, rowState, stateRole, stateSegments } from './status.ts';
import type { TextSource } from './text-cache.ts';

/** The newest slices of a row's rate that are drawn: an hour and a half. */
const RATE_SLICES = 6;

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
      stride: 2,
      cell: (item) => statusCell(item, now, glyphs),
    },
    {
      id: 'agent',
      title: 'AGENT',
      align: 'left',
      min: 11,
      max: 28,
      rank: 0,
      cell: (item, width) => agentCell(item, width, glyphs),
    },
    {
      id: 'project',
      title: 'PROJECT/BRANCH',
      align: 'left',
      min: 8,
      max: 44,
      rank: 5,
      stride: 2,
      cell: (item, width) => projectCell(item, width, glyphs),
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
      min: RATE_SLICES,
      max: RATE_SLICES,
      rank: 8,
      cell: (item) => [
        {
          text: sparkline(item.row.rate.slice(-RATE_SLICES), glyphs),
          role: isQuiet(item.row) ? 'dim' : 'accent',
          decorative: true,
        },
      ],
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
      max: 21,
      rank: 2,
      grows: true,
      cell: ({ row }, width) => nowCell(row, width, texts, glyphs),
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

function agentCell({ row, hiddenChildren }: LiveItem, width: number, glyphs: Glyphs): Segment[] {
  const more: Segment[] = hiddenChildren === 0 ? [] : [{ text: ` +${hiddenChildren}`, role: 'dim' }];
  const text = shortPath(row.agent, width - segmentsWidth(more), glyphs);
  return [isQuiet(row) ? { text, role: 'dim' } : { text }, ...more];
}

/** Fewer cells of a branch than these say nothing. */
const LEAST_BRANCH = 4;

function projectCell({ row, sharesPlace }: LiveItem, width: number, glyphs: Glyphs): Segment[] {
  if (sharesPlace) {
    return [];
  }
  const role = isQuiet(row) ? ('dim' as const) : undefined;
  const { project, branch } = row;
  if (project === null || branch === null) {
    return [{ text: project ?? branch ?? '', role: project === null ? 'dim' : role }];
  }
  const name: Segment[] = [
    { text: project, role },
    { text: ` ${glyphs.separator} `, role: 'dim' },
  ];
  const room = width - segmentsWidth(name);
  return room < Math.min(LEAST_BRANCH, cellWidth(branch))
    ? name.slice(0, 1)
    : [...name, { text: branch, role: 'dim' }];
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

/** Fewer cells of what is done now than these say nothing beside a reason. */
const LEAST_DOING = 12;

/** Why it needs a person, where that is known, and what it does now; else what it was about. */
function nowCell(row: LiveRow, width: number, texts: TextSource, glyphs: Glyphs): Segment[] {
  const why = reasonText(row, glyphs);
  const reason: Segment[] = why === null ? [] : [{ text: why, role: stateRole(row) }];
  const doing = isQuiet(row) ? titleOf(row) : doingNow(row, texts);
  if (reason.length === 0) {
    return doing;
  }
  const both: Segment[] = [...reason, { text: ` ${glyphs.separator} `, role: 'dim' }, ...doing];
  const room = width - segmentsWidth(both.slice(0, 2));
  return room < Math.min(LEAST_DOING, segmentsWidth(doing)) || doing.length === 0 ? reason : both;
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
