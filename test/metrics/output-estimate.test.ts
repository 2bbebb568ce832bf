import { expect, it } from 'vitest';
import { estimatedOutput } from '../../src/metrics/output-estimate.ts';

it.each([
  { reported: 1, visible: 401, finished: false, estimate: 101, why: 'reported 1 token for 401 characters' },
  { reported: 101, visible: 401, finished: false, estimate: null, why: 'the report covers the visible text' },
  { reported: 1, visible: 401, finished: true, estimate: null, why: 'a final count is not second-guessed' },
  { reported: null, visible: 40, finished: false, estimate: 10, why: 'nothing reported' },
  { reported: null, visible: 0, finished: false, estimate: null, why: 'nothing to estimate from' },
  { reported: 0, visible: 0, finished: false, estimate: null, why: 'a counted 0 with no text is 0' },
])('$why: $estimate', ({ reported, visible, finished, estimate }) => {
  expect(estimatedOutput(reported, visible, finished)).toBe(estimate);
});
