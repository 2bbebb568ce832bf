/** Follows the logs until a signal, for a server: banners on stderr, alerts on stdout, everything committed at the end. */

import fs from 'node:fs';
import process from 'node:process';
import type { Settings } from '../config.ts';
import type { MonitorState, Reports } from '../domain/live.ts';
import { noun } from '../domain/noun.ts';
import { NO_FILTER } from '../domain/report.ts';
import { safeText } from '../domain/safe-text.ts';
import { type MonitorOptions, startMonitor } from '../monitor.ts';
import { alertLine, createAlertFeed } from './alert-feed.ts';
import { reportsOf } from './monitor-options.ts';
import { listenForEnd } from './signals.ts';

/** Alerts are looked up at most this often, however fast commits come. */
const LOOK_EVERY_MS = 250;

/** Exit code of the signal that ended it. Throws what the write side fails with. */
export async function followUntilSignal(
  settings: Settings,
  options: MonitorOptions,
  print: { readonly alerts: boolean },
): Promise<number> {
  const signalled = new Promise<number>((resolve) => listenForEnd().onEnd(resolve));
  const monitor = await startMonitor(options);
  warn(`watching ${watchedPlaces(options.roots.map((root) => root.path))}; end with Ctrl-C`);
  const reports = print.alerts ? reportsOf(settings) : null;
  const banners = new Set<string>();
  const feed = createAlertFeed();
  let toldVersion = -1;
  const look = (): void => {
    const { banners: present, mode } = monitor.state();
    for (const banner of present) if (isNew(banners, banner)) warn(banner);
    if (reports === null || !hasReadHistory(mode)) return;
    const version = reports.dataVersion();
    if (version !== toldVersion) printAlerts(settings, reports, feed);
    toldVersion = version;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const exitCode = await signalled;
  clearInterval(timer);
  await monitor.stop();
  look();
  reports?.close();
  return exitCode;
}

/** Those that are there by name; the others are watched for. */
export function watchedPlaces(paths: readonly string[]): string {
  const all = [...new Set(paths)];
  const there = all.filter((path) => fs.existsSync(path));
  const absent = all.length - there.length;
  const rest = `${absent} ${noun(absent, 'place')} where nothing is yet`;
  return [...there, ...(absent === 0 ? [] : [rest])].join(', ');
}

/** While history is read, alerts open and end in it: only what is left at its end is told. */
function hasReadHistory(mode: MonitorState['mode']): boolean {
  return mode === 'following' || mode === 'reader';
}

function isNew(known: Set<string>, text: string): boolean {
  const fresh = !known.has(text);
  known.add(text);
  return fresh;
}

function warn(banner: string): void {
  process.stderr.write(`agentperf: ${safeText(banner)}\n`);
}

function printAlerts(settings: Settings, reports: Reports, feed: ReturnType<typeof createAlertFeed>): void {
  const alerts = reports.alerts({ ...NO_FILTER, ...settings.filter }, settings.now());
  for (const alert of feed.news(alerts)) process.stdout.write(`${alertLine(alert)}\n`);
}
