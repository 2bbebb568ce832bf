import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actOnAlert } from '../../../src/db/alerts.ts';
import { alerts } from '../../../src/db/queries/alerts.ts';
import type { AlertAction } from '../../../src/domain/live.ts';
import { NO_FILTER } from '../../../src/domain/report.ts';
import { openReports } from '../../../src/reports.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { record, START } from '../../helpers/records.ts';

let base: TestDatabase;
beforeEach(() => {
  base = new TestDatabase();
});
afterEach(() => base.remove());

/** Stores an alert and what the user says of it. */
function judged(type: string, id: string, action: AlertAction | null, writer = 'agentperf'): void {
  base.db
    .prepare(
      `INSERT INTO alerts (alert_id, type, severity, status, session_key, subject, evidence, recommendation, episode_start, opened_at,
         last_at, writer, pending) VALUES (?, ?, 'high', 'open', (SELECT max(session_key) FROM sessions), 'x', '{}', 'y', 0, ?, ?, ?, '')`,
    )
    .run(id, type, START, START, writer);
  if (action !== null) actOnAlert(base.db, id, action, START);
}

function several(type: string, action: AlertAction, count: number): void {
  for (let n = 0; n < count; n++) judged(type, `${type}-${action}-${n}`, action);
}

describe('alerts', () => {
  it('name their session exactly, with harness and project, and what the user said', () => {
    base.feed(base.file(), [record({}, { type: 'session_info', cwd: '/home/me/api' })]);
    judged('error_loop', 'a', 'was_real');
    judged('error_loop', 'b', 'dismiss');
    judged('error_loop', 'c', 'acknowledge');
    const [session] = base.all<{ session_id: string; harness: string }>(
      'SELECT session_id, harness FROM sessions',
    );
    const found = new Map(alerts(base.db, NO_FILTER, START).map((alert) => [alert.alertId, alert]));
    expect(found.get('a')).toMatchObject({
      sessionId: session?.session_id,
      harness: session?.harness,
      project: 'api',
      verdict: 'real',
    });
    expect(found.get('b')).toMatchObject({ status: 'dismissed', verdict: 'not_real' });
    expect(found.get('c')).toMatchObject({ status: 'acknowledged', verdict: null });
  });

  it('of no session have no harness', () => {
    judged('error_loop', 'a', null);
    expect(alerts(base.db, NO_FILTER, START)[0]).toMatchObject({
      sessionId: null,
      harness: null,
      project: null,
    });
  });
});

describe('the precision of the rules', () => {
  const precision = () => {
    const reports = openReports({ databasePath: base.path, timezone: 'UTC', roots: [] });
    const found = reports.alertPrecision(NO_FILTER);
    reports.close();
    return found;
  };

  it('is counted from what users said, with an interval from 5 judged alerts on', () => {
    several('tool_loop', 'was_real', 4);
    several('error_loop', 'was_real', 4);
    several('error_loop', 'dismiss', 1);
    several('stuck_agent', 'acknowledge', 9);
    const [errorLoop, toolLoop, ...others] = precision();
    expect(others).toEqual([]);
    expect(toolLoop).toEqual({ type: 'tool_loop', real: 4, notReal: 0, low: null, high: null });
    expect(errorLoop).toMatchObject({ type: 'error_loop', real: 4, notReal: 1 });
    // Wilson, 4 of 5.
    expect(errorLoop?.low).toBeCloseTo(0.3755, 4);
    expect(errorLoop?.high).toBeCloseTo(0.9638, 4);
  });

  it('leaves out alerts that other programs raised', () => {
    judged('error_loop', 'theirs', 'dismiss', 'bosun');
    expect(precision()).toEqual([]);
  });
});
