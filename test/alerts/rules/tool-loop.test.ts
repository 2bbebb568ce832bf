/** tool_loop: what counts as no progress, and what ends an episode. */

import { expect, it } from 'vitest';
import type { AlertChange } from '../../../src/domain/alert.ts';
import { edgesOf, type Script, scenario } from '../../fixtures/alerts/script.ts';

const AT = Date.UTC(2026, 1, 10, 9);

function changes(write: (script: Script) => void): AlertChange[] {
  return edgesOf(scenario('', [], write));
}

/** Ten equal calls: the loop that the tests below vary. */
function loop(s: Script): Script {
  return s.times(10, () => s.tool({ args: 7, result: 8 }).wait(1));
}

it('opens at the tenth call and says what it saw', () => {
  expect(changes(loop)).toMatchObject([
    {
      kind: 'open',
      finding: {
        type: 'tool_loop',
        severity: 'medium',
        recommendation: 'fresh_session',
        subject: 'Bash',
        episodeStart: AT,
        openedAt: AT + 18_000,
        evidence: { tool_name: 'Bash', occurrences: 10, distinct_calls: 1 },
      },
    },
  ]);
});

it('takes five distinct calls of ten for a loop, six for work', () => {
  const opened = (distinct: number) =>
    changes((s) => s.times(10, (i) => s.tool({ args: i % distinct, result: i % distinct }))).length;
  expect(opened(5)).toBe(1);
  expect(opened(6)).toBe(0);
});

it.each(['read', 'edit', 'search'])('allows three times as many calls of kind %s', (kind) => {
  const opened = (count: number) => changes((s) => s.times(count, () => s.tool({ name: 'T', kind }))).length;
  expect(opened(29)).toBe(0);
  expect(opened(30)).toBe(1);
});

it('ends when a file gets content it never had', () => {
  const found = changes((s) => loop(s).tool({ name: 'Edit', kind: 'edit', change: 77 }));
  expect(found.at(-1)).toMatchObject({ kind: 'resolve', subject: 'Bash', at: AT + 21_000 });
});

it('ends when the calls become different ones, however slowly', () => {
  const found = changes((s) => loop(s).times(20, (i) => s.tool({ args: 100 + i, result: 100 + i }).wait(5)));
  expect(found.map((change) => change.kind)).toEqual(['open', 'resolve']);
});

it('ends a minute after its last call', () => {
  expect(changes((s) => loop(s).wait(90)).at(-1)).toMatchObject({ kind: 'resolve', at: AT + 78_000 });
});

it('ends with the turn or the session', () => {
  expect(changes((s) => loop(s).done()).at(-1)).toMatchObject({ kind: 'resolve', at: AT + 20_000 });
  const ended = changes((s) => loop(s).fact({ type: 'session_end', at: AT + 20_000 }));
  expect(ended.at(-1)).toMatchObject({ kind: 'resolve', at: AT + 20_000 });
});

it('counts a call whose result comes before or never as one with its arguments', () => {
  expect(changes((s) => s.times(10, () => s.call({ args: 7 })))).toHaveLength(1);
  expect(changes((s) => s.times(10, (i) => s.call({ args: i })))).toHaveLength(0);
});

it('keeps tools of the names that objects are born with apart', () => {
  const names = ['__proto__', 'constructor', 'toString'];
  expect(changes((s) => s.times(27, (i) => s.tool({ name: names[i % 3] as string, kind: 'mcp' })))).toEqual(
    [],
  );
  expect(changes((s) => s.times(10, () => s.tool({ name: '__proto__', kind: 'mcp' })))).toHaveLength(1);
});
