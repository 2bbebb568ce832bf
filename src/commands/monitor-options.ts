/** Turns settings into what the write side and the read side are opened with. */

import type { Settings } from '../config.ts';
import type { Reports } from '../domain/live.ts';
import type { SourceRoot } from '../domain/source.ts';
import { discoverRoots, type MonitorOptions } from '../monitor.ts';
import { openReports } from '../reports.ts';

/** The places to read: those the user named, and what the allowed sources write to on this machine. */
export function sourceRoots(settings: Settings): SourceRoot[] {
  const { named, discover } = settings.sources;
  const found = discover.length === 0 ? [] : discoverRoots(settings.discovery);
  return [...named, ...found.filter((root) => discover.includes(root.source))];
}

export function monitorOptions(
  settings: Settings,
  roots: readonly SourceRoot[] = sourceRoots(settings),
): MonitorOptions {
  return {
    databasePath: settings.databasePath,
    alertsPath: settings.alertsPath,
    roots,
    timezone: settings.databaseTimezone,
    alertSettings: settings.alertsEnabled ? settings.alerts : null,
    sweepMs: settings.sweepMs,
    notice: settings.notice,
    titles: settings.store.titles,
    paths: settings.store.paths,
    busyTimeoutMs: settings.busyTimeoutMs,
    home: settings.discovery.home,
    identities: settings.identities,
    prices: settings.prices,
    fixedNow: settings.fixedNow,
  };
}

export function reportsOf(settings: Settings, roots: readonly SourceRoot[] = sourceRoots(settings)): Reports {
  return openReports({
    databasePath: settings.databasePath,
    timezone: settings.timezone,
    budgets: settings.budgets,
    prices: settings.prices,
    roots,
    busyTimeoutMs: settings.busyTimeoutMs,
    strategies: settings.strategies,
  });
}
