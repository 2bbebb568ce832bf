import { describe, expect, it } from 'vitest';
import { event, factOf, parseRow } from './read.ts';

describe('bosun.md 2 to 4: telemetry, metrics and alerts as its writers really make them', () => {
  it('takes model and outcome of the end from its telemetry, and its anomalies as an alert of bosun', () => {
    const record = parseRow(
      event('session_end', {
        success: false,
        model: 'gpt-5.3-codex',
        anomaly_actions: [
          { type: 'IDLE_STALL', action: 'warn', severity: 'medium', timestamp: '2026-03-02T09:59:00Z' },
          { type: 'TOKEN_OVERFLOW', action: 'kill', severity: 'critical', timestamp: '2026-03-02T10:00:00Z' },
        ],
      }),
    );
    expect(factOf(record, 'session_end').status).toBe('failed');
    expect(record.facts).toContainEqual({ type: 'session_info', model: 'gpt-5.3-codex' });
    expect(factOf(record, 'foreign_alert')).toEqual({
      type: 'foreign_alert',
      alertType: 'token_overflow',
      severity: 'critical',
      recommendation: 'kill',
      subject: null,
      writer: 'bosun',
    });
  });

  it.each([
    { actions: [] },
    { actions: null },
    { actions: 'none' },
    { actions: [null, 3] },
    { actions: [{ severity: 'high' }] },
  ])('anomaly_actions are no alert: %j', ({ actions }) => {
    const { facts } = parseRow(event('session_end', { anomaly_actions: actions }));
    expect(facts.some(({ type }) => type === 'foreign_alert')).toBe(false);
  });

  it.each([
    [0.95, 0],
    [0, 0],
    [null, 0],
    [95, 1],
    ['high', 1],
  ])('error_confidence %j clamps %i fields', (confidence, clamped) => {
    const data = { error_message: 'x', error_fingerprint: 'f', error_confidence: confidence };
    expect(parseRow(event('error', data)).clampedFields).toBe(clamped);
  });

  it('a metrics line without attempt and session is the total of its task', () => {
    const row = { timestamp: '2026-03-02T10:00:00Z', task_id: 't-1', metrics: { duration_ms: 1 } };
    expect(parseRow(row).session?.id).toBe('t-1');
  });

  it('alerts of bosun: the first of its fingerprints is the subject, no ledger record is an alert', () => {
    const row = { timestamp: '2026-03-02T10:00:00Z', _cooldown_key: 'k', attempt_id: 'a', severity: 'high' };
    const alert = parseRow({ ...row, type: 'failed_session_high_errors', error_fingerprints: ['f1', 'f2'] });
    expect(factOf(alert, 'foreign_alert')).toMatchObject({ subject: 'f1', writer: 'bosun' });
    expect(() => parseRow({ ...row, type: 'escalation' })).toThrow('missing_event_type');
  });
});
