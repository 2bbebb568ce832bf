/** The monitor on a terminal: write side in a worker, read side here, and a terminal that is given back in every case. */

import process from 'node:process';
import type { Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { Reports } from '../domain/live.ts';
import type { SourceRoot } from '../domain/source.ts';
import { type MonitorThread, monitorThread } from '../monitor.ts';
import { type RunningMonitor, renderMonitor } from '../ui/render.tsx';
import { createAlternateScreen } from './alternate-screen.ts';
import { beforeMessage } from './crash.ts';
import { controlJob } from './job-control.ts';
import { monitorOptions, reportsOf } from './monitor-options.ts';
import { shownPlaces, terminalEnvironment } from './screen-environment.ts';
import type { EndingSignals } from './signals.ts';

/** Time that the write side is given to commit what it holds; the terminal is the user's again before that. */
const STOP_WITHIN_MS = 40;

/** Runs until the user quits or a signal comes; answers with the exit code. Throws UserError before anything is drawn. */
export async function runScreen(
  settings: Settings,
  roots: readonly SourceRoot[],
  signals: EndingSignals,
): Promise<number> {
  const { stdin, stdout } = process;
  const monitor = monitorThread(monitorOptions(settings, roots));
  const reports = await openWhenReady(() => reportsOf(settings, roots), monitor);
  const env = terminalEnvironment(settings);
  const screen = createAlternateScreen(stdin, stdout, env.TERM !== 'dumb');
  let view: RunningMonitor | null = null;
  const leave = (): void => {
    view?.unmount();
    screen.leave();
  };
  // The last words of Ink belong into the alternate screen: unmounted first, left then.
  const restored = beforeMessage(leave);
  const job = controlJob({ leave: screen.leave, resume: () => resume(screen, view) });
  const ended = new Promise<number>((end) => {
    signals.onEnd(end);
    for (const event of ['end', 'error']) stdin.on(event, () => end(EXIT.hangup));
    screen.enter();
    view = renderMonitor({
      reports,
      monitor,
      filter: settings.filter,
      stdin,
      stdout,
      env,
      theme: settings.theme,
      now: settings.now,
      timezone: settings.timezone,
      lookedIn: shownPlaces(settings, roots),
      exportView: async (name, format, filter) =>
        (await import('./export-view.ts')).exportView(settings, reports, name, format, filter),
      onQuit: end,
      onSuspend: job.suspend,
      ...crashKey(settings),
    });
  });
  setImmediate(() => monitor.start());
  const failed = (view as RunningMonitor | null)?.waitUntilExit().then((): number => EXIT.ok);
  const refused = monitor.ready.then(() => ended);
  const exitCode = await Promise.race([ended, failed ?? ended, refused]).finally(leave);
  leave();
  restored();
  job.close();
  await Promise.race([monitor.stop(), new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS))]);
  return exitCode;
}

/** What is recorded already is shown at once; a new or older database must first be made by the write side. */
async function openWhenReady(open: () => Reports, monitor: MonitorThread): Promise<Reports> {
  try {
    return open();
  } catch {
    monitor.start();
    await monitor.ready;
    return open();
  }
}

function resume(screen: { enter(): void }, view: RunningMonitor | null): void {
  screen.enter();
  process.stdin.setRawMode?.(true);
  view?.redraw();
}

/** For tests of the way out: a key that throws while drawing. */
function crashKey(settings: Settings): { crashKey: string } | object {
  const key = settings.discovery.env.AGENTPERF_TEST_CRASH_KEY;
  return key === undefined || key === '' ? {} : { crashKey: key };
}
