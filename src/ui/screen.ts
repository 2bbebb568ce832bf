/** How the screen is divided at each size: the one place that knows how many lines a part has. Pure. */

import { cardHeight } from './agent-card.ts';
import type { SectionId } from './state.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

const MINIMUM: ScreenSize = { columns: 60, rows: 15 };
export const TOO_SMALL_TEXT = `terminal too small (need ${MINIMUM.columns}x${MINIMUM.rows})`;

export function isTooSmall({ columns, rows }: ScreenSize): boolean {
  return columns < MINIMUM.columns || rows < MINIMUM.rows;
}

/** Header, two edges of the frame, footer. */
const OUTER_LINES = 4;

/** Lines that are drawn: one less than the screen has, because Ink clears all of it for a full one (DESIGN.md 8.2). */
export function drawnLines({ rows }: ScreenSize): number {
  return Math.max(1, rows - 1);
}

/** Lines inside the frame. */
export function bodyHeight(size: ScreenSize, hasBanner: boolean): number {
  return drawnLines(size) - OUTER_LINES - (hasBanner ? 1 : 0);
}

/** Cells inside the frame. */
export function bodyWidth({ columns }: ScreenSize): number {
  return columns - 2;
}

/** Lines of the pane under the live list that says more of the selected session; 0 where there is no room. */
export function peekHeight(body: number): number {
  return body >= 15 ? 3 : 0;
}

/** Lines of the pane under the alerts that unfolds the selected one. */
export function alertPaneHeight(body: number): number {
  return body >= 20 ? 10 : body >= 14 ? 7 : 4;
}

/** The last line of the alerts: how often each rule was right. */
export const ALERT_FOOT_LINES = 1;

/** Lines of the pane under the comparison that gives the selected row's verdicts and their reasons. */
export function modelPaneHeight(body: number): number {
  return body >= 20 ? 9 : body >= 14 ? 6 : 4;
}

/** Lines of the chart of costs, its title included; one line where there is no room for a chart. */
export function costChartHeight(body: number): number {
  return body >= 26 ? 10 : body >= 16 ? 6 : 1;
}

/** Most lines of the pane under the costs, its rule included: burn, projections, budgets, limits. */
export function mostCostPane(body: number): number {
  return body >= 26 ? 12 : body >= 16 ? 6 : 4;
}

/** Lines of the chart above the table of trends: its axis and markers among them. */
export function trendChartHeight(body: number): number {
  return body >= 26 ? 14 : body >= 17 ? 10 : 5;
}

/** Lines of an agent's section, below its card and the line of tabs; the card gives way where there is little room. */
export function workSectionHeight(width: number, body: number): number {
  return body - agentCardHeight(width, body) - 1;
}

/** Lines of the card above an agent's sections. */
export function agentCardHeight(width: number, body: number): number {
  return Math.min(cardHeight(width, body) - 1, Math.max(4, body - 9));
}

/** Lines of a session's header block. */
export function detailHeaderHeight(body: number): number {
  return body >= 26 ? 9 : body >= 17 ? 7 : 4;
}

/** Lines of a session's section, below the header block and the line of tabs. */
export function sectionHeight(body: number): number {
  return body - detailHeaderHeight(body) - 1;
}

/** Sections whose rows stand under a line of headings. */
const WITH_HEADINGS: readonly SectionId[] = ['timeline', 'sub-agents', 'alerts', 'errors', 'tools', 'models'];

/** Rows of a section that are on the screen at once. */
export function sectionRows(section: SectionId, body: number): number {
  return Math.max(1, sectionHeight(body) - (WITH_HEADINGS.includes(section) ? 1 : 0));
}
