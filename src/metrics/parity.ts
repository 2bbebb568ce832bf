/** Figures that a source cannot tell: null, never 0 (DESIGN.md 4). Pure. */

import { COUNT_NEEDS, FACTS, type Fact, type SessionCount } from '../domain/parity.ts';

/** A count as it may be shown: null where the source never logs what is counted and nobody else told of it. */
export function loggedCount(yields: readonly Fact[], name: SessionCount, count: number): number | null {
  return count > 0 || yields.includes(COUNT_NEEDS[name]) ? count : null;
}

/** What a source never writes down, in the order of FACTS. */
export function notLogged(yields: readonly Fact[]): Fact[] {
  return FACTS.filter((fact) => !yields.includes(fact));
}
