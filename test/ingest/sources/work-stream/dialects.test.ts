import { describe, expect, it } from 'vitest';
import { hash53 } from '../../../../src/domain/hash.ts';
import { factOf, parseRow, recordsOf } from './read.ts';

const typesOf = (records: ReturnType<typeof recordsOf>) =>
  records.map((record) => record.facts.map((fact) => fact.type));

describe('the design dialect', () => {
  const records = recordsOf('agent-work-stream.jsonl');

  it('gives each line its facts, and the description of the session once', () => {
    expect(typesOf(records)).toEqual([
      ['session_info', 'prompt'],
      ['progress'],
      ['tool_call'],
      ['tool_result'],
      ['error'],
      ['prompt'],
      ['progress'],
      ['session_end'],
    ]);
    expect(records.every(({ clampedFields }) => clampedFields === 0)).toBe(true);
  });

  it('reads the envelope', () => {
    expect(records[0]).toMatchObject({
      kind: 'session_start',
      at: Date.parse('2026-03-02T10:00:00Z'),
      timeSource: 'log',
      session: { id: '5e55-0001', parentId: null },
      harness: 'codex',
      uidKey: null,
      taskId: 'task-1',
      copied: false,
    });
    expect(factOf(records[0]!, 'session_info')).toEqual({
      type: 'session_info',
      title: 'Cache the parser in ~/app',
      titleRank: 2,
      taskTitle: 'Cache the parser in ~/app',
      attemptId: 've-111-cache',
      branch: 've/111-cache',
      model: 'gpt-5.3-codex',
    });
    expect(records[3]!.session).toBe(records[0]!.session);
  });

  it('keeps length and digest of a prompt, never its text', () => {
    expect(factOf(records[0]!, 'prompt')).toEqual({
      type: 'prompt',
      length: 16,
      digest: hash53('Cache the parser'),
      promptType: 'initial',
    });
    expect(factOf(records[5]!, 'prompt').promptType).toBe('followup');
    expect(JSON.stringify(records)).not.toMatch(/Try again|look first|Done\./);
  });

  it('reads a tool call and its failed result', () => {
    expect(factOf(records[2]!, 'tool_call')).toMatchObject({
      toolKey: null,
      name: 'Bash',
      kind: 'shell',
      argsDigest: hash53('{"command":"npm test"}'),
      summary: 'npm test',
      asksHuman: false,
    });
    expect(factOf(records[3]!, 'tool_result')).toMatchObject({
      name: 'Bash',
      isError: true,
      resultDigest: hash53('Tests: 3 failed, 10 passed'),
      error: { category: 'test_failure', sample: 'Tests: 3 failed, 10 passed' },
    });
  });

  it('keeps a given fingerprint and category', () => {
    expect(factOf(records[4]!, 'error')).toMatchObject({
      fingerprint: 'git_missing',
      category: 'git',
      sample: 'fatal: not a git repository',
      source: 'agent',
    });
  });

  it('reads the end of the session', () => {
    expect(factOf(records[7]!, 'session_end')).toEqual({
      type: 'session_end',
      status: 'completed',
      durationMs: 420_000,
      totalTokens: 12_500,
      costUsdMicros: 25_000,
    });
  });

  it('marks the same lines in stream, session and error file as siblings', () => {
    const session = recordsOf('agent-sessions/ve-111-cache.jsonl');
    expect(session.map(({ sibling }) => sibling?.contentKey)).toEqual(
      records.map(({ sibling }) => sibling?.contentKey),
    );
    expect(session[0]!.sibling).toMatchObject({ scope: '/logs', role: 'session' });
    expect(recordsOf('agent-errors.jsonl')[0]!.sibling).toEqual({ ...records[4]!.sibling, role: 'error' });
  });
});

