import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_FILTER } from '../../src/domain/report.ts';
import { storedZone } from '../../src/reading/stored-zone.ts';
import { openReports } from '../../src/reports.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { claudeTurn, Logs } from '../helpers/logs.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

/** 2026-03-08T03:30 UTC: Saturday evening in New York, the night before clocks go forward. */
const AT = Date.UTC(2026, 2, 8, 3, 30);

function days(timezone: string): (string | null)[] {
  const reports = openReports({ databasePath: logs.databasePath, timezone, roots: [] });
  try {
    return reports.costs(NO_FILTER, AT).byDay.map(({ day }) => day);
  } finally {
    reports.close();
  }
}

test('the zone of the first run is kept, and days are cut anew when the configuration names another', async () => {
  expect(storedZone(logs.databasePath)).toBeNull();
  logs.append(logs.transcript('a'), claudeTurn('a', 'one', AT));
  await ingestOnce(logs.options({ timezone: 'America/New_York' }));
  expect(storedZone(logs.databasePath)).toBe('America/New_York');
  expect(days('America/New_York')).toEqual(['2026-03-07']);
  expect(days('Asia/Kolkata')).toEqual(['2026-03-08']);
  await ingestOnce(logs.options({ timezone: 'Asia/Kolkata' }));
  expect(storedZone(logs.databasePath)).toBe('Asia/Kolkata');
  expect(logs.value(`SELECT value FROM meta WHERE key = 'day_zone'`)).toBe('Asia/Kolkata');
  expect(days('Asia/Kolkata')).toEqual(['2026-03-08']);
  expect(days('America/New_York')).toEqual(['2026-03-07']);
});

test('what is no database of ours has none', () => {
  fs.mkdirSync(path.dirname(logs.databasePath), { recursive: true });
  fs.writeFileSync(logs.databasePath, 'no database');
  expect(storedZone(logs.databasePath)).toBeNull();
});
