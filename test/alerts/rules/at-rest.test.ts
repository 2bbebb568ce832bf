/** stuck_agent: what is known beside the log of sessions that wait, rest or are over. */

import { expect, it } from 'vitest';
import { createDetectors } from '../../../src/alerts/detector.ts';
import { type AlertChange, DEFAULT_ALERT_SETTINGS } from '../../../src/domain/alert.ts';
import type { SessionStatus } from '../../../src/domain/report.ts';

const AT = Date.UTC(2026, 1, 10, 9);
const MINUTE = 60_000;
const MAIN = 1;
const CHILD = 2;

/** A main session and its sub-agent begin a turn; ten silent minutes pass, with what is known then. */
function silence(known: ReadonlyMap<number, SessionStatus>, after?: ReadonlyMap<number, SessionStatus>) {
  const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
  const tick = (minute: number, atRest: ReadonlyMap<number, SessionStatus>): AlertChange[] =>
    detectors.tick({
      ...{ wallMs: AT + minute * MINUTE, monotonicMs: minute * MINUTE, following: true },
      ...{ parents: new Map([[CHILD, MAIN]]), toolLimitMs: () => null, atRest },
    });
  tick(0, new Map());
  for (const session of [MAIN, CHILD]) detectors.observe(session, { type: 'turn_start', at: AT });
  const changes: AlertChange[] = [];
  for (let minute = 1; minute <= 10; minute++) changes.push(...tick(minute, known));
  if (after !== undefined) changes.push(...tick(11, after));
  return changes.flatMap((change) =>
    change.kind === 'resolve'
      ? [`resolve ${change.sessionKey}`]
      : change.kind === 'open'
        ? [`open ${change.finding.sessionKey}`]
        : [],
  );
}

it.each<[string, [number, SessionStatus][], string[]]>([
  ['nothing', [], ['open 1', 'open 2']],
  ['the main session waits: so does its sub-agent', [[MAIN, 'waiting']], []],
  ['the main session is over, and its sub-agent with it', [[MAIN, 'ended']], []],
  ['the main session is idle: its sub-agent may work on', [[MAIN, 'idle']], ['open 2']],
  ['the sub-agent is over', [[CHILD, 'ended']], ['open 1']],
])('what is known: %s', (_name, known, expected) => {
  expect(silence(new Map(known))).toEqual(expected);
});

it('an alert ends when it becomes known', () => {
  expect(silence(new Map(), new Map([[MAIN, 'waiting']]))).toEqual([
    'open 1',
    'open 2',
    'resolve 1',
    'resolve 2',
  ]);
});
