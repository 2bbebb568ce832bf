/** The app in ink-testing-library: every key gives its frame at once, without a terminal and without colours. */

import { render } from 'ink-testing-library';
import { afterEach } from 'vitest';
import { NO_FILTER } from '../../src/domain/report.ts';
import { App, type AppProps } from '../../src/ui/app.tsx';
import type { Effects } from '../../src/ui/command-context.ts';
import { UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';
import type { Fleet } from './fake-fleet.ts';
import { FLEET_NOW, LOOKED_IN } from './fake-fleet-parts.ts';

export interface AppSetup extends Partial<AppProps> {
  readonly columns?: number;
  readonly rows?: number;
}

/** What the keys did besides drawing, one line each: `quit 0`, `copy …`, `export sessions.json`. */
type Deeds = string[];

export function startApp(fleet: Fleet, { columns = 120, rows = 36, ...changes }: AppSetup = {}) {
  const deeds: Deeds = [];
  const effects = (notify: (notice: string) => void): Effects => ({
    quit: (code) => deeds.push(`quit ${code}`),
    suspend: () => deeds.push('suspend'),
    copy: (text) => deeds.push(`copy ${text}`),
    alertAction: (alertId, action) => deeds.push(`${action} ${alertId}`),
    export: (view, format) => {
      deeds.push(`export ${view}.${format}`);
      setImmediate(() => notify(`wrote /tmp/${view}.${format}`));
    },
    themeLock: null,
  });
  const app = render(
    <App
      reports={fleet.reports}
      monitor={fleet.monitor}
      filter={NO_FILTER}
      size={() => ({ columns, rows })}
      glyphs={UNICODE_GLYPHS}
      theme="dark"
      timezone="UTC"
      now={() => FLEET_NOW}
      lookedIn={LOOKED_IN}
      effects={effects}
      crashKey={null}
      {...changes}
    />,
  );
  return {
    deeds,
    frame: () => app.lastFrame() ?? '',
    /** Escape sequences are told from a lone Escape by what follows, so each key is given time to be read. */
    press: async (...keys: string[]) => {
      for (const key of keys) {
        app.stdin.write(key);
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      }
    },
    unmount: app.unmount,
  };
}

/** Starts apps that end with the test they were started in. To be called once a file. */
export function appsOfEachTest(): typeof startApp {
  const started: { unmount: () => void }[] = [];
  afterEach(() => {
    for (const app of started.splice(0)) app.unmount();
  });
  return (...parameters) => {
    const app = startApp(...parameters);
    started.push(app);
    return app;
  };
}