describe('the dialect of bosun', () => {
  const records = recordsOf('bosun-stream.jsonl');

  it('reads a byte order mark, CRLF, seven fraction digits, and sessions by attempt_id', () => {
    expect(records[0]).toMatchObject({
      at: Date.parse('2026-03-03T08:00:00.123Z'),
      session: { id: 'e-222' },
      harness: 'claude_code',
    });
  });

  it('reads parameters that are JSON text', () => {
    expect(factOf(records[2]!, 'tool_call')).toMatchObject({ kind: 'shell', summary: 'npm test' });
  });

  it('takes failure from the status, never from words in the output', () => {
    expect(factOf(records[3]!, 'tool_result')).toMatchObject({ isError: false, error: null });
    expect(factOf(records[4]!, 'tool_result')).toMatchObject({
      isError: true,
      error: { sample: 'boom: token=[redacted]' },
    });
  });

  it('reads usage lines as calls of their own', () => {
    expect(factOf(records[5]!, 'model_call')).toMatchObject({
      messageKey: null,
      model: 'claude-sonnet-4-6',
      usage: { input: 600, cacheRead: 400, output: 50, reasoning: 20, unclassified: null },
    });
  });

  it('accepts its further event types without facts', () => {
    expect(records.slice(6, 8).map(({ kind, facts }) => [kind, facts])).toEqual([
      ['status_change', []],
      ['skill_invoke', []],
    ]);
  });

  it('reads its end: totals from parts, and what the session changed', () => {
    expect(factOf(records[9]!, 'session_end')).toMatchObject({
      status: 'failed',
      totalTokens: 1050,
      costUsdMicros: 500_000,
    });
    expect(factOf(records[9]!, 'session_info')).toEqual({
      type: 'session_info',
      linesAdded: 12,
      linesDeleted: 1,
      filesModified: 3,
    });
  });

  it('reads error lines without event_type', () => {
    const record = parseRow({
      attempt_id: 'a',
      executor: 'claude',
      data: { error_message: 'Timeout after 30s' },
    });
    expect(record).toMatchObject({ kind: 'error', harness: 'claude_code' });
    expect(factOf(record, 'error')).toMatchObject({ fingerprint: 'timeout after #s', category: 'timeout' });
  });
});

describe('metrics and alert lines', () => {
  it('reads a metrics line as the total that the attempt reports', () => {
    const [record] = recordsOf('agent-metrics.jsonl');
    expect(record).toMatchObject({
      kind: 'metrics',
      session: { id: 've-111-cache' },
      sibling: null,
      taskId: 'task-1',
    });
    expect(factOf(record!, 'reported_total')).toEqual({
      type: 'reported_total',
      origin: 'metrics',
      costUsdMicros: 26_000,
      totalTokens: 12_600,
      durationMs: 420_000,
      linesAdded: 30,
      linesDeleted: 4,
      filesModified: 2,
      commits: 1,
      success: true,
    });
    expect(record!.facts.filter(({ type }) => type === 'session_info')).toContainEqual({
      type: 'session_info',
      prNumber: 17,
    });
  });

  it.each([
    [{ metrics: { success: false }, outcome: { status: 'completed' } }, false],
    [{ metrics: {}, outcome: { status: 'completed' } }, true],
    [{ metrics: { completion_status: 'failed' } }, false],
    [{ metrics: {}, outcome: { status: 'manual_review' } }, null],
    [{ outcome: { status: 'failed' } }, false],
  ])('takes success from whichever field says it: %j', (fields, success) => {
    const record = parseRow({ timestamp: '2026-03-02T10:00:00Z', attempt_id: 'a', ...fields });
    expect(factOf(record, 'reported_total').success).toBe(success);
  });

  it('reads alerts of other writers, and nothing from our own', () => {
    const [theirs, ours] = recordsOf('agent-alerts.jsonl');
    expect(factOf(theirs!, 'foreign_alert')).toEqual({
      type: 'foreign_alert',
      alertType: 'error_loop',
      severity: 'high',
      recommendation: 'trigger_ai_autofix',
      subject: 'git_missing',
      writer: 'bosun',
    });
    expect(ours).toMatchObject({ kind: 'alert', facts: [], harness: 'codex', sibling: null });
  });
});
