import { describe, expect, it } from 'vitest';
import { NOBODY } from '../../src/domain/identity.ts';
import { createIdentities } from '../../src/metrics/identities.ts';

const signs = (cwd: string | null, branch: string | null = null, harness = 'codex') => ({
  cwd,
  branch,
  harness,
});

describe('identity rules', () => {
  const { identify, matches } = createIdentities([
    { cwd: '^/work/(?<team>\\w+)/([\\w-]+)', department: '$<team>', project: '$2' },
    { branch: '^bot/(\\w+)', agent: 'bot $1' },
    { harness: '^codex$', agent: 'codex-runner', department: 'night shift' },
  ]);

  it('names by groups, and each name is decided by the first rule that gives it', () => {
    expect(identify(signs('/work/billing/api-2/src', 'bot/fixer'))).toEqual({
      agent: 'bot fixer',
      department: 'billing',
      project: 'api-2',
    });
    expect(identify(signs('/home/me', null))).toEqual({
      agent: 'codex-runner',
      department: 'night shift',
      project: null,
    });
    expect(identify(signs(null, 'main', 'claude_code'))).toEqual(NOBODY);
  });

  it('tells which rules match', () => {
    expect(matches(signs('/work/billing/api', 'main', 'gemini_cli'))).toEqual([true, false, false]);
    expect(matches(signs(null, 'bot/x'))).toEqual([false, true, true]);
  });

  it('needs every pattern of a rule', () => {
    const both = createIdentities([{ cwd: '^/work', branch: '^main$', project: 'p' }]);
    expect(both.identify(signs('/work/x', 'dev')).project).toBeNull();
    expect(both.identify(signs('/work/x', 'main')).project).toBe('p');
  });

  it('gives no empty name, and cuts a long one', () => {
    const rules = createIdentities([{ cwd: '^(.*)$', agent: '$1', project: '$3' }]);
    expect(rules.identify(signs('')).agent).toBeNull();
    expect(rules.identify(signs('x'.repeat(500)))).toEqual({
      agent: 'x'.repeat(120),
      department: null,
      project: null,
    });
  });
});
