/** Episodes: edge triggered, bounded, and never told out of order. */

import { expect, it } from 'vitest';
import { Episodes } from '../../src/alerts/episodes.ts';
import { errorLoop } from '../../src/alerts/rules/error-loop.ts';
import type { AlertChange } from '../../src/domain/alert.ts';

function episodes(): { readonly episodes: Episodes; readonly told: AlertChange[] } {
  const told: AlertChange[] = [];
  const options = { rule: errorLoop, quietMs: 1_000, cooldownMs: 500, sessionKey: 7 };
  return { episodes: new Episodes({ ...options, emit: (change) => told.push(change) }), told };
}

const seen = (at: number, size = 1) => ({ at, size, evidence: { occurrences: size } });

it('ends the subject opened longest ago when there are more than 64', () => {
  const { episodes: list, told } = episodes();
  for (let i = 0; i < 66; i++) {
    list.open(`s${i}`, i, seen(i));
  }
  expect(told.filter((change) => change.kind === 'resolve')).toMatchObject([
    { subject: 's0', at: 1_000 },
    { subject: 's1', at: 1_001 },
  ]);
});

it('tells growth by doublings', () => {
  const { episodes: list, told } = episodes();
  list.open('s', 0, seen(0, 4));
  for (let size = 5; size <= 33; size++) {
    list.again('s', seen(size, size));
  }
  expect(told.slice(1)).toMatchObject(
    [8, 16, 32].map((occurrences) => ({ finding: { evidence: { occurrences } } })),
  );
});

it('tells the rest at a tick, and before the end', () => {
  const { episodes: list, told } = episodes();
  const sizes = () =>
    told.map((change) => (change.kind === 'resolve' ? 'end' : change.finding.evidence.occurrences));
  list.open('s', 0, seen(0, 4));
  list.again('s', seen(5, 5));
  list.tellGrown(2);
  expect(sizes()).toEqual([4]);
  list.again('s', seen(6, 6));
  list.tellGrown(2);
  list.tellGrown(2);
  expect(sizes()).toEqual([4, 6]);
  list.again('s', seen(7, 7));
  list.end('s', 8);
  expect(sizes()).toEqual([4, 6, 7, 'end']);
});

it('a late end from before the last sighting ends nothing', () => {
  const { episodes: list } = episodes();
  list.open('s', 0, seen(100));
  list.again('s', seen(200));
  expect(list.end('s', 150)).toBe(false);
  expect(list.end('s', 200)).toBe(true);
});

it('ends by silence as of the end of the quiet time, not before it is over', () => {
  const { episodes: list, told } = episodes();
  list.open('s', 0, seen(100));
  list.expire(1_100);
  expect(told).toHaveLength(1);
  list.expire(9_999);
  expect(told.at(-1)).toMatchObject({ kind: 'resolve', at: 1_100 });
});

it('cools down per subject, on event time', () => {
  const { episodes: list, told } = episodes();
  list.open('s', 0, seen(0));
  list.end('s', 100);
  list.open('s', 300, seen(599));
  list.open('other', 300, seen(300));
  expect(told.filter((change) => change.kind === 'open')).toHaveLength(2);
  list.open('s', 300, seen(600));
  expect(told.filter((change) => change.kind === 'open')).toHaveLength(3);
});

it('an adopted episode of which only the newest part is known is never told smaller than it was', () => {
  const { episodes: list, told } = episodes();
  list.open('s', 50, seen(60, 4));
  list.adopt([{ type: 'error_loop', sessionKey: 7, subject: 's', episodeStart: 1, openedAt: 2, lastAt: 60 }]);
  list.again('s', seen(70, 5));
  list.tellGrown(1);
  expect(told).toHaveLength(1);
});

it('an adopted episode of which nothing else is known is never told smaller than it was', () => {
  const { episodes: list, told } = episodes();
  list.adopt([{ type: 'error_loop', sessionKey: 7, subject: 's', episodeStart: 1, openedAt: 2, lastAt: 3 }]);
  for (let size = 1; size < 50; size++) {
    list.again('s', seen(size, size));
  }
  expect(told).toEqual([]);
});
