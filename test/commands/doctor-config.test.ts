import { expect, test } from 'vitest';
import { unusedConfiguration } from '../../src/commands/doctor-config.ts';
import { NO_NAMES } from '../../src/domain/report.ts';
import type { IdentityRow } from '../../src/domain/source-report.ts';
import { load } from '../helpers/settings.ts';

const NAMES = { ...NO_NAMES, agents: ['rig/nux'], projects: ['api'] };
const ROW: IdentityRow = {
  ...{ harness: 'codex', cwd: '/w/api', branch: null, agent: 'rig/nux', department: null, project: 'api' },
  sessions: 3,
};

const unused = (toml: string, rows: readonly IdentityRow[] = [ROW]) =>
  unusedConfiguration(load({ toml }), { names: () => NAMES, identities: () => [...rows] });
const budget = (line: string) => `[[budgets]]\nperiod = "day"\nusd = 5\n${line}\n`;
const RULES = '[[identities]]\ncwd = "api"\nagent = "a"\n[[identities]]\ncwd = "web"\nagent = "b"\n';

test('names each budget of nobody with whom may be meant, and each rule that nothing is of', () => {
  expect(
    unused(budget('') + budget('agent = "rig/nix"') + budget('agent = "rig/nux"\nproject = "web"') + RULES),
  ).toEqual([
    '[[budgets]] 2: no such agent: rig/nix; did you mean rig/nux?',
    '[[budgets]] 3: no such project: web; there are api',
    '[[identities]] 2: matches no session',
  ]);
});

test('rules are not held against no sessions at all', () => {
  expect(unused(RULES, [])).toEqual([]);
  expect(unused(budget('agent = "rig/nux"'))).toEqual([]);
});
