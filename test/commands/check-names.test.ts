import { describe, expect, it } from 'vitest';
import { unknownNames, warnBeforeReading } from '../../src/commands/check-names.ts';
import type { Settings } from '../../src/config.ts';
import { type FilterNames, NO_FILTER, NO_NAMES } from '../../src/domain/report.ts';
import type { UserError } from '../../src/domain/user-error.ts';

const KNOWN: FilterNames = {
  agents: ['rig/nux', 'rig/nix', 'mayor'],
  departments: [],
  projects: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => letter.repeat(12)),
  models: ['claude-opus-4-6'],
  harnesses: ['claude_code', 'homemade'],
  taskTypes: ['bugfix', 'docs'],
};

const refusal = (harness: string, known = KNOWN): UserError => {
  try {
    unknownNames({ ...NO_FILTER, harnesses: [harness] }, known);
  } catch (error) {
    return error as UserError;
  }
  throw new Error(`${harness} was let through`);
};

describe('a harness', () => {
  it('that is neither known nor recorded is wrong usage, with what was meant', () => {
    expect(refusal('claude-code')).toMatchObject({
      message: 'usage: no such harness: claude-code; did you mean claude_code?',
      exitCode: 2,
    });
    expect(refusal('homemaid').message).toContain('did you mean homemade?');
    expect(refusal('zzzzzzzzzz', NO_NAMES).message).toContain('; known are claude_code, codex, gemini_cli');
  });

  it('of a log is a harness, and one that nobody uses yet is told', () => {
    expect(unknownNames({ ...NO_FILTER, harnesses: ['homemade'] }, KNOWN)).toEqual([]);
    expect(unknownNames({ ...NO_FILTER, harnesses: ['codex'] }, NO_NAMES)).toEqual([
      'no such harness: codex; none is recorded yet',
    ]);
  });
});

describe('an open-ended name that nobody has', () => {
  it('is told with the nearest ones, one sentence a name', () => {
    const agents = ['mayor', 'rig/nax', 'x'];
    const filter = { ...NO_FILTER, agents, models: ['claude-opus-4-5'], taskTypes: ['bugfx'] };
    expect(unknownNames(filter, KNOWN)).toEqual([
      'no such agent: rig/nax; did you mean rig/nux or rig/nix?',
      'no such agent: x; there are rig/nux, rig/nix, mayor',
      'no such model: claude-opus-4-5; did you mean claude-opus-4-6?',
      'no such task type: bugfx; did you mean bugfix?',
    ]);
  });

  it('is told with a few of many when none is near, and with nothing where there is none', () => {
    const filter = { ...NO_FILTER, projects: ['zz'], departments: ['web'] };
    expect(unknownNames(filter, KNOWN)).toEqual([
      'no such department: web; none is recorded yet',
      `no such project: zz; there are ${KNOWN.projects.slice(0, 5).join(', ')} and 2 more`,
    ]);
  });
});

it('is not looked for where the filter names nobody', () => {
  const settings = {
    filter: NO_FILTER,
    get databasePath(): string {
      throw new Error('was looked at');
    },
  };
  expect(() => warnBeforeReading(settings as Settings)).not.toThrow();
});
