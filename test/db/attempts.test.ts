import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentEvent, ParsedRecord } from '../../src/domain/event.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, metrics, type RecordFields, record, START, sessionEnd } from '../helpers/records.ts';
import { reportedCosts, storedRollups, summedRows } from '../helpers/rollup-oracle.ts';

const ATTEMPT = 'attempt-1';
const HOUR_MS = 3_600_000;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

/** A line of a stream; it says which attempt its session works on. */
function line(
  session: string,
  fields: RecordFields & { attempt?: string },
  ...facts: AgentEvent[]
): ParsedRecord {
  const { attempt = ATTEMPT, ...rest } = fields;
  return record(
    { session, harness: 'codex', kind: facts[0]?.type ?? 'row', ...rest },
    { type: 'session_info', attemptId: attempt },
    ...facts,
  );
}

const usage = (output: number) => call({ usage: { input: 100, output }, model: 'gpt' });

/** A metrics line names its attempt and no session. */
const metricsLine = (tokens: number | null, costUsdMicros: number | null, at = START + HOUR_MS) =>
  line(ATTEMPT, { kind: 'metrics', at }, metrics({ totalTokens: tokens, costUsdMicros }));

interface Totals {
  readonly calls: number;
  readonly tokens: number;
  readonly unclassified: number;
  readonly cost: number;
  readonly reported: number;
}

function totals(): Totals {
  const [row] = database.all<Totals>(
    `SELECT sum(model_calls) AS calls, sum(input + output) AS tokens, sum(unclassified) AS unclassified, sum(cost) AS cost,
       sum(reported_cost) AS reported FROM rollups`,
  );
  return row as Totals;
}

function expectTrueSums(): void {
  expect(storedRollups(database)).toEqual(summedRows(database));
  const reported = reportedCosts(database);
  expect(reported.rollups).toEqual(reported.rows);
}

describe('of metrics line, session ends and usage events one counts, per attempt', () => {
  test('usage events alone are calls with their own tokens and cost', () => {
    database.feed(database.file('work-stream'), [line('s1', {}, usage(10)), line('s1', {}, usage(20))]);
    expect(totals()).toMatchObject({ calls: 2, tokens: 230, unclassified: 0, cost: 230 });
  });

  test('a session end takes the place of the usage events; its tokens are unclassified', () => {
    database.feed(database.file('work-stream'), [
      line('s1', {}, usage(10)),
      line('s1', {}, sessionEnd({ totalTokens: 500, costUsdMicros: 77 })),
    ]);
    expect(totals()).toMatchObject({ calls: 0, tokens: 0, unclassified: 500, cost: 77, reported: 77 });
  });

  test('several ends of one attempt add up', () => {
    database.feed(database.file('work-stream'), [
      line('s1', {}, sessionEnd({ totalTokens: 500, costUsdMicros: 70 })),
      line('s1', {}, sessionEnd({ totalTokens: 300, costUsdMicros: 30 })),
    ]);
    expect(totals()).toMatchObject({ unclassified: 800, cost: 100, reported: 100 });
  });

  test('a metrics line takes the place of both', () => {
    database.feed(database.file('work-stream'), [
      line('s1', {}, usage(10)),
      line('s1', {}, sessionEnd({ totalTokens: 500, costUsdMicros: 77 })),
    ]);
    database.feed(database.file('work-stream'), [metricsLine(900, 90)]);
    expect(totals()).toMatchObject({ calls: 0, unclassified: 900, cost: 90, reported: 90 });
    expectTrueSums();
  });

  test('of several metrics lines the newest counts, read in any order', () => {
    const lines = [metricsLine(900, 90, START + 1000), metricsLine(700, 70, START + 500)];
    database.feed(database.file('work-stream'), [line('s1', {}, usage(10)), ...lines]);
    expect(totals()).toMatchObject({ unclassified: 900, cost: 90, reported: 90 });
    expectTrueSums();
  });

  test('an end without figures leaves the usage events in force', () => {
    database.feed(database.file('work-stream'), [line('s1', {}, usage(10)), line('s1', {}, sessionEnd())]);
    expect(totals()).toMatchObject({ calls: 1, tokens: 110, unclassified: 0 });
  });

  test('an end without a cost leaves the cost that its calls were priced at', () => {
    database.feed(database.file('work-stream'), [
      line('s1', {}, usage(10)),
      line('s1', {}, sessionEnd({ totalTokens: 500 })),
    ]);
    expect(totals()).toMatchObject({ calls: 0, unclassified: 500, cost: 110 });
    expectTrueSums();
  });

  test('two sessions that worked on one attempt share one metrics line, which is counted once', () => {
    database.feed(database.file('work-stream'), [
      line('s1', {}, usage(10)),
      line('s2', {}, usage(20)),
      line('s2', {}, sessionEnd({ totalTokens: 400, costUsdMicros: 40 })),
      metricsLine(900, 90),
    ]);
    expect(totals()).toMatchObject({ calls: 0, unclassified: 900, cost: 90 });
    expectTrueSums();
  });

  test('attempts do not count for one another', () => {
    database.feed(database.file('work-stream'), [
      line('s1', {}, usage(10)),
      line('s2', { attempt: 'attempt-2' }, usage(20)),
      metricsLine(900, 90),
    ]);
    expect(totals()).toMatchObject({ calls: 1, tokens: 120, unclassified: 900, cost: 210 });
  });
});

