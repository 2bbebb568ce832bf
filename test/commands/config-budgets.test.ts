import { describe, expect, it } from 'vitest';
import { failure, load } from '../helpers/settings.ts';

describe('[[budgets]]', () => {
  it('are read', () => {
    const toml =
      '[[budgets]]\nperiod = "day"\nusd = 12.5\n[[budgets]]\nperiod = "month"\nusd = 300\nproject = "api"\nagent = "nux"';
    expect(load({ toml }).budgets).toEqual([
      { period: 'day', limitUsdMicros: 12_500_000, project: null, agent: null },
      { period: 'month', limitUsdMicros: 300_000_000, project: 'api', agent: 'nux' },
    ]);
    expect(load({}).budgets).toEqual([]);
  });

  it.each([
    [
      '0',
      '[[budgets]]\nperiod = "day"\nusd = 0',
      ':3:1',
      'budgets.0.usd: usd must be dollars, a number above 0',
    ],
    ['negative', '[[budgets]]\nusd = -5\nperiod = "day"', ':2:1', 'above 0'],
    ['not a number', '[[budgets]]\nperiod = "day"\nusd = nan', ':3:1', 'above 0'],
    ['no amount', '\n[[budgets]]\nperiod = "day"', ':2:1', 'above 0'],
    [
      'an odd period',
      '[[budgets]]\nusd = 1\nperiod = "year"',
      ':3:1',
      'period must be one of day, week, month',
    ],
    [
      'an unknown key in the second',
      '[[budgets]]\nperiod = "day"\nusd = 1\n[[budgets]]\nperiod = "day"\nusd = 1\nprojet = "x"',
      ':7:1',
      'budgets.1.projet: unknown key; did you mean project?',
    ],
    ['an empty name', '[[budgets]]\nperiod = "day"\nusd = 1\nagent = ""', ':4:1', 'must be a name'],
    ['no list', '[budgets]\nusd = 1', ':1:1', 'write [[budgets]]'],
    ['an unknown zone', 'timezone = "Mars/Olympus"', ':1:1', 'timezone: must be an IANA time zone'],
  ])('%s ends with 2, line and key', (_name, toml, place, why) => {
    const error = failure({ toml });
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(`config.toml${place}`);
    expect(error.message).toContain(why);
  });
});
