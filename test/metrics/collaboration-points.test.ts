import { describe, expect, it, test } from 'vitest';
import type { CollaborationHistory, CollaborationPoint, WorkStep } from '../../src/domain/collaboration.ts';
import { collaborationPoints, PATIENCE_MS } from '../../src/metrics/collaboration-points.ts';

const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
const NUX = 'nux';
const TOAST = 'toast';
const EMPTY: CollaborationHistory = {
  ...{ agents: [NUX, TOAST], work: [], beadEvents: [], finished: [], deaths: [], handoffs: [] },
  ...{ acts: [], messages: [], escalations: [], waits: [], ratings: [], escalationsLogged: true },
};
const step = (at: number, kind: WorkStep['kind'], agent: string | null = NUX, taskId = 'gt-1'): WorkStep => ({
  ...{ kind, taskId, agent, at: at * HOUR },
});
const moment = (at: number, agent = NUX) => ({ agent, at: at * HOUR });

function points<K extends CollaborationPoint['kind']>(
  kind: K,
  history: Partial<CollaborationHistory>,
  agent = NUX,
) {
  const all = collaborationPoints({ ...EMPTY, ...history }, NOW).get(agent) ?? [];
  return all.filter((point): point is Extract<CollaborationPoint, { kind: K }> => point.kind === kind);
}

describe('work handed over', () => {
  it.each<[string, WorkStep[], boolean[]]>([
    ['hooked: taken up', [step(1, 'given'), step(2, 'taken')], [true]],
    ['done without a hook: taken up', [step(1, 'given'), step(30, 'finished')], [true]],
    ['given back', [step(1, 'given'), step(2, 'released')], [false]],
    ['given to another one first', [step(1, 'given'), step(2, 'given', TOAST), step(3, 'taken')], [false]],
    [
      'given twice, taken up the second time',
      [step(1, 'given'), step(2, 'given'), step(3, 'taken')],
      [false, true],
    ],
    ['nothing came of it for a day', [step(1, 'given')], [false]],
    ['nothing came of it yet', [step(999, 'given')], []],
    ['closed by another one: nobody knows', [step(1, 'given'), step(2, 'closed', TOAST)], []],
    ['closed by itself: taken up', [step(1, 'given'), step(2, 'closed')], [true]],
    [
      "another one's hook says nothing of it",
      [step(1, 'given'), step(2, 'taken', TOAST), step(3, 'taken')],
      [true],
    ],
    ['taken without being given is no handover', [step(1, 'taken'), step(2, 'finished')], []],
    ["a gate's word is not the agent's", [step(998, 'given'), step(999, 'sent_back', null)], []],
  ])('%s', (_, work, expected) => {
    expect(points('handoff', { work }).map(({ takenUp }) => takenUp)).toEqual(expected);
  });

  it('is lost when the session dies before it is taken up, and not when it dies afterwards', () => {
    const work = [step(1, 'given'), step(5, 'taken')];
    expect(points('handoff', { work, deaths: [moment(3)] })[0]?.takenUp).toBe(false);
    expect(points('handoff', { work, deaths: [moment(6)] })[0]?.takenUp).toBe(true);
    expect(points('handoff', { work, deaths: [moment(3, TOAST)] })[0]?.takenUp).toBe(true);
  });

  it('counts once where both the town and the table of bead events tell of it', () => {
    const steps = [step(1, 'given'), step(2, 'taken')];
    expect(points('handoff', { work: steps, beadEvents: steps })).toHaveLength(1);
    expect(points('handoff', { beadEvents: steps })).toHaveLength(1);
  });

  it('to its own next session is taken up by the next act, before the next handoff', () => {
    const handoffs = [moment(1), moment(10), moment(20), moment(999)];
    const acts = [moment(1), moment(2), moment(25)];
    expect(points('handoff', { handoffs, acts }).map(({ at, takenUp }) => [at / HOUR, takenUp])).toEqual([
      [1, true],
      [10, false],
      [20, true],
    ]);
  });
});

