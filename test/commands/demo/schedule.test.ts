import { describe, expect, it } from 'vitest';
import type { DemoLine } from '../../../src/commands/demo/demo-line.ts';
import { demoSchedule } from '../../../src/commands/demo/schedule.ts';

const START = Date.UTC(2026, 10, 20, 12);
const MINUTE_MS = 60_000;

/** Everything up to `minutes` after the start. */
function linesUntil(seed: number, minutes: number, startMs = START): DemoLine[] {
  const lines: DemoLine[] = [];
  for (const line of demoSchedule(seed, startMs)) {
    if (line.atOffsetMs > minutes * MINUTE_MS) break;
    lines.push(line);
  }
  return lines;
}

const fleet = linesUntil(1, 10);
const rows = fleet.map((line) => ({ ...line, value: JSON.parse(line.line) }));
const past = rows.filter((row) => row.atOffsetMs <= 0);
const claude = rows.filter((row) => row.file.startsWith('claude/'));

function results(from: typeof rows): { at: number; file: string; isError: boolean; content: string }[] {
  return from.flatMap((row) => {
    const content = row.value.type === 'user' ? row.value.message.content : null;
    if (!Array.isArray(content) || content[0].type !== 'tool_result') return [];
    return [
      { at: row.atOffsetMs, file: row.file, isError: content[0].is_error, content: content[0].content },
    ];
  });
}

