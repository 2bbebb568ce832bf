import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_FILTER } from '../../src/domain/report.ts';
import { openReports } from '../../src/reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { putRollup, putSession, type SessionFields } from '../helpers/session-rows.ts';
import { putTasks } from '../helpers/task-rows.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20, 15);

let database: TestDatabase;
let reports: ReturnType<typeof openReports>;
beforeEach(() => {
  database = new TestDatabase();
  reports = openReports({ databasePath: database.path, timezone: 'UTC', roots: [] });
});
afterEach(() => {
  reports.close();
  database.remove();
});

const session = (key: number, fields: SessionFields) =>
  putSession(database.db, key, { project: 'api', first_at: NOW - DAY, last_at: NOW - DAY + key, ...fields });
const spend = (session_key: number, at: number, cost: number) =>
  putRollup(database.db, { session_key, at, cost, input: cost });

test('sessions of a detail and what is not listed among them are what its card cost', () => {
  session(1, {});
  session(2, { parent_id: 's1', session_id: 's1/x', agent_type: 'explore' });
  session(3, { first_at: NOW - 9 * DAY });
  spend(1, NOW - DAY, 100);
  spend(2, NOW - DAY, 10);
  spend(3, NOW - DAY, 1);
  spend(3, NOW - 9 * DAY, 1000);
  const told = { usageOrigin: 'orchestrator', tokens: 7, costUsdMicros: 3 } as const;
  putTasks(database.db, [{ ...told, project: 'api', completedAt: NOW }]);
  const found = reports.performer({ ...NO_FILTER, since: NOW - 2 * DAY }, NOW, 'project', 'api');
  expect(found?.card).toMatchObject({ costUsdMicros: 114, tokens: { total: 118 } });
  expect(
    found?.sessions.map(({ session: { sessionId }, own, withSubagents }) => [
      ...[sessionId, own.costUsdMicros, withSubagents.costUsdMicros],
    ]),
  ).toEqual([
    ['s3', 1, 1],
    ['s1/x', 10, 10],
    ['s1', 100, 110],
  ]);
  expect(found?.unlisted).toEqual({ tokens: 7, costUsdMicros: 3 });
});

test('a sub-agent is of another agent than its main session, whose own cost is without it', () => {
  session(1, {});
  session(2, { parent_id: 's1', session_id: 's1/x', agent_type: 'explore' });
  spend(1, NOW - DAY, 100);
  spend(2, NOW - DAY, 10);
  const found = reports.performer(NO_FILTER, NOW, 'agent', 'claude_code');
  expect(found).toMatchObject({
    card: { costUsdMicros: 100 },
    sessions: [{ own: { costUsdMicros: 100 }, withSubagents: { costUsdMicros: 110, tokens: 110 } }],
    unlisted: { tokens: 0, costUsdMicros: 0 },
  });
});