describe('finished beads', () => {
  it.each<[string, WorkStep[], (boolean | null)[]]>([
    ['done and merged', [step(1, 'given'), step(2, 'finished')], [false]],
    ['refused by the gate', [step(1, 'finished'), step(2, 'sent_back', null)], [true]],
    [
      'refused before it was done: another matter',
      [step(1, 'sent_back', null), step(2, 'finished')],
      [false],
    ],
    ['given out again', [step(1, 'finished'), step(2, 'given', TOAST)], [true]],
    [
      'done again after that: one bead, one point',
      [step(1, 'finished'), step(2, 'given'), step(3, 'finished')],
      [true],
    ],
    [
      'done, then closed by the refinery',
      [step(1, 'taken'), step(2, 'finished'), step(3, 'closed', 'refinery')],
      [false],
    ],
    [
      'two beads',
      [step(1, 'finished'), step(2, 'finished', NUX, 'gt-2'), step(3, 'sent_back', null)],
      [true, false],
    ],
  ])('%s', (_, work, expected) => {
    expect(points('completion', { work }).map(({ sentBack }) => sentBack)).toEqual(expected);
  });

  it('are of who had them, when another one closes them', () => {
    const beadEvents = [step(1, 'given'), step(5, 'closed', TOAST), step(6, 'sent_back', TOAST)];
    expect(points('completion', { beadEvents })).toEqual([
      { kind: 'completion', at: 5 * HOUR, sentBack: true },
    ]);
    expect(points('completion', { beadEvents }, TOAST)).toEqual([]);
  });

  it('are the fault of who finished them last', () => {
    const work = [
      ...[step(1, 'finished'), step(2, 'given', TOAST), step(3, 'finished', TOAST)],
      ...[step(4, 'sent_back', null), step(5, 'given', TOAST), step(6, 'finished', TOAST)],
    ];
    expect(points('completion', { work }).map(({ sentBack }) => sentBack)).toEqual([true]);
    expect(points('completion', { work }, TOAST).map(({ at, sentBack }) => [at / HOUR, sentBack])).toEqual([
      [6, true],
    ]);
  });

  it('told by several are one, and sent back when one says so', () => {
    const whole = (sentBack: boolean | null, at: number) => ({
      agent: NUX,
      taskId: 'gt-1',
      at: at * HOUR,
      sentBack,
    });
    const work = [step(2, 'finished')];
    expect(points('completion', { work, finished: [whole(null, 3)] })).toMatchObject([
      { at: 3 * HOUR, sentBack: false },
    ]);
    expect(points('completion', { work, finished: [whole(true, 1)] })).toMatchObject([
      { at: 2 * HOUR, sentBack: true },
    ]);
    expect(points('completion', { finished: [whole(null, 1)] })).toMatchObject([{ sentBack: null }]);
  });
});

describe('answers', () => {
  it('come with the next act behind the message; what is asked meanwhile is the same question', () => {
    const messages = [moment(1), moment(2), moment(5), moment(6)];
    const acts = [moment(0), moment(1), moment(4), moment(5.5), moment(8)];
    const found = points('answer', { messages, acts });
    expect(found.map(({ at, latencyMs }) => [at / HOUR, (latencyMs ?? 0) / HOUR])).toEqual([
      [1, 3],
      [5, 0.5],
      [6, 2],
    ]);
  });

  it('that do not come within a day are none; until then nothing is said', () => {
    const isOut = { agent: NUX, at: NOW - PATIENCE_MS };
    expect(points('answer', { messages: [isOut] })).toEqual([
      { kind: 'answer', at: isOut.at, latencyMs: null },
    ]);
    expect(points('answer', { messages: [{ ...isOut, at: isOut.at + 1 }] })).toEqual([]);
  });

  it('later than a day are none: what was unanswered stays so', () => {
    const messages = [moment(1), moment(100)];
    const waits = [{ ...moment(200), acknowledgedAt: 230 * HOUR }];
    const found = points('answer', { messages, waits, acts: [moment(25), moment(123)] });
    expect(found.map(({ latencyMs }) => latencyMs)).toEqual([null, 23 * HOUR, null]);
  });

  it('of others do not count', () => {
    expect(points('answer', { messages: [moment(1)], acts: [moment(2, TOAST)] })[0]?.latencyMs).toBeNull();
  });

  it('to escalations are their acknowledgements', () => {
    const waits = [
      { ...moment(1), acknowledgedAt: 2 * HOUR },
      { ...moment(3), acknowledgedAt: null },
      { ...moment(999), acknowledgedAt: null },
    ];
    expect(points('answer', { waits }).map(({ latencyMs }) => latencyMs)).toEqual([HOUR, null]);
  });
});

test('only who was asked for has points, oldest first; who has none has an empty list', () => {
  const found = collaborationPoints(
    {
      ...EMPTY,
      escalations: [moment(5), moment(2), moment(3, 'slit')],
      ratings: [{ ...moment(1), rating: 'helpfulness', score: 0.5 }],
    },
    NOW,
  );
  expect([...found.keys()]).toEqual([NUX, TOAST]);
  expect(found.get(NUX)?.map(({ kind, at }) => [kind, at / HOUR])).toEqual([
    ['helpfulness', 1],
    ['escalation', 2],
    ['escalation', 5],
  ]);
  expect(found.get(TOAST)).toEqual([]);
});
