import { describe, expect, test } from 'vitest';
import { type SessionSigns, statusOf } from '../../src/metrics/status.ts';

const NOW = Date.UTC(2026, 2, 3, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ago = (ms: number) => NOW - ms;

const NOTHING: SessionSigns = {
  turnState: null,
  turnAt: null,
  lastAt: null,
  grewAt: null,
  endStatus: null,
  endAt: null,
  askAt: null,
  evidence: [],
  openAlerts: [],
};
const status = (signs: Partial<SessionSigns>) => statusOf({ ...NOTHING, ...signs }, NOW);

const running = (at: number): Partial<SessionSigns> => ({ turnState: 'running', turnAt: at, lastAt: at });
const done = (at: number): Partial<SessionSigns> => ({ turnState: 'done', turnAt: at, lastAt: at });

describe('the last thing that the log says decides', () => {
  test.each<[string, Partial<SessionSigns>, string, string | null, string]>([
    ['a turn that runs', running(ago(MINUTE)), 'working', null, 'log'],
    ['a turn that runs since just under 2 hours', running(ago(2 * HOUR)), 'working', null, 'log'],
    ['a turn left open over 2 hours ago', running(ago(2 * HOUR + 1)), 'ended', 'abandoned', 'guess'],
    [
      'one that agentperf saw grow',
      { ...running(ago(11 * HOUR)), grewAt: ago(11 * HOUR) },
      'working',
      null,
      'log',
    ],
    [
      'one that grew too long ago',
      { ...running(ago(13 * HOUR)), grewAt: ago(13 * HOUR) },
      'ended',
      'abandoned',
      'guess',
    ],
    ['an open question', { ...running(ago(MINUTE)), askAt: ago(MINUTE) }, 'waiting', null, 'log'],
    [
      'a question through the night',
      { ...running(ago(23 * HOUR)), askAt: ago(23 * HOUR) },
      'waiting',
      null,
      'log',
    ],
    [
      'a question from last week',
      { ...running(ago(25 * HOUR)), askAt: ago(25 * HOUR) },
      'ended',
      'abandoned',
      'guess',
    ],
    ['a turn that is over', done(ago(MINUTE)), 'idle', null, 'log'],
    ['a turn that was interrupted', { ...done(ago(MINUTE)), turnState: 'interrupted' }, 'idle', null, 'log'],
    ['a turn over since more than 2 hours', done(ago(2 * HOUR + 1)), 'ended', 'completed', 'guess'],
    [
      'an interrupted one as long ago',
      { ...done(ago(3 * HOUR)), turnState: 'interrupted' },
      'ended',
      'interrupted',
      'guess',
    ],
    ['an end', { ...running(ago(HOUR)), endAt: ago(MINUTE), endStatus: 'failed' }, 'ended', 'failed', 'log'],
    ['an end that says nothing of how', { endAt: ago(MINUTE), lastAt: ago(MINUTE) }, 'ended', null, 'log'],
    [
      'work after an end',
      { ...running(ago(MINUTE)), endAt: ago(HOUR), endStatus: 'failed' },
      'working',
      null,
      'log',
    ],
    ['records that say nothing of a turn', { lastAt: ago(MINUTE) }, 'unknown', null, 'guess'],
    ['such records long ago', { lastAt: ago(3 * HOUR) }, 'ended', 'abandoned', 'guess'],
    ['no time at all', {}, 'ended', 'abandoned', 'guess'],
  ])('%s', (_signs, signs, expected, endedReason, rung) => {
    expect(status(signs)).toMatchObject({ status: expected, endedReason, evidence: { rung } });
  });

  test('an answered question is none', () => {
    expect(status({ ...done(ago(MINUTE)), askAt: ago(HOUR) }).status).toBe('idle');
  });
});

describe('since when', () => {
  test.each<[string, Partial<SessionSigns>, number | null]>([
    ['waiting since it asked', { ...running(ago(MINUTE)), askAt: ago(5 * MINUTE) }, ago(5 * MINUTE)],
    ['idle since the turn ended', done(ago(3 * MINUTE)), ago(3 * MINUTE)],
    ['ended since it said so', { ...running(ago(HOUR)), endAt: ago(MINUTE) }, ago(MINUTE)],
    ['abandoned since its last record', running(ago(5 * HOUR)), ago(5 * HOUR)],
    ['working since nobody knows when', running(ago(MINUTE)), null],
  ])('%s', (_status, signs, since) => {
    expect(status(signs).since).toBe(since);
  });
});

describe('attention', () => {
  test.each<[string, Partial<SessionSigns>, string | null]>([
    ['an error loop', { ...running(ago(MINUTE)), openAlerts: ['error_loop'] }, 'looping'],
    [
      'a tool loop before a stall',
      { ...running(ago(MINUTE)), openAlerts: ['stuck_agent', 'tool_loop'] },
      'looping',
    ],
    ['a stall', { ...running(ago(MINUTE)), openAlerts: ['stuck_agent'] }, 'stalled'],
    ['a question', { ...running(ago(MINUTE)), askAt: ago(MINUTE) }, 'waiting'],
    [
      'a loop before a question',
      { ...running(ago(MINUTE)), askAt: ago(MINUTE), openAlerts: ['tool_loop'] },
      'looping',
    ],
    ['another kind of alert', { ...running(ago(MINUTE)), openAlerts: ['cost_anomaly'] }, null],
    ['an alert of a session that is over', { ...done(ago(5 * HOUR)), openAlerts: ['error_loop'] }, null],
    ['work as usual', running(ago(MINUTE)), null],
  ])('%s', (_signs, signs, attention) => {
    expect(status(signs).attention).toBe(attention);
  });
});
