import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Flags } from '../../src/commands/flags.ts';
import { loadSettings } from '../../src/config.ts';
import { SOURCE_IDS } from '../../src/domain/source.ts';
import { flagsWith } from '../helpers/flags.ts';
import { failure, load, machineOf } from '../helpers/settings.ts';

describe('log places', () => {
  it('takes each folder as every format, and nothing else', () => {
    const machine = machineOf({});
    const { sources } = loadSettings(flagsWith({ logs: ['.'] }), machine, ['../home']);
    expect(sources.discover).toEqual([]);
    expect(sources.named).toEqual(
      ['cwd', 'home'].flatMap((name) =>
        SOURCE_IDS.map((source) => ({ source, path: path.join(machine.folder, name), explicit: true })),
      ),
    );
  });

  it('limits folders, or finds a source of its own places', () => {
    const machine = machineOf({ toml: 'sources = ["work-stream"]\n' });
    const plan = (flags: Partial<Flags>) => loadSettings(flagsWith(flags), machine).sources;
    expect(plan({})).toEqual({ named: [], discover: ['work-stream'], only: ['work-stream'] });
    expect(plan({ source: ['claude-code'] })).toEqual({
      named: [],
      discover: ['claude-code'],
      only: ['claude-code'],
    });
    expect(plan({ source: ['claude-code=.'] })).toEqual({
      named: [{ source: 'claude-code', path: machine.cwd, explicit: true, forced: true }],
      discover: [],
      only: ['claude-code'],
    });
    expect(plan({ source: ['claude-code'], logs: ['.'] }).named).toEqual([
      { source: 'claude-code', path: machine.cwd, explicit: true },
    ]);
  });

  it('limits the views to the sources of the command line', () => {
    expect(load({ flags: { source: ['claude-code'] } }).filter.sources).toEqual(['claude-code']);
    expect(load({}).filter.sources).toEqual([]);
  });

  it.each([
    [{ logs: ['gone'] }, 3, 'does not exist'],
    [{ source: ['claude-code=gone'] }, 3, 'does not exist'],
    [{ source: ['claude'] }, 2, 'unknown source claude; one of claude-code'],
    [{ source: ['claude-cod'] }, 2, 'unknown source claude-cod; did you mean claude-code?'],
    [{ source: ['claude-code='] }, 2, 'names no folder'],
  ] as const)('%j ends with %i', (flags, exitCode, says) => {
    const error = failure({ flags });
    expect(error.exitCode).toBe(exitCode);
    expect(error.line()).toContain(says);
  });

  it('ends with 3 when the configuration names a folder that is gone', () => {
    expect(failure({ toml: 'logs = ["/nowhere/logs"]\n' })).toMatchObject({
      exitCode: 3,
      where: '/nowhere/logs',
    });
  });
});
