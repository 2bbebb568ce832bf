/** `[[budgets]]` of config.toml: how much may be spent in a day, week or month, in all or by one project or agent. */

import type { Budget } from '../domain/costs.ts';
import { PERIODS } from '../domain/days.ts';
import type { Wrong } from './config-wrong.ts';
import { didYouMean } from './nearest.ts';

const NAMES = ['period', 'usd', 'project', 'agent'];
/** More than this is a slip of the unit. */
const MAX_USD = 1e9;
const MAX_BUDGETS = 1000;

/** Throws the error for the first budget that cannot be used. */
export function budgetsOf(value: unknown, wrong: Wrong): readonly Budget[] {
  if (!Array.isArray(value) || value.length > MAX_BUDGETS)
    throw wrong(
      ['budgets'],
      `must be a list of at most ${MAX_BUDGETS} budgets`,
      'write [[budgets]] above each one',
    );
  return value.map((given: Record<string, unknown>, index) => {
    const path = ['budgets', String(index)];
    const fail = (key: string | null, why: string, todo: string | null = null) =>
      wrong(key === null ? path : [...path, key], why, todo);
    if (typeof given !== 'object' || given === null)
      throw fail(null, 'must be a section', 'write [[budgets]]');
    for (const key of Object.keys(given))
      if (!NAMES.includes(key))
        throw fail(key, 'unknown key', didYouMean(key, NAMES, `the keys are ${NAMES.join(', ')}`));
    const { usd, project = null, agent = null } = given;
    const period = PERIODS.find((known) => known === given.period);
    if (period === undefined)
      throw fail('period' in given ? 'period' : null, `period must be one of ${PERIODS.join(', ')}`);
    if (typeof usd !== 'number' || !(usd > 0 && usd <= MAX_USD))
      throw fail(
        'usd' in given ? 'usd' : null,
        'usd must be dollars, a number above 0',
        'a budget of 0 allows nothing: remove it',
      );
    for (const [key, name] of Object.entries({ project, agent }))
      if (name !== null && (typeof name !== 'string' || name === '')) throw fail(key, 'must be a name');
    return {
      period,
      limitUsdMicros: Math.max(1, Math.round(usd * 1e6)),
      project: project as string | null,
      agent: agent as string | null,
    };
  });
}
