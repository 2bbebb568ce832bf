/** Asks the reports for what the screen shows, and says whether anything that can be seen has changed. */

import type { CostsReport } from '../domain/costs.ts';
import type {
  HeaderReport,
  LiveRow,
  MonitorControl,
  MonitorState,
  Reports,
  SessionDetail,
} from '../domain/live.ts';
import type { AgentDetail, ComparisonReport, GroupKey, PerformerRow } from '../domain/performance.ts';
import {
  type AlertPrecision,
  type AlertReport,
  type ErrorReport,
  NO_FILTER,
  type ReportFilter,
  type TotalsReport,
} from '../domain/report.ts';
import type { TrendReport } from '../domain/trends.ts';
import { CardCache } from './card-cache.ts';
import { HeldAnswer } from './held-answer.ts';
import { NOTHING_READ } from './nothing-read.ts';
import { agesOf, keptRows, monitorSignature, signatureOf } from './screen-changes.ts';
import type { Opened, ViewId } from './state.ts';
import { DAY_WINDOW, filterIn, type TimeWindow } from './windows.ts';

/** Most main sessions that the live view asks for. */
const LIVE_LIMIT = 300;

/** What is on the screen decides what is asked. */
export interface ReportQuery {
  readonly view: ViewId;
  readonly target: Opened | null;
  /** What cards are of. */
  readonly group: GroupKey;
  readonly window: TimeWindow;
  /** Costs by type of task, too: they take longer than the rest. */
  readonly taskTypes?: boolean;
}

/** What was read, and the clock it was read (and is drawn) at. */
export interface ScreenData {
  readonly now: number;
  /** A clock at which every age reads as it does `now`: it moves only when one of them does. Epoch ms. */
  readonly agesAt: number;
  /** What every list and sum in here is of: the command line's filter in the chosen window. A detail is all of its session. */
  readonly filter: ReportFilter;
  readonly monitor: MonitorState;
  readonly header: HeaderReport;
  /** Totals of the window when it is not the default one. */
  readonly windowTotals: TotalsReport | null;
  readonly rows: readonly LiveRow[];
  /** While there are no rows: main sessions of all time that the rest of the filter lets through. */
  readonly recorded: number;
  readonly alerts: readonly AlertReport[];
  readonly precision: readonly AlertPrecision[];
  readonly errors: readonly ErrorReport[];
  readonly detail: SessionDetail | null;
  readonly performers: readonly PerformerRow[];
  readonly cards: CardCache;
  readonly performer: AgentDetail | null;
  readonly comparison: ComparisonReport;
  readonly costs: CostsReport;
  readonly trends: readonly TrendReport[];
  /** Why the last question failed; what is shown is older then. */
  readonly problem: string | null;
}

/** What a view's question is asked with. */
interface Asked {
  readonly filter: ReportFilter;
  readonly now: number;
  readonly group: GroupKey;
  readonly taskTypes: boolean;
  /** Whose cards were looked at before. */
  readonly cards: ReturnType<CardCache['lookedAt']>;
}

/** Asked again with every line of a log; the rest takes longer, and is held. */
const AT_ONCE: ReadonlySet<ViewId> = new Set(['live', 'alerts', 'errors']);

/** Holds the last answer. */
export class ReportReader {
  private readonly reports: Reports;
  private readonly monitor: MonitorControl;
  private readonly base: ReportFilter;
  private version: number | null = null;
  private signature = '';
  private queryKey = '';
  private current: ScreenData | null = null;
  private readonly held = new HeldAnswer<Partial<ScreenData>>();

  /** `base` is the command line's filter; the window of a query sets its begin. */
  constructor(reports: Reports, monitor: MonitorControl, base: ReportFilter = NO_FILTER) {
    this.reports = reports;
    this.monitor = monitor;
    this.base = base;
  }

  /** The answer to `query`: the one at hand, or a new one when the question is new. */
  data(query: ReportQuery, now: number): ScreenData {
    if (this.current === null || keyOf(query) !== this.queryKey) {
      this.refresh(query, now);
    }
    return this.current as ScreenData;
  }

  /** What is at hand is older than the last commit: it will be asked again, though nobody commits. */
  get isHeld(): boolean {
    return this.held.isHeld;
  }

  /** Another connection has committed since the last refresh. */
  isStale(): boolean {
    try {
      return this.reports.dataVersion() !== this.version;
    } catch {
      return true;
    }
  }

