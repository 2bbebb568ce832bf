import { afterAll, beforeAll, test } from 'vitest';
import type { ActionId } from '../../src/ui/key-scopes.ts';
import { E2E_TIMEOUT_MS, openFleet } from '../helpers/agentperf.ts';
import { keyBytes } from '../helpers/key-bytes.ts';
import type { PtyProgram } from '../helpers/pty.ts';

let screen: PtyProgram;
let end: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ screen, end } = await openFleet());
}, E2E_TIMEOUT_MS);

afterAll(() => end?.());

/** Keys one after the other, and what the screen says then. */
const STEPS: readonly (readonly [ActionId, string])[] = [
  ['view.agents', 'sorted by done'],
  ['group', 'cards of each department'],
  ['view.models', 'by task type:'],
  ['group', 'models: all tasks'],
  ['view.cost', 'by day'],
  ['grain', 'by week'],
  ['group', 'cost by agent'],
  ['view.trends', 'METRIC'],
];

test('the views of numbers, their groups and periods', { timeout: E2E_TIMEOUT_MS }, async () => {
  for (const [action, text] of STEPS) {
    screen.write(keyBytes(action, 0));
    await screen.waitFor(text);
  }
});
