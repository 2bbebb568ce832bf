/** A made-up fleet for tests of the screen: reports and a monitor that answer from memory and can be changed while running. */

import { EMPTY_REPORTS } from '../../src/commands/empty-reports.ts';
import type { LineText } from '../../src/domain/adapter.ts';
import type { CostsReport } from '../../src/domain/costs.ts';
import type {
  HeaderReport,
  LiveRow,
  MonitorControl,
  MonitorState,
  Reports,
  SessionDetail,
} from '../../src/domain/live.ts';
import {
  type AgentReport,
  type ComparisonReport,
  NO_COMPARISON,
  type PerformerRow,
} from '../../src/domain/performance.ts';
import {
  type AlertPrecision,
  type AlertReport,
  type ErrorReport,
  NO_FILTER,
  NO_NAMES,
} from '../../src/domain/report.ts';
import type { TrendReport } from '../../src/domain/trends.ts';
import { NOTHING_READ } from '../../src/ui/nothing-read.ts';
import { lacking } from './fake-cells.ts';
import { FLEET_ALERTS, FLEET_PRECISION } from './fake-fleet-alerts.ts';
import { FLEET_CARDS, FLEET_PERFORMERS } from './fake-fleet-cards.ts';
import { FLEET_COSTS } from './fake-fleet-costs.ts';
import { FLEET_ERRORS, fleetDetail, timelineText } from './fake-fleet-detail.ts';
import { FLEET_HEADER, FLEET_TOTALS } from './fake-fleet-header.ts';
import { FLEET_COMPARISON } from './fake-fleet-models.ts';
import { HOSTILE } from './fake-fleet-parts.ts';
import { FLEET_ROWS } from './fake-fleet-rows.ts';
import { FLEET_TRENDS } from './fake-fleet-trends.ts';
import { fleetPerformer } from './fake-fleet-work.ts';

const TEXTS: ReadonlyMap<number, LineText> = new Map<number, LineText>([
  [1, { role: 'assistant', headline: 'Edit modules/eu-west-1/main.tf', body: '' }],
  [2, { role: 'assistant', headline: 'Grep "backend s3" in **/*.tf', body: '' }],
  [
    3,
    {
      role: 'assistant',
      headline: 'Bash npm test -- login',
      body: 'npm test -- login\n\nruns the login suite',
    },
  ],
  [4, { role: 'assistant', headline: 'Write docs/quickstart.md', body: '' }],
  [5, { role: 'assistant', headline: `Read ${HOSTILE}`, body: HOSTILE }],
]);

/** What a test may change between two questions. */
export interface FleetWorld {
  rows: readonly LiveRow[];
  alerts: readonly AlertReport[];
  precision: readonly AlertPrecision[];
  /** Main sessions of all time. */
  recorded: number;
  errors: readonly ErrorReport[];
  header: HeaderReport;
  performers: readonly PerformerRow[];
  cards: readonly AgentReport[];
  comparison: ComparisonReport;
  costs: CostsReport;
  trends: readonly TrendReport[];
  version: number;
  /** What the logs say at an offset; null where they are deleted. */
  readonly text: (offset: number) => LineText | null;
  readonly detailOf: typeof fleetDetail;
  /** Texts that were asked for, by offset. */
  readonly textsRead: number[];
  readonly actions: string[];
  state: MonitorState;
  /** Calls what the screen subscribed. */
  notify: () => void;
  /** Questions to `live`, to see that a paused screen asks nothing. */
  liveQuestions: number;
  failure: Error | null;
}

export interface Fleet {
  readonly world: FleetWorld;
  readonly reports: Reports;
  readonly monitor: MonitorControl;
}

export const FOLLOWING: MonitorState = {
  mode: 'following',
  bytesRead: 100,
  bytesTotal: 100,
  filesWatched: 12,
  repricing: null,
  banners: [],
  writerPid: null,
};

export function fakeFleet(change: Partial<FleetWorld> = {}): Fleet {
  const listeners = new Set<() => void>();
  const world: FleetWorld = {
    rows: FLEET_ROWS,
    alerts: FLEET_ALERTS,
    precision: FLEET_PRECISION,
    recorded: FLEET_ROWS.length,
    errors: FLEET_ERRORS,
    header: FLEET_HEADER,
    performers: FLEET_PERFORMERS,
    cards: FLEET_CARDS,
    comparison: FLEET_COMPARISON,
    costs: FLEET_COSTS,
    trends: FLEET_TRENDS,
    version: 1,
    text: (offset) => TEXTS.get(offset) ?? timelineText(offset),
    detailOf: fleetDetail,
    textsRead: [],
    actions: [],
    state: FOLLOWING,
    notify: () => {
      for (const listener of listeners) {
        listener();
      }
    },
    liveQuestions: 0,
    failure: null,
    ...change,
  };
  const monitor: MonitorControl = {
    state: () => world.state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    alertAction: (alertId, action) => world.actions.push(`${action} ${alertId}`),
  };
  return { world, monitor, reports: reportsOf(world) };
}

const NO_WORK = {
  performers: [],
  cards: [],
  comparison: NO_COMPARISON,
  trends: [],
} as const;

export function emptyFleet(): Fleet {
  return fakeFleet({
    recorded: 0,
    rows: [],
    alerts: [],
    precision: [],
    errors: [],
    costs: EMPTY_REPORTS.costs(NO_FILTER, 0),
    header: NOTHING_READ.header,
    ...NO_WORK,
  });
}

function reportsOf(world: FleetWorld): Reports {
  const detail = (sessionId: string, harness: string): SessionDetail | null => {
    const session = world.rows.find((row) => row.sessionId === sessionId && row.harness === harness);
    const children = world.rows.filter((row) => row.parentSessionId === sessionId);
    const alerts = world.alerts.filter((alert) => alert.sessionId === sessionId);
    return session === undefined ? null : world.detailOf(session, children, alerts);
  };
  return {
    dataVersion: () => world.version,
    header: () => world.header,
    live: () => {
      world.liveQuestions++;
      if (world.failure !== null) {
        throw world.failure;
      }
      return [...world.rows];
    },
    detail,
    alerts: () => [...world.alerts],
    alertPrecision: () => [...world.precision],
    text: (asked) => {
      world.textsRead.push(asked.offset);
      return world.text(asked.offset);
    },
    arePricesStale: () => false,
    costs: () => world.costs,
    totals: () => FLEET_TOTALS,
    sessions: () => [...world.rows],
    sessionCount: () => world.recorded,
    errors: () => [...world.errors],
    sources: () => [],
    events: () => [].values() as IterableIterator<never>,
    names: () => NO_NAMES,
    identities: () => [],
    workLog: () => [],
    escalations: () => [],
    performers: () => [...world.performers],
    cards: (_filter, _now, _by, names) =>
      world.cards.filter((card) => names === null || names.includes(card.name)),
    performer: (_filter, _now, _by, name) => {
      const card = world.cards.find((one) => one.name === name);
      return card === undefined ? null : fleetPerformer(card);
    },
    comparison: () => world.comparison,
    trends: () => world.trends,
    tasks: () => [],
    kpis: () => ({
      errorDetectionLatencyMs: lacking('insufficient_data'),
      completeLogsRate: lacking('not_logged'),
    }),
    files: () => [],
    skippedLines: () => [],
    close: () => {},
  };
}
