import { describe, expect, it } from 'vitest';
import { factOf, MTIME, opened, recordOf, recordsOf, resultOf } from './read.ts';

const NUX = 'rig/polecats/nux';

describe('ledger.md: every record type', () => {
  const records = recordsOf('ledger.jsonl');
  const of = (kind: string) => records.find((record) => record.kind === kind)!;

  it.each([
    [
      'work_log',
      'wl-1',
      '2026-03-02T11:02:40.000Z',
      { agent: NUX, taskId: 'gt-abc' },
      {
        bead_type: 'bug',
        rig_id: 'rig',
        convoy_id: 'hq-cv-1',
        started_at: '2026-03-02T10:15:00.000Z',
        completed_at: '2026-03-02T11:02:40.000Z',
        quality_signal: 'passed',
        model: 'claude-opus-4-6',
        token_usage: 182_000,
        cost_cents: 41,
        cost_usd_micros: 410_000,
      },
    ],
    [
      'escalation',
      'es-1',
      '2026-03-02T09:40:00.000Z',
      { agent: NUX, taskId: 'gt-abc' },
      { severity: 'high', category: 'blocked', created_at: '2026-03-02T09:40:00.000Z' },
    ],
    [
      'molecule_step',
      'ms-1',
      '2026-03-02T10:41:00.000Z',
      { agent: NUX, taskId: null },
      { molecule_id: 'gt-mol-1', step: 'build', completed_at: '2026-03-02T10:41:00.000Z' },
    ],
    [
      'convoy_participation',
      'cp-1',
      '2026-03-02T10:42:00.000Z',
      { taskId: 'gt-abc' },
      { convoy_id: 'hq-cv-1' },
    ],
    [
      'agent_session',
      'as-1',
      '2026-03-02T11:03:00.000Z',
      { sessionId: '5e55-1' },
      {
        model: 'claude-opus-4-6',
        started_at: '2026-03-02T10:15:00.000Z',
        ended_at: '2026-03-02T11:03:00.000Z',
      },
    ],
    [
      'quality_review',
      'qr-1',
      '2026-03-02T11:05:00.000Z',
      { taskId: 'gt-abc' },
      { layer: 'code_review', score: 0.8, label: 'passed', reviewer: 'rig/witness' },
    ],
    [
      'collaboration_rating',
      'cr-1',
      '2026-03-02T11:06:00.000Z',
      { agent: NUX },
      { rater: 'rig/witness', kind: 'helpfulness', score: 0.9 },
    ],
    [
      'task_completion',
      'tc-1',
      '2026-03-02T11:02:41.000Z',
      { agent: NUX, taskId: 'gt-abc', sessionId: '5e55-1' },
      {
        task_type: 'implementation',
        harness: 'claude_code',
        outcome: 'success',
        quality_gates_run: ['build', 'lint'],
        quality_gates_failed: [],
        retry_count: 1,
      },
    ],
    [
      'intervention',
      'iv-1',
      '2026-03-02T11:10:00.000Z',
      { sessionId: '5e55-1' },
      { alert_id: 'al-1', action: 'fresh_session' },
    ],
  ])('%s', (kind, recordId, at, subject, data) => {
    const record = of(kind);
    const fact = factOf(record);
    expect(record).toMatchObject({ session: null, at: Date.parse(at), timeSource: 'log', clampedFields: 0 });
    expect(fact).toMatchObject({
      recordType: kind,
      recordId,
      flags: '',
      ...subject,
    });
    expect(fact.data).toMatchObject(data);
  });

  it('agent_profile is known by its agent, and its later line is the newer one', () => {
    expect(factOf(of('agent_profile'))).toMatchObject({
      recordId: NUX,
      data: { department: 'platform', project: 'billing', role: 'polecat' },
    });
    const parser = opened();
    const [one, two] = ['a', 'b'].map((department) =>
      factOf(recordOf({ type: 'agent_profile', agent_id: NUX, department }, parser)),
    );
    expect(two!.version).toBeGreaterThan(one!.version as number);
  });

  it('unknown keys are kept out, unknown types are kept as other', () => {
    expect(JSON.stringify(of('task_completion'))).not.toContain('unheard_of');
    expect(of('other:weather_report')).toMatchObject({ facts: [], at: Date.parse('2026-03-02T11:12:00Z') });
  });
});

describe('ledger.md: what is missing or wrong', () => {
  it.each([
    [{ token_usage: '182000' }, { token_usage: 182_000 }, 1],
    [{ token_usage: -1 }, {}, 1],
    [{ token_usage: { a: 1 }, model: 7 }, {}, 2],
    [{ quality_signal: 'splendid' }, {}, 1],
    [{ completed_at: 'yesterday' }, {}, 1],
    [{ completed_at: '2099-01-01T00:00:00Z' }, {}, 1],
    [{ cost_cents: 0.5 }, { cost_cents: 0.5, cost_usd_micros: 5000 }, 0],
    [{ cost_cents: 41, cost_usd_micros: 411_234 }, { cost_cents: 41, cost_usd_micros: 411_234 }, 0],
    [{ cost_cents: null, model: null }, {}, 0],
    [{ ['__proto__']: { model: 'x' } }, {}, 0],
  ])('%j is %j with %i clamped fields', (fields, data, clamped) => {
    const record = recordOf({
      type: 'work_log',
      id: 'w',
      bead_id: 'b',
      at: '2026-03-02T10:00:00Z',
      ...fields,
    });
    expect(factOf(record).data).toEqual(data);
    expect(record.clampedFields).toBe(clamped);
  });

  it('without an id the place of the line is the identity', () => {
    const record = recordOf({ type: 'escalation', bead_id: 'b', severity: 'low' });
    expect(record).toMatchObject({ uidKey: null, at: MTIME, timeSource: 'inherited' });
    expect(factOf(record).recordId).toBeNull();
  });

  it('keeps no secret of a text', () => {
    const record = recordOf({ type: 'molecule_step', step: 'token=hunter2', agent_id: 'a' });
    expect(JSON.stringify(record)).not.toContain('hunter2');
  });

  it.each([
    ['', 'blank'],
    ['{"a":', 'invalid_json'],
    ['[1]', 'not_an_object'],
    ['{"a":1}', 'missing_event_type'],
    ['{"type":5}', 'missing_event_type'],
  ])('%j is rejected as %s', (line, rejected) => {
    expect(resultOf(line)).toEqual({ rejected });
  });

  it('reads any nesting and any text without throwing', () => {
    const deep = `{"type":"work_log","model":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(recordOf(deep).clampedFields).toBe(1);
    expect(recordOf('{"type":"work_log","id":"\\ud800","quality_signal":"\\udfff"}').kind).toBe('work_log');
  });
});
