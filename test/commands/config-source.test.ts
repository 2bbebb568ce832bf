import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config.ts';
import { flagsWith } from '../helpers/flags.ts';
import { failure, machineOf } from '../helpers/settings.ts';

describe('a wrong configuration file names file, line, column and key', () => {
  it.each([
    [
      'alerts.error_loop.threshold = "x"\n',
      '1:1',
      'alerts.error_loop.threshold: must be a whole number from 2 to 10000, not "x"',
    ],
    [
      '# a\n\n[alerts.error_loop]\n# b\n  threshold = 1.5\n',
      '5:3',
      'alerts.error_loop.threshold: must be a whole number',
    ],
    [
      '[alerts]\nerror_loop = { window_ms = 1000, threshold = 0 }\n',
      '2:34',
      'alerts.error_loop.threshold: must be',
    ],
    ['alerts.tool_loop.distinct_share = inf\n', '1:1', 'must be a number from 0 to 1, not Infinity'],
    ['theme = "pink"\n', '1:1', 'theme: must be one of dark, light, colour-blind, mono, not "pink"'],
    ['\n[[identities]]\nagent = "x"\n', '2:1', 'identities: rule 1: says nothing to look at'],
    ['[[identities]]\ncwd = "x"\n', '1:1', 'identities: rule 1: names nobody'],
    ['[[identities]]\ncwd = "["\nagent = "x"\n', '2:1', 'Invalid regular expression'],
    [
      '[[identities]]\nbranch = "x"\n  cwd = "^/(a+)+$"\nagent = "x"\n',
      '3:3',
      'repeats a group that itself repeats',
    ],
    [
      '[[identities]]\ncwd = "x"\nagnt = "x"\n',
      '3:1',
      'identities: rule 1: unknown key agnt; did you mean agent?',
    ],
    ['[[identities]]\ncwd = "x"\nagent = "x"\n[[identities]]\ncwd = "x"\n', '4:1', 'rule 2: names nobody'],
    [
      '[[identities]]\ncwd = "x"\nagent = "x"\n[[identities]]\ncwd = "x"\nagent = 5\n',
      '6:1',
      'rule 2: agent must be a text',
    ],
    ['identities = [{ cwd = "x", agnt = "x" }]\n', '1:28', 'rule 1: unknown key agnt'],
    [
      '[[identities]]\ncwd = "/(?<team>\\\\w+)"\nproject = "x"\nagent = "$<taem>"\n',
      '4:1',
      'identities: rule 1: $<taem> in agent is no group of cwd; did you mean team?',
    ],
    ['[[identities]]\ncwd = "x"\nagent = "$<team>"\n', '3:1', 'name one in cwd as (?<NAME>...)'],
    ['[[identities]]\ncwd = "(x)"\nagent = "$2"\n', '3:1', '$2 in agent is no group of cwd; cwd has 1 group'],
    ['db = 5\n', '1:1', 'db: must be a text that is not empty, not 5'],
    ['db = ""\n', '1:1', 'db: must be a text'],
    ['logs = "one"\n', '1:1', 'logs: must be a list of texts'],
    ['\nlogs = [\n  "a",\n  3,\n]\n', '2:1', 'logs: must be a list of texts'],
    ['sources = ["claude-cod"]\n', '1:1', 'sources: must be a list of NAME or NAME=DIR'],
    [
      'timezone = "Mars/Base"\n',
      '1:1',
      'timezone: must be an IANA time zone such as Europe/Berlin, not "Mars/Base"',
    ],
    ['[store]\ntitles = 1\n', '2:1', 'store.titles: must be true or false, not 1'],
    ['store = 1\n', '1:1', 'store: must be a section; write [store]'],
    [
      '[watch]\nsweep_ms = 1979-05-27\n',
      '2:1',
      'watch.sweep_ms: must be a whole number from 100 to 3600000, not a date',
    ],
    [
      '[alerts.tool_loop]\ndistinct_share = nan\n',
      '2:1',
      'alerts.tool_loop.distinct_share: must be a number from 0 to 1',
    ],
    ['x = 1\nthem = "dark"\n', '1:1', 'x: unknown key; the keys are listed in the README'],
    ['theem = "dark"\n', '1:1', 'theem: unknown key; did you mean theme?'],
    [
      '[alerts.error_lop]\nthreshold = 4\n',
      '1:1',
      'alerts.error_lop: unknown key; did you mean alerts.error_loop?',
    ],
    ['[alerts.error_loop]\nthreshhold = 4\n', '2:1', 'did you mean alerts.error_loop.threshold?'],
    ['["alerts"."error_loop"]\n"threshold" = false\n', '2:1', 'alerts.error_loop.threshold: must be'],
    ['db = """\na\nb"""\ntheme = 3\n', '4:1', 'theme: must be'],
    ['theme = "dark\n', '1:14', 'not TOML: '],
    ['theme = "dark"\ntheme = "light"\n', '2:1', 'not TOML: trying to redefine'],
    ['__proto__ = 1\n', '1:1', 'not TOML: document contains an unsafe property'],
  ])('%j', (toml, place, says) => {
    const error = failure({ toml });
    expect(error.exitCode).toBe(2);
    expect(error.line()).toContain(`config.toml:${place}: `);
    expect(error.line()).toContain(says);
    expect(error.line()).not.toContain('\n');
  });

  it('refuses a named file that is not there or is no file', () => {
    const machine = machineOf({});
    expect(() => loadSettings(flagsWith({ config: 'gone.toml' }), machine)).toThrow('does not exist');
    expect(() => loadSettings(flagsWith({ config: machine.cwd }), machine)).toThrow(
      'is no configuration file',
    );
    const env = { AGENTPERF_CONFIG: '/nowhere/config.toml' };
    expect(failure({ env })).toMatchObject({ exitCode: 2, where: '/nowhere/config.toml' });
  });
});

describe('a wrong variable is named', () => {
  it.each([
    ['AGENT_ERROR_LOOP_THRESHOLD', 'many', 'must be a whole number from 2 to 10000, not "many"'],
    ['AGENT_TOOL_LOOP_THRESHOLD', '-1', 'must be a whole number'],
    ['AGENT_WORK_ANALYZER_POLL_INTERVAL_MS', '1e3', 'must be a whole number'],
    ['AGENT_WORK_ANALYZER_ENABLED', 'maybe', 'must be true or false'],
    ['AGENTPERF_NOW', 'today', 'must be an ISO time, not "today"'],
  ])('%s=%s', (name, value, says) => {
    const error = failure({ env: { [name]: value } });
    expect(error.exitCode).toBe(2);
    expect(error.line()).toContain(`environment: ${name}: ${says}`);
  });
});
