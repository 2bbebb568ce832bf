import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActionId } from '../../src/ui/key-scopes.ts';
import { A_ROW, E2E_TIMEOUT_MS, fleetHome, type Home, runPlain, startScreen } from '../helpers/agentperf.ts';
import { keyBytes } from '../helpers/key-bytes.ts';
import type { PtyProgram } from '../helpers/pty.ts';

let home: Home;
let screen: PtyProgram;

beforeAll(async () => {
  home = fleetHome();
  expect(runPlain(home, 'ingest', '--once').status).toBe(0);
  screen = startScreen(home);
  await screen.waitFor(A_ROW);
  await screen.waitUntilGone('reading');
}, E2E_TIMEOUT_MS);

afterAll(async () => {
  screen?.kill();
  await screen?.exit;
  home?.remove();
});

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