describe('demoSchedule', () => {
  it('gives the same lines for the same seed and start, others for another seed', () => {
    expect(linesUntil(1, 2)).toEqual(fleet.filter((line) => line.atOffsetMs <= 2 * MINUTE_MS));
    expect(linesUntil(2, 2).map((line) => line.line)).not.toEqual(linesUntil(1, 2).map((line) => line.line));
  });

  it('moves nothing but timestamps with the start time', () => {
    const shift = 86_400_000 * 40 + 12_345;
    const later = linesUntil(1, 2, START + shift);
    const dated = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
    const moved = (line: string): string =>
      line.replace(dated, (at) => new Date(Date.parse(at) + shift).toISOString());
    expect(later).toEqual(linesUntil(1, 2).map((line) => ({ ...line, line: moved(line.line) })));
  });

  it('never goes back in time', () => {
    expect(
      fleet.every(
        (line, index) => index === 0 || line.atOffsetMs >= (fleet[index - 1] as DemoLine).atOffsetMs,
      ),
    ).toBe(true);
  });

  it('stamps every row with the moment it is written', () => {
    const ofSessions = rows.filter((row) => !row.file.startsWith('ledger/'));
    const stamped = ofSessions.filter((row) => row.value.timestamp !== undefined);
    expect(stamped.length).toBeGreaterThan(ofSessions.length * 0.9);
    for (const row of stamped) expect(Date.parse(row.value.timestamp)).toBe(START + row.atOffsetMs);
    const ledger = rows.filter((row) => row.file.startsWith('ledger/'));
    expect(ledger.length).toBeGreaterThan(500);
    for (const { value, atOffsetMs } of ledger) {
      expect(atOffsetMs).toBeLessThan(0);
      expect(Date.parse(value.completed_at ?? value.at)).toBe(START + atOffsetMs);
    }
  });

  it('chains rows by uuid, each uuid once', () => {
    const uuids = claude.map((row) => row.value.uuid).filter((uuid) => uuid !== undefined);
    expect(new Set(uuids).size).toBe(uuids.length);
    const known = new Set(uuids);
    for (const row of claude) if (row.value.parentUuid) expect(known.has(row.value.parentUuid)).toBe(true);
  });

  it('writes model calls as several rows with the same usage but growing output', () => {
    const calls = new Map<string, { output: number[]; cached: Set<number> }>();
    for (const row of claude) {
      if (row.value.type !== 'assistant') continue;
      const { id, usage } = row.value.message;
      const call = calls.get(id) ?? { output: [], cached: new Set() };
      calls.set(id, call);
      call.output.push(usage.output_tokens);
      call.cached.add(usage.cache_read_input_tokens);
    }
    const repeated = [...calls.values()].filter((call) => call.output.length > 1);
    expect(repeated.length).toBeGreaterThan(calls.size / 3);
    for (const call of repeated) {
      expect(call.output).toEqual([...call.output].sort((a, b) => a - b));
      expect(call.output[0]).toBeLessThan(call.output.at(-1) as number);
      expect(call.cached.size).toBe(1);
    }
  });

  it('has an agent that gets the same failure at least 10 times in the minute around the start', () => {
    const counts = new Map<string, number>();
    const recent = results(rows).filter(
      (result) => result.isError && result.at > -MINUTE_MS && result.at <= 0,
    );
    for (const result of recent) {
      const key = `${result.file} ${result.content}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeGreaterThanOrEqual(10);
  });

  it('has an agent whose turn is open and that has been silent for 5 minutes to 2 hours', () => {
    const silent = [...lastRows()].filter(([, row]) => {
      const openTurn = results([row]).length === 1;
      return openTurn && row.atOffsetMs < -5 * MINUTE_MS && row.atOffsetMs > -120 * MINUTE_MS;
    });
    expect(silent).toHaveLength(1);
  });

  it('has an agent that waits for an answer', () => {
    const waiting = [...lastRows().values()].filter((row) => row.line.includes('"name":"AskUserQuestion"'));
    expect(waiting).toHaveLength(1);
    expect((waiting[0] as DemoLine).atOffsetMs).toBeLessThan(-2 * MINUTE_MS);
  });

  it('has a sub-agent at work at the start, tied to its parent', () => {
    const own = rows.filter((row) => row.file.includes('/subagents/'));
    const before = new Set(own.filter((row) => row.atOffsetMs <= 0).map((row) => row.value.agentId));
    const live = own.filter((row) => row.atOffsetMs > 0 && before.has(row.value.agentId));
    expect(live.length).toBeGreaterThan(0);
    const linked = claude.some(
      (row) => row.value.data?.agentId === (live[0] as (typeof rows)[number]).value.agentId,
    );
    expect(linked).toBe(true);
  });

  it('has idle, ended and failed sessions, compactions, and several models', () => {
    expect(past.filter((row) => row.value.subtype === 'compact_boundary').length).toBeGreaterThan(0);
    expect(past.filter((row) => row.value.isCompactSummary).length).toBeGreaterThan(0);
    const models = new Set(rows.map((row) => row.value.message?.model ?? row.value.model).filter(Boolean));
    for (const model of ['opus', 'sonnet', 'haiku', 'gpt-5.3-codex'])
      expect([...models].some((name) => String(name).includes(model))).toBe(true);
    const idle = [...lastRows().values()].filter((row) => row.value.subtype === 'turn_duration');
    expect(idle.length).toBeGreaterThanOrEqual(4);
    const ends = past
      .filter((row) => row.value.event_type === 'session_end')
      .map((row) => row.value.data.completion_status);
    expect(new Set(ends)).toEqual(new Set(['success', 'failed']));
  });

  it('shows between 12 and 20 main sessions of the last 6 hours and some on each of the 7 days before', () => {
    const recent = past.filter(
      (row) => row.atOffsetMs > -6 * 60 * MINUTE_MS && row.file.startsWith('claude/'),
    );
    const sessions = new Set(recent.map((row) => row.value.sessionId));
    expect(sessions.size).toBeGreaterThanOrEqual(12);
    expect(sessions.size).toBeLessThanOrEqual(20);
    for (let day = 0; day < 7; day++) {
      const from = -(day + 1) * 1_440 * MINUTE_MS;
      expect(past.some((row) => row.atOffsetMs > from && row.atOffsetMs <= from + 1_440 * MINUTE_MS)).toBe(
        true,
      );
    }
  });

  it('repeats each stream line in its session file, errors in the error file too', () => {
    const stream = rows.filter((row) => row.file.endsWith('agent-work-stream.jsonl'));
    const siblings = rows.filter((row) => row.file.includes('/agent-sessions/'));
    expect(siblings.map((row) => row.line)).toEqual(stream.map((row) => row.line));
    const errors = rows.filter((row) => row.file.endsWith('agent-errors.jsonl'));
    expect(errors.map((row) => row.line)).toEqual(
      stream.filter((row) => row.value.event_type === 'error').map((row) => row.line),
    );
    expect(errors.length).toBeGreaterThan(0);
  });

  it('grows by a few lines a second', () => {
    const future = rows.filter((row) => row.atOffsetMs > 0).length / (10 * 60);
    expect(future).toBeGreaterThan(1);
    expect(future).toBeLessThan(8);
  });
});

/** The last row of each main transcript as it stands at the start. */
function lastRows(): Map<string, (typeof rows)[number]> {
  const last = new Map<string, (typeof rows)[number]>();
  for (const row of past)
    if (row.file.startsWith('claude/') && !row.file.includes('/subagents/')) last.set(row.file, row);
  return last;
}
