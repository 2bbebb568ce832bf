import { describe, expect, it } from 'vitest';
import { COUNT_NEEDS, FACTS } from '../../src/domain/parity.ts';
import { ADAPTERS } from '../../src/ingest/sources/registry.ts';
import { loggedCount, notLogged } from '../../src/metrics/parity.ts';

describe('what a source cannot tell', () => {
  it('is null, never 0; what was told by another source stays', () => {
    expect(loggedCount(['tool_calls'], 'toolCalls', 0)).toBe(0);
    expect(loggedCount(['tool_calls'], 'compactions', 0)).toBeNull();
    expect(loggedCount([], 'compactions', 2)).toBe(2);
  });

  it('is named in the order of the facts', () => {
    expect(notLogged(FACTS)).toEqual([]);
    expect(notLogged(FACTS.filter((fact) => fact !== 'effort' && fact !== 'tokens'))).toEqual([
      'tokens',
      'effort',
    ]);
  });

  it.each(ADAPTERS.map(({ id, yields }) => [id, yields] as const))(
    '%s declares facts that exist, each once',
    (_id, yields) => {
      expect(yields.filter((fact) => !FACTS.includes(fact))).toEqual([]);
      expect(new Set(yields).size).toBe(yields.length);
      expect(yields.length).toBeGreaterThan(0);
    },
  );

  it('covers every count of a session', () => {
    expect(Object.values(COUNT_NEEDS).filter((fact) => !FACTS.includes(fact))).toEqual([]);
  });
});