describe('a metrics line before or after its session', () => {
  const session = [
    line('s1', {}, usage(10)),
    line('s1', {}, sessionEnd({ totalTokens: 500, costUsdMicros: 77 })),
  ];

  test.each([
    ['behind it', [...session, metricsLine(900, 90)]],
    ['before it', [metricsLine(900, 90), ...session]],
    ['in the middle of it', [session[0] as ParsedRecord, metricsLine(900, 90), session[1] as ParsedRecord]],
  ])('%s: one session, the same totals', (_place, lines) => {
    for (const one of lines) {
      database.feed(database.file('work-stream'), [one]);
      database.restart();
    }
    expect(totals()).toMatchObject({ calls: 0, unclassified: 900, cost: 90, reported: 90 });
    expect(database.all(`SELECT session_id FROM sessions`)).toEqual([{ session_id: 's1' }]);
    expectTrueSums();
  });

  test('the same within one commit', () => {
    database.feed(database.file('work-stream'), [metricsLine(900, 90), ...session]);
    expect(totals()).toMatchObject({ unclassified: 900, cost: 90, reported: 90 });
    expect(database.all(`SELECT session_id FROM sessions`)).toEqual([{ session_id: 's1' }]);
    expectTrueSums();
  });
});

describe('a session that a harness transcript tells about', () => {
  const transcript = record({ uid: 'u1' }, call({ message: 'm1', usage: { input: 40, output: 2 } }));
  const stream = [
    line('s1', { harness: 'claude_code' }, sessionEnd({ totalTokens: 500, costUsdMicros: 77 })),
    line(
      ATTEMPT,
      { harness: 'claude_code', at: START + HOUR_MS },
      metrics({ totalTokens: 900, costUsdMicros: 90 }),
    ),
  ];

  test.each([
    ['transcript first', true],
    ['stream first', false],
  ])('%s: the stream figures are only what it reported', (_order, transcriptFirst) => {
    const feedTranscript = () => database.feed(database.file('claude-code'), [transcript]);
    if (transcriptFirst) feedTranscript();
    database.feed(database.file('work-stream'), stream);
    if (!transcriptFirst) feedTranscript();
    expect(totals()).toMatchObject({ calls: 1, tokens: 42, unclassified: 0, cost: 42, reported: 90 });
    expect(database.value<string>(`SELECT source FROM sessions`)).toBe('claude-code');
    expectTrueSums();
  });
});

test('whatever a stream says, rollups are the sums of the rows', () => {
  const fact = fc.oneof(
    fc.nat(30).map((output) => usage(output)),
    fc
      .record({ tokens: fc.option(fc.nat(500)), cost: fc.option(fc.nat(50)) })
      .map(({ tokens, cost }) => sessionEnd({ totalTokens: tokens, costUsdMicros: cost })),
  );
  const ordinary = fc
    .record({ session: fc.nat(2), attempt: fc.nat(1), fact, minute: fc.nat(40) })
    .map((one) =>
      line(`s${one.session}`, { attempt: `a${one.attempt}`, at: START + one.minute * 60_000 }, one.fact),
    );
  const measured = fc
    .record({
      attempt: fc.nat(1),
      tokens: fc.option(fc.nat(900)),
      cost: fc.option(fc.nat(90)),
      minute: fc.nat(40),
    })
    .map(({ attempt, tokens, cost, minute }) =>
      line(
        `a${attempt}`,
        { attempt: `a${attempt}`, at: START + minute * 60_000, kind: 'metrics' },
        metrics({ totalTokens: tokens, costUsdMicros: cost }),
      ),
    );
  const transcript = fc
    .nat(2)
    .map((session) => record({ session: `s${session}`, harness: 'codex' }, call({ message: `m${session}` })));
  const step = fc.record({
    lines: fc.array(fc.oneof(ordinary, ordinary, measured), { minLength: 1, maxLength: 4 }),
    transcript: fc.option(transcript, { freq: 4 }),
    restart: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      database.remove();
      database = new TestDatabase();
      for (const { lines, transcript, restart } of steps) {
        database.feed(database.file('work-stream'), lines);
        if (transcript !== null) database.feed(database.file('claude-code'), [transcript]);
        if (restart) database.restart();
      }
      expectTrueSums();
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('versions of the harness that were told of an attempt become those of its session, each since its first word', () => {
  const version = (session: string, harnessVersion: string, at: number) =>
    line(session, { at }, { type: 'session_info', attemptId: ATTEMPT, harnessVersion });
  database.feed(database.file('work-stream'), [
    version(ATTEMPT, '1.0', START),
    version(ATTEMPT, '2.0', START + HOUR_MS),
    version('s1', '1.0', START + 2 * HOUR_MS),
  ]);
  expect(
    database.all(`SELECT session_id, version, v.first_at FROM session_versions v JOIN sessions USING (session_key)
      ORDER BY version`),
  ).toEqual([
    { session_id: 's1', version: '1.0', first_at: START },
    { session_id: 's1', version: '2.0', first_at: START + HOUR_MS },
  ]);
});
