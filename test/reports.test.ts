import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogPlace } from '../src/domain/live.ts';
import { NO_FILTER, type ReportFilter, type SessionReport } from '../src/domain/report.ts';
import type { openReports } from '../src/reports.ts';
import { ingestOnce } from '../src/writing/ingest-once.ts';
import { claudeTool, claudeTurn, Logs, writeFleet } from './helpers/logs.ts';
import { START } from './helpers/records.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let logs: Logs;
let reports: ReturnType<typeof openReports>;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => {
  reports?.close();
  logs.remove();
});

async function read(): Promise<void> {
  await ingestOnce(logs.options());
  reports = logs.reports();
}

/** First words of the log line at a place; null when the log does not have it. */
const headline = (place: LogPlace | null | undefined) => reports.text(place as LogPlace)?.headline ?? null;

const ids = (rows: readonly { sessionId: string }[]) => rows.map((row) => row.sessionId);

describe('sessions', () => {
  test('have figures of their own, and a rollup with their sub-agents', async () => {
    writeFleet(logs);
    await read();
    const sessions = reports.sessions(NO_FILTER, START + 5 * HOUR);
    expect(ids(sessions).sort()).toEqual(['a', 'a/x1', 'b', 's']);
    const [a, sub] = ['a', 'a/x1'].map((id) => sessions.find((row) => row.sessionId === id) as SessionReport);
    expect(a).toMatchObject({
      events: 4,
      modelCalls: 2,
      toolCalls: 1,
      project: 'shop',
      parentSessionId: null,
    });
    expect(a?.tokens).toMatchObject({ input: 15, output: 26, total: 41 });
    expect(sub).toMatchObject({ parentSessionId: 'a', modelCalls: 1, resumeCommand: null });
    expect(a?.rollup).toMatchObject({ sessions: 2, tokens: { total: 41 + 30 } });
    expect(sub?.rollup).toMatchObject({ sessions: 1, tokens: { total: 30 } });
    expect(a?.resumeCommand).toBe('cd ~/shop && claude --resume a');
  });

  test('say how they ended, and what is not known is null, not 0', async () => {
    writeFleet(logs);
    await read();
    const [stream] = reports.sessions({ ...NO_FILTER, harnesses: ['codex'] }, START + 5 * HOUR);
    expect(stream).toMatchObject({
      status: 'ended',
      endedReason: 'failed',
      attemptId: 'attempt-s',
      linesAdded: null,
      cwd: null,
    });
    expect(stream?.reportedCostUsdMicros).toBeNull();
  });
});

describe('the live view', () => {
  test('main sessions newest first, each with its sub-agents behind it', async () => {
    writeFleet(logs);
    await read();
    const rows = reports.live(START + 4 * HOUR + 3000, NO_FILTER, 10);
    expect(rows.map((row) => [row.sessionId, row.depth])).toEqual([
      ['s', 0],
      ['b', 0],
      ['a', 0],
      ['a/x1', 1],
    ]);
  });

  test('only what showed a sign of life since, and at most so many main sessions', async () => {
    writeFleet(logs);
    await read();
    const now = START + 4 * HOUR + 3000;
    expect(ids(reports.live(now, { ...NO_FILTER, since: START + HOUR }, 10))).toEqual(['s', 'b']);
    expect(ids(reports.live(now, NO_FILTER, 1))).toEqual(['s']);
  });

  test('what a session does now: the tool that runs, and where its line stands', async () => {
    logs.append(logs.transcript('a'), [...claudeTurn('a', 'one'), ...claudeTool('a', 't1', null)]);
    await read();
    const [row] = reports.live(START + 5000, NO_FILTER, 10);
    expect(row).toMatchObject({
      status: 'working',
      nowTool: 'Bash',
      nowPlace: { path: logs.transcript('a') },
    });
    expect(headline(row?.nowPlace)).toContain('npm test');
  });

  test('tokens per minute by quarter hour; a quarter hour without a call is unknown', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await read();
    const [row] = reports.live(START + 20 * MINUTE, NO_FILTER, 10);
    expect(row?.rate).toEqual([null, null, null, null, null, null, 2, null]);
  });

  test('the header counts by status, and spends of today in the stored zone', async () => {
    writeFleet(logs);
    await read();
    const header = reports.header(START + 4 * HOUR + 3000, NO_FILTER);
    expect(header).toMatchObject({ sessions: 4, alertsOpen: 0, waiting: 0, looping: 0, stalled: 0 });
    const cost = reports.totals(NO_FILTER).costUsdMicros as number;
    expect(header.todayCostUsdMicros).toBe(cost);
    expect(header.todayByHour.reduce((sum, hour) => sum + hour, 0)).toBe(cost);
    expect(header.todayByHour).toHaveLength(17);
    expect(header.tokensPerMinute).toBe(107);
    expect(reports.header(START + 24 * HOUR, NO_FILTER).todayCostUsdMicros).toBeNull();
  });
});

