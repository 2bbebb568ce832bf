import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LISTED_PRICES, type PriceSettings } from '../../src/domain/prices.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { openReports } from '../../src/reports.ts';
import { startFollowing } from '../../src/writing/follow.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { claudeTurn, Logs } from '../helpers/logs.ts';
import { START } from '../helpers/records.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
  logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
});
afterEach(() => logs.remove());

const FREE: PriceSettings = { ...LISTED_PRICES, free: ['*'] };
const cost = () => logs.value(`SELECT sum(cost) FROM rollups`);

function totals() {
  const reports = logs.reports();
  try {
    return { cost: reports.totals(NO_FILTER).costUsdMicros, isStale: reports.arePricesStale() };
  } finally {
    reports.close();
  }
}

test('a changed configuration prices what is stored anew, and back again', async () => {
  await ingestOnce(logs.options());
  const listed = cost();
  expect(listed).toBeGreaterThan(0);
  await ingestOnce(logs.options({ prices: FREE }));
  expect(totals()).toEqual({ cost: 0, isStale: false });
  await ingestOnce(logs.options());
  expect(totals()).toEqual({ cost: listed, isStale: false });
});

test('a reader that is configured with other prices than were stored says that they are stale', async () => {
  await ingestOnce(logs.options());
  const stale = (prices: PriceSettings) => {
    const reports = openReports({ databasePath: logs.databasePath, timezone: 'UTC', roots: [], prices });
    try {
      return reports.arePricesStale();
    } finally {
      reports.close();
    }
  };
  expect([stale(LISTED_PRICES), stale(FREE)]).toEqual([false, true]);
});

test('tasks follow: their cost, and the model that an alias now makes theirs', async () => {
  const ledger = { source: 'ledger', path: `${logs.folder}/ledger.jsonl`, explicit: false } as const;
  const completion = {
    type: 'task_completion',
    event_id: 'e',
    task_id: 't',
    outcome: 'success',
    model: 'own',
  };
  logs.append(ledger.path, [{ ...completion, completed_at: new Date(START).toISOString() }]);
  const roots = [...logs.options().roots, ledger];
  const tasks = () => {
    const db = new Database(logs.databasePath, { readonly: true });
    try {
      return db
        .prepare(`SELECT w.word AS model, t.cost FROM tasks t JOIN words w ON w.word_id = t.model ORDER BY 1`)
        .all();
    } finally {
      db.close();
    }
  };
  await ingestOnce(logs.options({ roots }));
  const listed = cost();
  expect(tasks()).toEqual([
    { model: 'claude-opus-4-6', cost: listed },
    { model: 'own', cost: null },
  ]);
  await ingestOnce(logs.options({ roots, prices: FREE }));
  expect(tasks()).toMatchObject([{ cost: 0 }, { cost: null }]);
  const aliases = [
    ['claude-opus-4-6', 'claude-opus-4-5'],
    ['own', 'gpt-5'],
  ] as const;
  await ingestOnce(logs.options({ roots, prices: { ...FREE, aliases } }));
  expect(tasks()).toEqual([
    { model: 'claude-opus-4-5', cost: 0 },
    { model: 'gpt-5', cost: null },
  ]);
  await ingestOnce(logs.options({ roots }));
  expect(tasks()).toMatchObject([{ model: 'claude-opus-4-6', cost: listed }, { model: 'own' }]);
});

test('a monitor that follows does it, too', async () => {
  await ingestOnce(logs.options());
  const monitor = startFollowing(logs.options({ prices: FREE }));
  try {
    await expect.poll(cost, { timeout: 20_000 }).toBe(0);
    await expect.poll(() => monitor.state().mode, { timeout: 20_000 }).toBe('following');
    expect(monitor.state().repricing).toBeNull();
  } finally {
    await monitor.stop();
  }
});
