/** What must hold for any log: history alarms like the present, other sessions do not matter, a restart changes nothing. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SCENARIOS } from '../fixtures/alerts/scenarios.ts';
import { play, type Raised, type Scenario, type Step, scenario } from '../fixtures/alerts/script.ts';

interface Action {
  readonly session: number;
  readonly what: 'tool' | 'edit' | 'fail' | 'wait' | 'done' | 'prompt' | 'open';
  readonly digest: number;
  readonly times: number;
}

const actions = fc.array(
  fc.record<Action>({
    session: fc.integer({ min: 1, max: 3 }),
    what: fc.constantFrom('tool', 'tool', 'edit', 'fail', 'fail', 'wait', 'done', 'prompt', 'open'),
    digest: fc.integer({ min: 1, max: 3 }),
    times: fc.integer({ min: 1, max: 14 }),
  }),
  { minLength: 1, maxLength: 25 },
);

function scripted(list: readonly Action[]): Scenario {
  return scenario('random', [], (s) => {
    for (const { session, what, digest, times } of list) {
      switch (what) {
        case 'tool':
          s.times(times, () => s.tool({ session, args: digest, result: digest }));
          break;
        case 'edit':
          s.tool({ session, name: 'Edit', kind: 'edit', args: digest, change: digest });
          break;
        case 'fail':
          s.times(times, () => s.tool({ session, isError: true }).error(`e${digest}`, null, session));
          break;
        case 'wait':
          s.wait(times * 30);
          break;
        case 'open':
          s.call({ session });
          break;
        case 'prompt':
          s.prompt(session);
          break;
        default:
          s.done(session);
      }
    }
    s.wait(700);
  });
}

/** Everything about the alerts but when they were noticed. */
function known(raised: readonly Raised[], exceptStalls = false): string[] {
  return raised
    .filter((alert) => !(exceptStalls && alert.type === 'stuck_agent'))
    .map((alert) => {
      const { type, session, subject, episodeStart, openedAt, resolvedAt } = alert;
      return JSON.stringify([type, session, subject, episodeStart, openedAt, resolvedAt]);
    })
    .sort();
}

function identities(raised: readonly Raised[]): string[] {
  return raised
    .map(({ type, session, subject, episodeStart }) => `${type} ${session} ${subject} ${episodeStart}`)
    .sort();
}

function withSteps(of: Scenario, steps: readonly Step[]): Scenario {
  return { ...of, steps };
}

it('property: a log read at once after the event raises and resolves the same loops as one that was followed', () => {
  fc.assert(
    fc.property(actions, (list) => {
      const live = scripted(list);
      const facts = live.steps.filter((step) => step.kind === 'fact');
      const replayed = withSteps(live, [...facts, live.steps.at(-1) as Step]);
      expect(known(play(replayed), true)).toEqual(known(play(live), true));
    }),
    { numRuns: 80 },
  );
});

it('property: facts of other sessions change nothing, wherever they stand', () => {
  fc.assert(
    fc.property(actions, (list) => {
      const all = scripted(list);
      const facts = all.steps.filter((step) => step.kind === 'fact');
      const bySession = facts.toSorted((a, b) => a.sessionKey - b.sessionKey);
      const last = all.steps.at(-1) as Step;
      expect(known(play(withSteps(all, [...bySession, last])), true)).toEqual(
        known(play(withSteps(all, [...facts, last])), true),
      );
    }),
    { numRuns: 60 },
  );
});

it('property: a restart at any point raises the same alerts, none twice', () => {
  fc.assert(
    fc.property(actions, fc.double({ min: 0, max: 1, noNaN: true }), (list, where) => {
      const whole = scripted(list);
      const restartAt = Math.floor(where * whole.steps.length);
      expect(identities(play(whole, restartAt))).toEqual(identities(play(whole)));
    }),
    { numRuns: 80 },
  );
});

/** After a restart the time without growth is only known by the wall clock: scenarios in which that jumps are not comparable. */
const COMPARABLE = SCENARIOS.filter((one) => !/slept|clock (was|is) set/.test(one.name));

it.each(COMPARABLE.map((one) => [one.name, one] as const))('restarts at 6 points: %s', (_, one) => {
  const expected = identities(play(one));
  for (let i = 1; i <= 6; i++) {
    const restartAt = Math.floor((one.steps.length * i) / 7);
    expect(identities(play(one, restartAt))).toEqual(expected);
  }
});
