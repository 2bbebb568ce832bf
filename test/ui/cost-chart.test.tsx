import { afterEach, expect, test } from 'vitest';
import { fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';
import { startMonitor, type TestMonitor } from '../helpers/monitor-app.tsx';

let monitor: TestMonitor | null = null;
afterEach(() => monitor?.unmount());

/** The lines of the chart when these days of the thirty have no price; each has about 3.6 columns. */
async function chart(isUnpriced: (day: number) => boolean): Promise<string[]> {
  const byDay = FLEET_COSTS.byDay.map((day, index) =>
    isUnpriced(index) ? { ...day, costUsdMicros: null } : day,
  );
  monitor = await startMonitor(fakeFleet({ costs: { ...FLEET_COSTS, byDay } }), { columns: 120, rows: 36 });
  await monitor.press('4');
  return monitor.terminal.lines().filter((line) => /\$[\d.]+ *[┤┼]/u.test(line));
}

/** Columns of the plot in which anything is drawn. */
function drawnColumns(lines: readonly string[]): Set<number> {
  const begin = lines[0]?.search(/[┤┼]/u) ?? 0;
  return new Set(
    lines.flatMap((line) =>
      [...line.slice(begin + 1).replace(/│\s*$/u, '')].flatMap((sign, x) => (sign.trim() === '' ? [] : [x])),
    ),
  );
}

test('days without any price are a gap, and the line goes on behind it', async () => {
  const whole = drawnColumns(await chart(() => false));
  monitor?.unmount();
  const columns = drawnColumns(await chart((day) => day >= 10 && day < 15));
  const missing = [...whole].filter((x) => !columns.has(x));
  expect(missing.length).toBeGreaterThanOrEqual(5 * 3);
  expect(Math.max(...missing) - Math.min(...missing)).toBe(missing.length - 1);
  expect(Math.max(...columns)).toBe(Math.max(...whole));
});

test('where no day has a price, only days without calls are drawn: they cost nothing', async () => {
  const lines = await chart(() => true);
  expect(lines.length).toBeGreaterThan(3);
  expect(drawnColumns(lines.slice(0, -1)).size).toBe(0);
  expect(drawnColumns(lines).size).toBeLessThan(10);
});
