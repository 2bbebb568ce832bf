import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alertLine } from '../../src/alerts/alert-line.ts';
import { createOutbox } from '../../src/alerts/outbox.ts';
import { actOnAlert } from '../../src/db/alerts.ts';
import { alerts as alertReports } from '../../src/db/queries/alerts.ts';
import type { AlertChange, AlertFinding, DetectorFact } from '../../src/domain/alert.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { TestDatabase } from '../helpers/database.ts';
import { prompt, record, START } from '../helpers/records.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What the detectors answer to the next fact. */
let answer: AlertChange[] = [];
let seen: DetectorFact[] = [];
let database: TestDatabase;
beforeEach(() => {
  answer = [];
  seen = [];
  database = new TestDatabase({
    observe: (_session, fact) => {
      seen.push(fact);
      return answer.splice(0);
    },
  });
  database.feed(database.file(), [record({ session: 's1', taskId: 'task-1' })]);
});
afterEach(() => database.remove());

const finding = (fields: Partial<AlertFinding> = {}): AlertFinding => ({
  type: 'tool_loop',
  severity: 'medium',
  recommendation: 'look at it',
  sessionKey: 1,
  subject: 'Bash',
  episodeStart: START - MINUTE_MS,
  openedAt: START,
  evidence: { occurrences: 10 },
  ...fields,
});
const open = (fields?: Partial<AlertFinding>): AlertChange => ({ kind: 'open', finding: finding(fields) });
const resolve = (at = START + MINUTE_MS): AlertChange => ({
  kind: 'resolve',
  type: 'tool_loop',
  sessionKey: 1,
  subject: 'Bash',
  episodeStart: START - MINUTE_MS,
  at,
});

const apply = (...changes: AlertChange[]) => database.recorder.applyAlerts(changes);
const store = () => database.recorder.alerts;
const pending = () =>
  store()
    .pending()
    .map(({ type, tell }) => [type, ...tell]);
const stored = () => database.all<Record<string, unknown>>(`SELECT * FROM alerts`);
const report = (now = START) => alertReports(database.db, NO_FILTER, now);

