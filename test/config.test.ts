import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, configTable } from '../src/commands/config-keys.ts';
import { loadSettings } from '../src/config.ts';
import { DEFAULT_ALERT_SETTINGS } from '../src/domain/alert.ts';
import { SOURCE_IDS } from '../src/domain/source.ts';
import { flagsWith } from './helpers/flags.ts';
import { failure, load, machineOf } from './helpers/settings.ts';

describe('defaults', () => {
  it('need no file, no variable and no flag', () => {
    const machine = machineOf({});
    const settings = loadSettings(flagsWith({}), machine);
    expect(settings.databasePath).toBe(path.join(machine.dataFolder, 'agentperf.db'));
    expect(settings.alertsPath).toBe(path.join(machine.dataFolder, 'agent-alerts.jsonl'));
    expect(settings.config).toEqual({ path: path.join(machine.configFolder, 'config.toml'), found: false });
    expect(settings.alerts).toEqual(DEFAULT_ALERT_SETTINGS);
    expect(settings.timezone).toBe('Europe/Berlin');
    expect(settings.sources).toEqual({ named: [], discover: SOURCE_IDS, only: [] });
    expect(settings).toMatchObject({
      theme: null,
      alertsEnabled: true,
      store: { titles: true, paths: true },
      busyTimeoutMs: 5000,
      sweepMs: 1000,
      fixedNow: null,
    });
  });

  it('pass their own check', () => {
    for (const entry of CONFIG_KEYS) {
      if (entry.fallback === null) continue;
      const value = JSON.stringify(entry.fallback);
      expect(() => load({ toml: `${entry.key} = ${value}\n` }), entry.key).not.toThrow();
    }
  });
});

describe('precedence', () => {
  it('is flag, environment, file, default', () => {
    const toml = 'db = "/file.db"\ntimezone = "Asia/Tokyo"\n[alerts.error_loop]\nthreshold = 7\n';
    const env = { AGENTPERF_DB: '/environment.db', AGENT_ERROR_LOOP_THRESHOLD: '9' };
    expect(load({ toml }).databasePath).toBe('/file.db');
    expect(load({ toml, env }).databasePath).toBe('/environment.db');
    expect(load({ toml, env, flags: { db: '/flag.db' } }).databasePath).toBe('/flag.db');
    expect(load({ toml }).alerts.errorLoop.threshold).toBe(7);
    expect(load({ toml, env }).alerts.errorLoop.threshold).toBe(9);
    expect(load({ toml }).timezone).toBe('Asia/Tokyo');
    expect(load({ toml, flags: { timezone: 'utc' } }).timezone).toBe('UTC');
  });

  it('takes an empty variable as not set', () => {
    expect(
      load({ env: { AGENTPERF_DB: '', AGENTPERF_NOW: '', AGENT_TOOL_LOOP_THRESHOLD: '' } }).fixedNow,
    ).toBeNull();
  });

  it('reads every variable that is listed', () => {
    const env = {
      AGENT_WORK_ANALYZER_ENABLED: 'false',
      AGENT_WORK_ANALYZER_POLL_INTERVAL_MS: '5000',
      AGENT_TOOL_LOOP_THRESHOLD: '12',
      AGENT_WORK_LOG_DIR: 'work-logs',
      AGENTPERF_NOW: '2026-05-01T00:00:00Z',
    };
    const machine = machineOf({ env });
    const settings = loadSettings(flagsWith({}), machine);
    expect(settings.alertsEnabled).toBe(false);
    expect(settings.sweepMs).toBe(5000);
    expect(settings.alerts.toolLoop.threshold).toBe(12);
    expect(settings.alertsPath).toBe(path.join(machine.cwd, 'work-logs', 'agent-alerts.jsonl'));
    expect(settings.now()).toBe(Date.UTC(2026, 4, 1));
  });

  it('never picks a file up from the working folder (S15)', () => {
    const machine = machineOf({});
    for (const name of ['config.toml', 'agentperf.toml', '.agentperf.toml', 'agentperf.db'])
      fs.writeFileSync(path.join(machine.cwd, name), 'theme = "light"\n');
    const settings = loadSettings(flagsWith({}), machine);
    expect(settings.theme).toBeNull();
    expect(settings.databasePath.startsWith(machine.dataFolder)).toBe(true);
  });

  it('reads the home sign in values that no shell has seen', () => {
    const machine = machineOf({ toml: 'db = "~/x/a.db"\n' });
    expect(loadSettings(flagsWith({}), machine).databasePath).toBe(path.join(machine.home, 'x', 'a.db'));
  });
});

describe('filters', () => {
  it('cut days in the chosen zone', () => {
    const { filter } = load({
      flags: { since: '2026-03-08', until: '2026-03-08', timezone: 'America/New_York', model: ['opus'] },
    });
    expect(filter.since).toBe(Date.parse('2026-03-08T05:00:00Z'));
    expect(filter.until).toBe(Date.parse('2026-03-09T04:00:00Z') - 1);
    expect(filter.models).toEqual(['opus']);
  });

  it.each([
    [{ since: 'soon' }, '--since "soon" is no time; write a date'],
    [{ until: '2026-02-30' }, '--until "2026-02-30" is no time'],
    [{ since: '1d', until: '2d' }, '--since lies after --until'],
    [{ timezone: 'Nowhere' }, '--timezone "Nowhere" is no IANA time zone'],
  ])('%j is refused', (flags, says) => {
    const error = failure({ flags });
    expect(error.exitCode).toBe(2);
    expect(error.line()).toContain(says);
  });
});

describe('the table for the README', () => {
  it('has a row for every key', () => {
    const rows = configTable().trim().split('\n').slice(2);
    expect(rows.map((row) => row.split('`')[1])).toEqual(CONFIG_KEYS.map((entry) => entry.key));
  });
});
