/** Precision and recall on the labelled set: everything real is raised, once, and nothing else. */

import { expect, it } from 'vitest';
import { SCENARIOS } from '../fixtures/alerts/scenarios.ts';
import { labelOf, play } from '../fixtures/alerts/script.ts';

it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  expect(play(scenario).map(labelOf).sort()).toEqual(scenario.expected.map(labelOf).sort());
});