describe('a filter', () => {
  const now = START + 4 * HOUR + 3000;

  test('narrows the live view; a sub-agent without its main session stands by itself', async () => {
    writeFleet(logs);
    await read();
    const shown = (filter: Partial<ReportFilter>) =>
      reports.live(now, { ...NO_FILTER, ...filter }, 10).map((row) => [row.sessionId, row.depth]);
    expect(shown({ harnesses: ['codex'] })).toEqual([['s', 0]]);
    expect(shown({ since: START + MINUTE, until: START + HOUR })).toEqual([['a/x1', 0]]);
    expect(shown({ projects: ['nowhere'] })).toEqual([]);
    expect(shown({ until: START - 1 })).toEqual([]);
  });

  test('narrows every figure of the header', async () => {
    writeFleet(logs);
    await read();
    const of = (filter: Partial<ReportFilter>) => reports.header(now, { ...NO_FILTER, ...filter });
    const all = of({});
    const [codex, claude] = [of({ harnesses: ['codex'] }), of({ harnesses: ['claude_code'] })];
    expect([codex.sessions, claude.sessions]).toEqual([1, all.sessions - 1]);
    expect(codex.todayCostUsdMicros).toBeGreaterThan(0);
    expect((codex.todayCostUsdMicros ?? 0) + (claude.todayCostUsdMicros ?? 0)).toBe(all.todayCostUsdMicros);
    expect(codex.tokensPerMinute + claude.tokensPerMinute).toBe(all.tokensPerMinute);
    expect(of({ models: ['no-such-model'] })).toMatchObject({
      sessions: 0,
      todayCostUsdMicros: null,
      tokensPerMinute: 0,
    });
    expect(of({ models: ['claude-opus-4-6'] }).todayCostUsdMicros).toBe(claude.todayCostUsdMicros);
    expect(of({ models: ['gpt-5'] })).toMatchObject({ sessions: 1, tokensPerMinute: all.tokensPerMinute });
    expect(of({ until: START - 15 * MINUTE - 1 })).toMatchObject({
      sessions: 0,
      todayCostUsdMicros: null,
      tokensPerMinute: 0,
    });
    expect(of({ since: now })).toMatchObject({ sessions: 0, tokensPerMinute: 0 });
  });
});

describe('the detail of a session', () => {
  test('its timeline, tools, errors, models and context', async () => {
    writeFleet(logs);
    await read();
    const detail = reports.detail('b', 'claude_code', START + 5 * HOUR);
    expect(detail?.timeline.map(({ kind, label, isError }) => [kind, label, isError])).toEqual([
      ['prompt', 'user', false],
      ['reply', 'assistant', false],
      ['tool', 'Bash', true],
    ]);
    const [prompt, reply, tool] = detail?.timeline ?? [];
    expect(reply).toMatchObject({ tokens: 30, place: { path: logs.transcript('b') } });
    expect(tool).toMatchObject({ durationMs: 500, resultPlace: { path: logs.transcript('b') } });
    expect(reports.text(prompt?.place as NonNullable<typeof prompt>['place'])?.headline).toContain(
      'please b1',
    );
    expect(detail?.tools).toEqual([{ name: 'Bash', calls: 1, errors: 1, medianDurationMs: 500 }]);
    expect(detail?.errors).toMatchObject([{ count: 1, sessions: 1 }]);
    expect(detail?.models).toMatchObject([{ modelCalls: 2, tokens: { total: 41 } }]);
    expect(detail?.context.map((point) => point.tokens)).toEqual([10, 5]);
    expect(detail?.timelineTruncated).toBe(false);
  });

  test('names its sub-agents; another harness or an unknown id finds nothing', async () => {
    writeFleet(logs);
    await read();
    expect(ids(reports.detail('a', 'claude_code', START + HOUR)?.children ?? [])).toEqual(['a/x1']);
    expect(reports.detail('a', 'codex', START)).toBeNull();
    expect(reports.detail('nobody', 'claude_code', START)).toBeNull();
  });

  test('a line whose log is gone has no text any more, its figures stay', async () => {
    writeFleet(logs);
    await read();
    fs.rmSync(logs.transcript('b'));
    const detail = reports.detail('b', 'claude_code', START + 5 * HOUR);
    expect(detail?.timeline).toHaveLength(3);
    expect(headline(detail?.timeline[0]?.place)).toBeNull();
  });
});

describe('the rest', () => {
  test('every record as an event, and rejected lines with their place', async () => {
    writeFleet(logs);
    logs.append(logs.transcript('b'), ['not json']);
    await read();
    const events = [...reports.events(NO_FILTER)];
    expect(events).toHaveLength(reports.totals(NO_FILTER).events);
    expect(new Set(events.map((event) => event.path)).size).toBe(4);
    expect(reports.skippedLines(5)).toMatchObject([
      { path: logs.transcript('b'), lineNo: 5, reason: 'invalid_json' },
    ]);
    expect(reports.totals(NO_FILTER)).toMatchObject({ skipped: 1 });
  });

  test('the version moves when somebody commits', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await read();
    const before = reports.dataVersion();
    logs.append(logs.transcript('a'), claudeTurn('a', 'two'));
    await ingestOnce(logs.options());
    expect(reports.dataVersion()).not.toBe(before);
    expect(reports.totals(NO_FILTER).events).toBe(4);
  });

  test('without a database there is nothing to read: exit 7', () => {
    expect(() => logs.reports()).toThrow(expect.objectContaining({ exitCode: 7 }));
  });
});