  /** Asks again; true when the answer differs in anything that is drawn. */
  refresh(query: ReportQuery, now: number): boolean {
    const old = this.current;
    const isSame = keyOf(query) === this.queryKey;
    this.queryKey = keyOf(query);
    const asked = this.ask(query, now, isSame ? (old ?? NOTHING_READ).cards.lookedAt() : []);
    const isAged = old === null || agesOf(asked, now) !== agesOf(asked, old.agesAt);
    this.current = { ...asked, agesAt: isAged ? now : old.agesAt };
    const signature = signatureOf(this.current);
    const changed = signature !== this.signature || !this.current.cards.equals((old ?? NOTHING_READ).cards);
    this.signature = signature;
    return changed || isAged;
  }

  /** The write side's own state (progress, banners), without a query; true when it looks different. */
  refreshMonitor(): boolean {
    const monitor = this.monitor.state();
    if (this.current === null || monitorSignature(monitor) === monitorSignature(this.current.monitor)) {
      return false;
    }
    this.current = { ...this.current, monitor };
    return true;
  }

  /** Draws the same answer at a later clock; true when an age reads differently now. */
  advance(now: number): boolean {
    if (this.current === null || agesOf(this.current, now) === agesOf(this.current, this.current.agesAt)) {
      return false;
    }
    this.current = { ...this.current, now, agesAt: now };
    return true;
  }

  private ask(query: ReportQuery, now: number, cards: Asked['cards']): ScreenData {
    const monitor = this.monitor.state();
    const at = { filter: filterIn(query.window, this.base, now), now, agesAt: now };
    try {
      const version = this.reports.dataVersion();
      const answers = this.answers(query, at.filter, now, cards);
      const rows = keptRows(this.current?.rows ?? [], answers.rows);
      const data = { ...answers, rows, ...at, monitor, problem: null };
      // What was held is asked again when it may be, without another commit.
      if (!this.held.isHeld) this.version = version;
      return data;
    } catch (error) {
      const problem = `the database could not be read (${messageOf(error)}); what is shown is older; agentperf doctor says more`;
      return { ...(this.current ?? { ...NOTHING_READ, ...at }), monitor, problem };
    }
  }

  /** Only what the view shows: what is not on the screen is neither asked for nor compared. */
  private answers(query: ReportQuery, filter: ReportFilter, now: number, cards: Asked['cards']) {
    const { view, target, window, group, taskTypes = false } = query;
    const { reports } = this;
    const shown = (): Partial<ScreenData> => ({
      windowTotals: window.ms === DAY_WINDOW.ms && filter.until === null ? null : reports.totals(filter),
      ...(target === null
        ? this.ofView[view]({ filter, now, group, taskTypes, cards })
        : target.kind === 'session'
          ? { detail: reports.detail(target.sessionId, target.harness, now) }
          : { performer: reports.performer(filter, now, target.by, target.name) }),
    });
    const isHeld = target === null ? !AT_ONCE.has(view) : target.kind === 'performer';
    return {
      ...NOTHING_READ,
      header: reports.header(now, filter),
      ...this.held.at(isHeld ? keyOf(query) : null, shown),
    };
  }

  /** What each view asks. */
  private readonly ofView: Readonly<Record<ViewId, (asked: Asked) => Partial<ScreenData>>> = {
    live: ({ filter, now }) => {
      const rows = this.reports.live(now, filter, LIVE_LIMIT);
      const recorded = rows.length === 0 ? this.reports.sessionCount({ ...filter, since: null }) : 0;
      return { rows, recorded };
    },
    agents: ({ filter, now, group, cards }) => ({
      performers: this.reports.performers(filter, group),
      // Those that were looked at before are asked for at once, so that a change in them is seen.
      cards: new CardCache((names) => this.reports.cards(filter, now, group, names), cards),
    }),
    models: ({ filter }) => ({ comparison: this.reports.comparison(filter) }),
    cost: ({ filter, now, taskTypes }) => ({ costs: this.reports.costs(filter, now, { taskTypes }) }),
    trends: ({ filter, now }) => ({ trends: this.reports.trends(filter, now) }),
    alerts: ({ filter, now }) => ({
      alerts: this.reports.alerts(filter, now),
      precision: this.reports.alertPrecision({ ...filter, since: null }),
    }),
    errors: ({ filter }) => ({ errors: this.reports.errors(filter) }),
  };
}

function keyOf({ view, target, window, group, taskTypes }: ReportQuery): string {
  return JSON.stringify([view, target, window.name, group, taskTypes]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
