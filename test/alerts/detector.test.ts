/** What the detectors do around the rules: memory, restart, history in pieces, clocks of logs that go back. */

import { expect, it } from 'vitest';
import { createDetectors, restoreWindowMs, type SessionFact } from '../../src/alerts/detector.ts';
import { DEFAULT_ALERT_SETTINGS, type DetectorFact } from '../../src/domain/alert.ts';
import { changesOf, contextOf, scenario } from '../fixtures/alerts/script.ts';

const AT = Date.UTC(2026, 1, 10, 9);
const CONTEXT = { wallMs: AT, monotonicMs: 0, following: true, parents: new Map(), toolLimitMs: () => null };

function error(at: number, fingerprint = 'E'): DetectorFact {
  return { type: 'error', at, fingerprint, category: 'test', retryInMs: null };
}

const LOOP: readonly DetectorFact[] = [0, 1, 2, 3].map((second) => error(AT + second * 1_000));
const STORED = { type: 'error_loop', sessionKey: 1, subject: 'E', openedAt: AT, lastAt: AT } as const;

it('says nothing while it restores, and knows the stored episode by its own identity', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  const recent: SessionFact[] = LOOP.map((fact) => ({ sessionKey: 1, fact }));
  detectors.restore([{ ...STORED, episodeStart: AT - 99 }], recent);
  expect(detectors.observe(1, error(AT + 4_000))).toEqual([]);
  expect(detectors.observe(1, { type: 'turn_end', at: AT + 5_000 })).toMatchObject([
    { kind: 'resolve', episodeStart: AT - 99 },
  ]);
});

it('ends a stored episode of which no facts are left', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  detectors.restore([{ ...STORED, episodeStart: AT }], []);
  expect(detectors.tick({ ...CONTEXT, wallMs: AT + 600_001 })).toMatchObject([
    { kind: 'resolve', at: AT + 600_000 },
  ]);
});

it('remembers cool-downs over a restart', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  const ended: DetectorFact = { type: 'turn_end', at: AT + 5_000 };
  detectors.restore(
    [],
    [...LOOP, ended].map((fact) => ({ sessionKey: 1, fact })),
  );
  const again = [0, 1, 2, 3].flatMap((second) => detectors.observe(1, error(AT + 60_000 + second)));
  expect(again).toEqual([]);
});

it('asks for facts at least as old as a live turn may be', () => {
  expect(restoreWindowMs(DEFAULT_ALERT_SETTINGS)).toBeGreaterThanOrEqual(
    DEFAULT_ALERT_SETTINGS.stuckAgent.freshMs,
  );
});

it('does not end an episode whose session is still being read: the next chunk may go on with it', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  const now = { ...CONTEXT, wallMs: AT + 86_400_000 };
  detectors.tick(now);
  const opened = LOOP.flatMap((fact) => detectors.observe(1, fact));
  expect(opened).toHaveLength(1);
  expect(detectors.tick({ ...now, monotonicMs: 1_000 })).toEqual([]);
  expect(detectors.observe(1, error(AT + 300_000))).toEqual([]);
  expect(detectors.tick({ ...now, monotonicMs: 30_000 })).toMatchObject([
    { kind: 'update', finding: { evidence: { occurrences: 5 } } },
    { kind: 'resolve', at: AT + 900_000 },
  ]);
});

it('looks again at a session that had come to rest and goes on', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  detectors.observe(1, { type: 'turn_end', at: AT - 1_000 });
  expect(detectors.tick(CONTEXT)).toEqual([]);
  expect(LOOP.flatMap((fact) => detectors.observe(1, fact))).toHaveLength(1);
  expect(detectors.tick({ ...CONTEXT, wallMs: AT + 600_000, monotonicMs: 600_000 })).toEqual([]);
  expect(detectors.tick({ ...CONTEXT, wallMs: AT + 604_000, monotonicMs: 604_000 })).toMatchObject([
    { kind: 'resolve', at: AT + 603_000 },
  ]);
});

it('forgets the session that was silent longest, and ends what was open in it', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS, { maxSessions: 2 });
  LOOP.map((fact) => detectors.observe(1, fact));
  expect(detectors.observe(2, { type: 'activity', at: AT })).toEqual([]);
  expect(detectors.observe(3, { type: 'activity', at: AT })).toMatchObject([
    { kind: 'resolve', sessionKey: 1, at: AT + 3_000 + 600_000 },
  ]);
  expect(detectors.observe(1, error(AT + 4_000))).toEqual([]);
});

it('forgets a session without a word when told to', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  LOOP.map((fact) => detectors.observe(1, fact));
  detectors.forget(1);
  expect(detectors.tick({ ...CONTEXT, wallMs: AT + 86_400_000 })).toEqual([]);
});

it('a single time in the future does not blind a session', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  detectors.observe(1, error(AT + 20 * 3_600_000, 'other'));
  const found = [0, 1, 2, 3, 4, 5, 6].flatMap((second) => detectors.observe(1, error(AT + second * 1_000)));
  expect(found).toMatchObject([{ kind: 'open', finding: { subject: 'E' } }]);
});

it('rules are records: another set of them runs alone', () => {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS, {
    rules: [
      {
        type: 'tool_loop',
        severity: 'low',
        recommendation: 'none',
        create: () => ({
          quietMs: null,
          step: 1,
          watch: () => ({
            observe: (fact, _latestAt, episodes) =>
              episodes.open('seen', fact.at, { at: fact.at, size: 1, evidence: {} }),
          }),
        }),
      },
    ],
  });
  const script = scenario('', [], (s) => s.activity());
  expect(changesOf(script, detectors)).toMatchObject([
    { kind: 'open', finding: { subject: 'seen', severity: 'low' } },
  ]);
  expect(detectors.tick(contextOf({ kind: 'tick', ...CONTEXT }, script))).toEqual([]);
});
