import { afterEach, expect, test } from 'vitest';
import type { CostsReport } from '../../src/domain/costs.ts';
import { startApp } from '../helpers/app-frames.tsx';
import { fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';

let app: ReturnType<typeof startApp> | null = null;
afterEach(() => app?.unmount());

/** The frame of the costs on a screen of `rows` lines, after `keys`. */
async function costFrame(costs: Partial<CostsReport>, rows: number, keys: string): Promise<string> {
  app = startApp(fakeFleet({ costs: { ...FLEET_COSTS, ...costs } }), { rows });
  await app.press('4', ...keys);
  return app.frame();
}

test('budgets and limits can be scrolled through in a window without any call', async () => {
  const frame = await costFrame({ byDay: [] }, 20, 'bbbbbbb');
  expect(frame).toContain('Nothing was spent');
  expect(frame).toContain('budget     over');
  app?.unmount();
  expect(await costFrame({ byDay: [] }, 20, 'bbbbbbbG')).toContain('own count');
});

test('the pane under the costs has no line that says nothing', async () => {
  const lines = (await costFrame({ budgets: [], limits: [] }, 24, '')).split('\n');
  const edge = lines.findLastIndex((line) => line.startsWith('╰'));
  expect(lines[edge - 1]).toContain('cache');
});
