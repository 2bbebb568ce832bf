/** error_loop: when it opens, what it says, and what ends it. */

import { expect, it } from 'vitest';
import type { AlertChange } from '../../../src/domain/alert.ts';
import { changesOf, edgesOf, type Script, scenario } from '../../fixtures/alerts/script.ts';

function changes(write: (script: Script) => void): AlertChange[] {
  return edgesOf(scenario('', [], write));
}

const AT = Date.UTC(2026, 1, 10, 9);

it('opens at the fourth equal error, begins at the first, and says what it saw', () => {
  const [open, ...rest] = changes((s) => s.prompt().times(4, () => s.error('E1').wait(60)));
  expect(rest).toEqual([]);
  expect(open).toEqual({
    kind: 'open',
    finding: {
      type: 'error_loop',
      severity: 'high',
      recommendation: 'trigger_ai_autofix',
      sessionKey: 1,
      subject: 'E1',
      episodeStart: AT,
      openedAt: AT + 180_000,
      evidence: { error_fingerprint: 'E1', occurrences: 4, category: 'test' },
    },
  });
});

it('counts four errors exactly ten minutes apart, not a millisecond more', () => {
  const spread = (lastAfter: number) =>
    changes((s) =>
      s
        .error('E')
        .error('E')
        .error('E')
        .skip(lastAfter / 1_000)
        .error('E'),
    ).length;
  expect(spread(600_000)).toBe(1);
  expect(spread(600_001)).toBe(0);
});

it('counts errors that come out of order', () => {
  const found = changes((s) =>
    s.skip(30).error('E').skip(-30).error('E').skip(10).error('E').skip(50).error('E'),
  );
  expect(found).toMatchObject([{ kind: 'open', finding: { episodeStart: AT, openedAt: AT + 60_000 } }]);
});

it('tells how an open episode grows: once a tick, and in history at each doubling and at the end', () => {
  const told = (write: (s: Script) => void) =>
    changesOf(scenario('', [], write)).map((change) =>
      change.kind === 'resolve' ? 'end' : change.finding.evidence.occurrences,
    );
  expect(told((s) => s.times(7, () => s.error('E').error('E').wait(1)))).toEqual([4, 6, 8, 10, 12, 14]);
  expect(told((s) => s.times(20, () => s.error('E').skip(1)).done())).toEqual([4, 8, 16, 20, 'end']);
});

it('ends a window after the last equal error, as of that time, also when only the clock says so', () => {
  const ended = { kind: 'resolve', subject: 'E', episodeStart: AT, at: AT + 600_000 };
  expect(changes((s) => s.times(4, () => s.error('E')).wait(640)).at(-1)).toMatchObject(ended);
  expect(
    changes((s) =>
      s
        .times(4, () => s.error('E'))
        .skip(640)
        .activity(),
    ).at(-1),
  ).toMatchObject(ended);
});

it('ends with the turn, but not with a turn that ended before the last error', () => {
  expect(
    changes((s) =>
      s
        .times(4, () => s.error('E'))
        .skip(5)
        .done(),
    ).at(-1),
  ).toMatchObject({ at: AT + 5_000 });
  expect(
    changes((s) =>
      s
        .times(4, () => s.error('E'))
        .skip(-5)
        .done(),
    ),
  ).toHaveLength(1);
});

it('ends after eight steps forward without the error; repeats and failures are no steps', () => {
  const after = (part: (s: Script) => void) =>
    changes((s) => {
      s.times(4, () => s.error('E'));
      part(s);
    }).some((change) => change.kind === 'resolve');
  expect(after((s) => s.times(8, (i) => s.tool({ result: 10 + i })))).toBe(true);
  expect(after((s) => s.times(7, (i) => s.tool({ result: 10 + i })))).toBe(false);
  expect(after((s) => s.times(20, () => s.tool({ result: 10 })))).toBe(false);
  expect(after((s) => s.times(20, (i) => s.tool({ result: 10 + i, isError: true })))).toBe(false);
  expect(
    after((s) =>
      s
        .times(7, (i) => s.tool({ result: 10 + i }))
        .error('E')
        .tool({ result: 99 }),
    ),
  ).toBe(false);
});

it('does not open again within five minutes after it ended', () => {
  const opened = (pause: number) =>
    changes((s) => {
      s.times(4, () => s.error('E'))
        .done()
        .skip(pause);
      s.times(4, () => s.error('E'));
    }).filter((change) => change.kind === 'open').length;
  expect(opened(299)).toBe(1);
  expect(opened(300)).toBe(2);
});

it('opens after the cool-down when the errors go on', () => {
  const found = changes((s) =>
    s
      .times(4, () => s.error('E'))
      .done()
      .times(8, () => s.wait(60).error('E')),
  );
  expect(found.map((change) => change.kind)).toEqual(['open', 'resolve', 'open']);
});
