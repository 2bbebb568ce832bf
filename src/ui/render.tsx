/** Starts the monitor on a terminal. The caller owns the alternate screen, the signals and the exit (commands/tui). */

import { render } from 'ink';
import type { MonitorControl, Reports } from '../domain/live.ts';
import type { ReportFilter } from '../domain/report.ts';
import { App, type AppProps } from './app.tsx';
import { clipboardSequence } from './clipboard.ts';
import type { Effects, ExportedView, ExportFormat } from './command-context.ts';
import { glyphsFor, type TerminalEnvironment } from './glyphs.ts';
import { followSize, terminalSize, withoutResizeEvents } from './terminal-size.ts';
import { initialTheme, isColourForbidden, type ThemeName } from './theme.ts';

export interface MonitorOptions {
  readonly reports: Reports;
  readonly monitor: MonitorControl;
  /** What the command line narrows everything to. */
  readonly filter: ReportFilter;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Decides colours and glyphs: NO_COLOR, TERM, LC_ALL, LC_CTYPE, LANG. */
  readonly env: TerminalEnvironment;
  /** The theme asked for by flag or config; null = none. NO_COLOR and TERM=dumb win over it. */
  readonly theme: ThemeName | null;
  readonly now: () => number;
  /** IANA name; null = the machine's own. */
  readonly timezone: string | null;
  /** Folders searched for logs, shown by empty views. */
  readonly lookedIn: readonly string[];
  /** Writes the view to a file and answers with its path. */
  readonly exportView: (view: ExportedView, format: ExportFormat, filter: ReportFilter) => Promise<string>;
  readonly onQuit: (exitCode: number) => void;
  readonly onSuspend: () => void;
  /** A key that throws in the render tree (AGENTPERF_TEST_CRASH_KEY). */
  readonly crashKey?: string;
  /** Ink's screen-reader mode; by default INK_SCREEN_READER=true decides. */
  readonly screenReader?: boolean;
}

export interface RunningMonitor {
  /** Settles when the monitor is unmounted; rejects with what was thrown while drawing. */
  waitUntilExit(): Promise<void>;
  unmount(): void;
  /** Draws all of it anew: after the process was stopped and the terminal was somebody else's. */
  redraw(): void;
}

/** Longer than one frame of Ink, so that the empty frame is really drawn between two equal ones. */
const BLANK_MS = 60;

export function renderMonitor(options: MonitorOptions): RunningMonitor {
  const { stdin, stdout } = options;
  const props = propsOf(options);
  const instance = render(<App {...props} />, {
    stdin,
    stdout: withoutResizeEvents(stdout),
    exitOnCtrlC: false,
    incrementalRendering: false,
    patchConsole: false,
    ...(options.screenReader === undefined ? {} : { isScreenReaderEnabled: options.screenReader }),
  });
  const stopFollowing = followSize(stdout, () => instance.rerender(<App {...props} />));
  return {
    waitUntilExit: async () => {
      await instance.waitUntilExit();
    },
    unmount: () => {
      stopFollowing();
      instance.unmount();
    },
    redraw: () => {
      instance.rerender(<App {...props} blank />);
      setTimeout(() => instance.rerender(<App {...props} />), BLANK_MS);
    },
  };
}

function propsOf(options: MonitorOptions): AppProps {
  const { env, stdout } = options;
  return {
    reports: options.reports,
    monitor: options.monitor,
    filter: options.filter,
    size: () => terminalSize(stdout),
    glyphs: glyphsFor(env),
    theme: initialTheme(env, options.theme),
    timezone: options.timezone,
    now: options.now,
    lookedIn: options.lookedIn,
    effects: (notify) => effectsOf(options, notify),
    crashKey: options.crashKey ?? null,
  };
}

function effectsOf(options: MonitorOptions, notify: (notice: string) => void): Effects {
  return {
    quit: options.onQuit,
    suspend: options.onSuspend,
    copy: (text) => options.stdout.write(clipboardSequence(text)),
    alertAction: (alertId, action) => options.monitor.alertAction(alertId, action),
    export: (view, format, filter) => {
      options.exportView(view, format, filter).then(
        (path) => notify(`wrote ${path}`),
        (error: unknown) =>
          notify(`export failed: ${error instanceof Error ? error.message : String(error)}`),
      );
    },
    themeLock: isColourForbidden(options.env) ? 'NO_COLOR or TERM=dumb is set: colours stay off' : null,
  };
}