describe('an alert', () => {
  test('opens, waits to be told, and is told once', () => {
    apply(open());
    expect(pending()).toEqual([['tool_loop', 'open']]);
    expect(store().openAlerts()).toMatchObject([
      { type: 'tool_loop', sessionKey: 1, subject: 'Bash', openedAt: START },
    ]);
    for (const alert of store().pending()) store().told(alert);
    expect(pending()).toEqual([]);
  });

  test('opened twice is one alert, and is not told again', () => {
    apply(open());
    for (const alert of store().pending()) store().told(alert);
    apply(open());
    expect(stored()).toHaveLength(1);
    expect(pending()).toEqual([]);
  });

  test('of another episode is another alert', () => {
    apply(open(), open({ episodeStart: START }));
    expect(stored()).toHaveLength(2);
  });

  test('that goes on has newer evidence and is not told anew', () => {
    apply(open());
    for (const alert of store().pending()) store().told(alert);
    apply({ kind: 'update', finding: finding({ openedAt: START + 5, evidence: { occurrences: 14 } }) });
    expect(stored()).toMatchObject([
      { evidence: '{"occurrences":14}', last_at: START + 5, opened_at: START },
    ]);
    expect(pending()).toEqual([]);
  });

  test('that resolves is told; before its opening was told, both are', () => {
    apply(open());
    apply(resolve());
    expect(pending()).toEqual([['tool_loop', 'open', 'resolved']]);
    expect(stored()).toMatchObject([{ status: 'resolved', resolved_at: START + MINUTE_MS }]);
    expect(store().openAlerts()).toEqual([]);
  });

  test('what comes to be told while it is being told stays', () => {
    apply(open());
    const [telling] = store().pending();
    apply(resolve());
    store().told(telling!);
    expect(pending()).toEqual([['tool_loop', 'open', 'resolved']]);
  });

  test('is stored with the events that raised it, or not at all', () => {
    answer = [open()];
    database.db.exec(
      `CREATE TRIGGER full BEFORE UPDATE ON files WHEN NEW.offset > 100 BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
    const file = database.file();
    database.feed(file, [record({})]);
    expect(() => database.feed(file, [record({ session: 's2' }, prompt())])).toThrow('no');
    expect(stored()).toEqual([]);
  });

  test('knows its session when that session is new in the same commit', () => {
    answer = [open({ sessionKey: 2 })];
    database.feed(database.file(), [record({ session: 's9' }, prompt())]);
    expect(store().pending()).toMatchObject([{ sessionId: 's9', harness: 'claude_code' }]);
  });
});

describe('history', () => {
  test('that is over 10 minutes old when it is seen is recorded and told to nobody', () => {
    database.now = START + 10 * MINUTE_MS + 1;
    apply(open(), resolve());
    expect(stored()).toMatchObject([{ detected_at: null, pending: '', status: 'resolved' }]);
    expect(report()).toMatchObject([{ latencyMs: null }]);
  });

  test('up to then it is live: told, with how long it took', () => {
    database.now = START + 10 * MINUTE_MS;
    apply(open());
    expect(pending()).toEqual([['tool_loop', 'open']]);
    expect(report()).toMatchObject([{ latencyMs: 10 * MINUTE_MS }]);
  });
});

describe('what a person says', () => {
  const id = () => (stored()[0] as { alert_id: string }).alert_id;
  beforeEach(() => apply(open()));

  test('acknowledged, it stays open and quiet', () => {
    actOnAlert(database.db, id(), 'acknowledge', database.now);
    expect(report()).toMatchObject([{ status: 'acknowledged', resolvedAt: null }]);
  });

  test('snoozed, it is open again after an hour', () => {
    actOnAlert(database.db, id(), 'snooze', database.now);
    expect(report(START + HOUR_MS - 1)).toMatchObject([{ status: 'snoozed' }]);
    expect(report(START + HOUR_MS)).toMatchObject([{ status: 'open' }]);
  });

  test('dismissed, it was not real, and its end does not change that', () => {
    actOnAlert(database.db, id(), 'dismiss', database.now);
    apply(resolve());
    expect(stored()).toMatchObject([{ status: 'dismissed', verdict: 'not_real' }]);
  });

  test('called real, its status stays', () => {
    actOnAlert(database.db, id(), 'was_real', database.now);
    expect(stored()).toMatchObject([{ status: 'open', verdict: 'real' }]);
  });
});

test("another program's alert is kept as told: resolved, never raised, once", () => {
  const file = database.file('work-stream');
  const line = record(
    { session: 's1', kind: 'alert' },
    {
      type: 'foreign_alert',
      alertType: 'cost_anomaly',
      severity: 'high',
      recommendation: null,
      subject: null,
      writer: 'bosun',
    },
  );
  database.feed(file, [line]);
  database.rewind(file);
  database.feed(file, [line]);
  expect(report()).toMatchObject([
    { type: 'cost_anomaly', status: 'resolved', writer: 'bosun', sessionId: 's1' },
  ]);
  expect(pending()).toEqual([]);
  expect(store().openAlerts()).toEqual([]);
});

test('an alert names the task of its session', () => {
  apply(open());
  expect(store().pending()).toMatchObject([{ taskId: 'task-1', sessionId: 's1' }]);
  expect(report()).toMatchObject([{ taskId: 'task-1' }]);
});

describe('told to the file once, whenever the process dies', () => {
  const lines = () =>
    fs
      .readFileSync(path.join(database.folder, 'agent-alerts.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  /** One life of the process: tells what is pending; `dies` before it marks anything as told. */
  function live(dies: boolean): void {
    const outbox = createOutbox({ path: path.join(database.folder, 'agent-alerts.jsonl') });
    for (const alert of store().pending()) {
      for (const what of alert.tell)
        outbox.append(alertLine(alert, what === 'resolved' ? 'resolved' : 'open'));
      if (!dies) store().told(alert);
    }
    outbox.close();
    database.restart();
  }

  test('between the row and the line: the line is written later', () => {
    apply(open());
    database.restart();
    live(false);
    live(false);
    expect(lines()).toMatchObject([{ type: 'tool_loop', status: 'open', session_id: 's1' }]);
  });

  test('between the line and the mark: the line is found and not written again', () => {
    apply(open());
    live(true);
    live(true);
    apply(resolve());
    live(false);
    expect(lines().map((line) => line.status)).toEqual(['open', 'resolved']);
    expect(pending()).toEqual([]);
  });
});

test('the detectors see every fact once: no copies, no lines read again', () => {
  const file = database.file();
  const lines = [record({ uid: 'u1' }, prompt()), record({ uid: 'u1' }, prompt())];
  database.feed(file, lines);
  database.rewind(file);
  database.feed(file, lines);
  expect(seen).toEqual([{ type: 'turn_start', at: START }]);
});
