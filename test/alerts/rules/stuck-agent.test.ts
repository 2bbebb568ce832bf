/** stuck_agent: since when, how it is told, and what ends it. */

import { describe, expect, it } from 'vitest';
import { createDetectors } from '../../../src/alerts/detector.ts';
import { type AlertChange, DEFAULT_ALERT_SETTINGS, type DetectorFact } from '../../../src/domain/alert.ts';
import { changesOf, edgesOf, type Script, scenario } from '../../fixtures/alerts/script.ts';

const AT = Date.UTC(2026, 1, 10, 9);
const MINUTE = 60;

function changes(write: (script: Script) => void): AlertChange[] {
  return edgesOf(scenario('', [], write));
}

it('opens five minutes after the last sign of life, where its episode begins', () => {
  expect(changes((s) => s.prompt().wait(5 * MINUTE - 1))).toEqual([]);
  expect(changes((s) => s.prompt().wait(5 * MINUTE))).toMatchObject([
    {
      kind: 'open',
      finding: {
        type: 'stuck_agent',
        severity: 'medium',
        recommendation: 'check_agent_health',
        subject: '',
        episodeStart: AT,
        openedAt: AT + 300_000,
        evidence: { idle_ms: 300_000 },
      },
    },
  ]);
});

it('opens when the tool in flight passes its own limit, and names it', () => {
  const found = changes((s) => {
    s.toolLimits.set('Bash', 12 * MINUTE * 1_000);
    s.prompt().call({});
    s.wait(13 * MINUTE);
  });
  expect(found).toMatchObject([
    { finding: { openedAt: AT + 12 * MINUTE * 1_000, evidence: { tool_name: 'Bash' } } },
  ]);
});

it('gives a tool five minutes even when it usually takes one second', () => {
  const found = changes((s) => {
    s.toolLimits.set('Bash', 1_000);
    s.prompt().call({});
    s.wait(5 * MINUTE - 1);
  });
  expect(found).toEqual([]);
});

it('is told again with every minute of silence', () => {
  const told = changesOf(scenario('', [], (s) => s.prompt().wait(8 * MINUTE)));
  expect(told.map((change) => change.kind === 'update' && change.finding.evidence.idle_ms)).toEqual([
    ...[false, 360_000, 420_000, 480_000],
  ]);
});

it('ends as soon as the session grows', () => {
  const found = changes((s) =>
    s
      .prompt()
      .wait(6 * MINUTE)
      .activity(),
  );
  expect(found.at(-1)).toMatchObject({ kind: 'resolve', episodeStart: AT, at: AT + 6 * MINUTE * 1_000 });
});

it('is not ended by an older file of the session that comes to be read', () => {
  const found = changes((s) =>
    s
      .prompt()
      .wait(6 * MINUTE)
      .history(86_400, () => s.activity())
      .wait(5),
  );
  expect(found.map((change) => change.kind)).toEqual(['open']);
});

it('is not explained for ever by a question that the next prompt dropped', () => {
  const found = changes((s) => {
    s.prompt().call({ asksHuman: true, kind: 'ask', name: 'AskUserQuestion' });
    s.wait(10)
      .prompt()
      .wait(6 * MINUTE);
  });
  expect(found).toHaveLength(1);
});

it('is not explained by a call whose result stood before it', () => {
  const found = changes((s) => {
    s.prompt().result(1).call({ name: 'AskUserQuestion', kind: 'ask', asksHuman: true });
    s.wait(6 * MINUTE);
  });
  expect(found).toHaveLength(1);
});

it('does not believe a back-off of days', () => {
  expect(
    changes((s) =>
      s
        .prompt()
        .error('E', 5 * 86_400_000)
        .wait(66 * MINUTE),
    ),
  ).toHaveLength(1);
});

it('counts five minutes anew after the machine slept', () => {
  const found = changes((s) =>
    s
      .prompt()
      .wait(4 * MINUTE)
      .sleepAwake(3_600)
      .wait(5 * MINUTE),
  );
  expect(found).toEqual([]);
});

it('ends when a sub-agent of a sub-agent turns out to be at work', () => {
  const found = changes((s) => {
    s.prompt().wait(6 * MINUTE);
    s.parents.set(2, 1);
    s.prompt(2).wait(2);
  });
  expect(found.at(-1)).toMatchObject({ kind: 'resolve', sessionKey: 1 });
});

it('survives sub-agents that are linked in a circle', () => {
  const found = changes((s) => {
    s.parents.set(2, 1).set(1, 2);
    s.prompt(1)
      .prompt(2)
      .wait(6 * MINUTE);
  });
  expect(found).toHaveLength(2);
});

describe('what can be judged no more is resolved', () => {
  const FRESH_MS = DEFAULT_ALERT_SETTINGS.stuckAgent.freshMs;
  const clock = (wallMs: number) => ({
    ...{ wallMs, monotonicMs: 1_000, following: true, parents: new Map(), toolLimitMs: () => null },
  });
  /** Changes of the first tick after a restart, with the alert stored as open. */
  const restarted = (wallMs: number, facts: readonly DetectorFact[]): AlertChange[] => {
    const detectors = createDetectors(DEFAULT_ALERT_SETTINGS);
    const opened = { episodeStart: AT, openedAt: AT + 300_000, lastAt: AT + 300_000 };
    detectors.restore(
      [{ type: 'stuck_agent', sessionKey: 1, subject: '', ...opened }],
      facts.map((fact) => ({ sessionKey: 1, fact })),
    );
    return detectors.tick(clock(wallMs));
  };

  it('an alert of a session that is known only by it, as of when it became history', () => {
    expect(restarted(AT + 10 * FRESH_MS, [])).toEqual([
      {
        ...{ kind: 'resolve', type: 'stuck_agent', sessionKey: 1, subject: '', episodeStart: AT },
        at: AT + FRESH_MS,
      },
    ]);
  });

  it('one whose turn was over when nobody looked, as of then', () => {
    const facts = [
      { type: 'turn_start', at: AT },
      { type: 'turn_end', at: AT + 900_000 },
    ] as const;
    expect(restarted(AT + 3_600_000, facts)).toMatchObject([{ kind: 'resolve', at: AT + 900_000 }]);
  });

  it.each([3_600_000, 10 * FRESH_MS])(
    'one whose turn was over with its last sign of life, the same whenever it is looked at: %d ms later',
    (later) => {
      const facts = [
        { type: 'turn_start', at: AT - 1_000 },
        { type: 'turn_end', at: AT },
      ] as const;
      expect(restarted(AT + later, facts)).toMatchObject([{ kind: 'resolve', at: AT + 300_000 }]);
    },
  );

  it('but not one whose turn may still hang', () => {
    expect(restarted(AT + 3_600_000, [{ type: 'turn_start', at: AT }])).toMatchObject([]);
  });

  it('one of a session that nobody saw grow, when it has become history', () => {
    const found = changes((s) =>
      s
        .reading(true)
        .prompt()
        .reading(false)
        .wait(FRESH_MS / 1_000),
    );
    expect(found.map(({ kind }) => kind)).toContain('open');
    expect(found.at(-1)).toMatchObject({ kind: 'resolve', at: AT + FRESH_MS });
  });
});
