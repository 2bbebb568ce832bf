/** The monitor on a test terminal, with a keyboard: every test of the screen starts here. */

import './terminal-environment.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { type MonitorOptions, renderMonitor } from '../../src/ui/render.tsx';
import type { Fleet } from './fake-fleet.ts';
import { FLEET_NOW, LOOKED_IN } from './fake-fleet-parts.ts';
import { TestKeyboard, TestTerminal } from './terminal.ts';

export interface TestMonitor {
  readonly terminal: TestTerminal;
  /** Types keys one after the other and waits until the screen stands still. */
  press(...keys: string[]): Promise<void>;
  /** Waits until the screen stands still. */
  settle(): Promise<void>;
  readonly quits: number[];
  readonly exports: string[];
  suspended(): number;
  redraw(): void;
  exit(): Promise<void>;
  unmount(): void;
}

export interface MonitorSetup extends Partial<MonitorOptions> {
  readonly columns?: number;
  readonly rows?: number;
}

export async function startMonitor(fleet: Fleet, setup: MonitorSetup = {}): Promise<TestMonitor> {
  const { columns = 120, rows = 36, ...changes } = setup;
  const terminal = new TestTerminal(columns, rows);
  const keyboard = new TestKeyboard();
  const quits: number[] = [];
  const exports: string[] = [];
  let suspensions = 0;
  const running = renderMonitor({
    reports: fleet.reports,
    monitor: fleet.monitor,
    filter: NO_FILTER,
    stdin: keyboard as unknown as NodeJS.ReadStream,
    stdout: terminal as unknown as NodeJS.WriteStream,
    env: { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' },
    theme: null,
    now: () => FLEET_NOW,
    timezone: 'UTC',
    lookedIn: LOOKED_IN,
    exportView: (view, format) => {
      exports.push(`${view}.${format}`);
      return Promise.resolve(`/tmp/${view}.${format}`);
    },
    onQuit: (code) => quits.push(code),
    onSuspend: () => {
      suspensions++;
    },
    ...changes,
  });
  const settle = (): Promise<void> => untilStill(terminal);
  await settle();
  return {
    terminal,
    quits,
    exports,
    settle,
    suspended: () => suspensions,
    press: async (...keys) => {
      for (const key of keys) {
        keyboard.press(key);
        await settle();
      }
    },
    redraw: running.redraw,
    exit: running.waitUntilExit,
    unmount: running.unmount,
  };
}

const STILL_MS = 45;

/** Ink draws at most 30 frames a second: when nothing was written for longer than a frame, nothing is on its way. */
async function untilStill(terminal: TestTerminal): Promise<void> {
  let before = -1;
  while (before !== terminal.raw.length) {
    before = terminal.raw.length;
    await new Promise((resolve) => setTimeout(resolve, STILL_MS));
  }
  await terminal.settled();
}
