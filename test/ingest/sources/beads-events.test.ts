/** The rules of beads.md sections 3 to 5: events, the tables beside, and what a rewritten export tells. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accepted, type Fields, factsOf, jsonLines, ofType, readDocument } from './gastown-lines.ts';
import { NASTY_TEXTS } from './nasty-texts.ts';

const fixture = (name: string): string => readFileSync(`test/fixtures/beads/.beads/${name}`, 'utf8');
const read = (name: string) => readDocument(fixture(name)).records.map(({ result }) => result);

function issue(fields: Fields = {}): Fields {
  return { id: 'bd-1', title: 't', status: 'open', created_at: '2026-02-01T09:00:00Z', ...fields };
}

describe('beads §3: bead events', () => {
  it('who created, took, closed and opened a bead again', () => {
    const changes = ofType(factsOf(read('backup/events.jsonl')), 'work_item_event');
    expect(changes.map(({ agent, data }) => [data.event, data.status, agent, data.rework])).toEqual([
      ['created', undefined, 'mayor', undefined],
      ['claimed', 'hooked', 'gastown/polecats/Toast', undefined],
      ['closed', 'closed', 'gastown/polecats/Toast', undefined],
      ['reopened', 'open', 'mayor', true],
      ['claimed', 'in_progress', 'gastown/polecats/Toast', undefined],
      ['released', 'open', 'gastown/polecats/Toast', undefined],
      ['closed', 'closed', 'mayor', undefined],
    ]);
    expect(new Set(changes.map(({ recordId }) => recordId)).size).toBe(changes.length);
  });

  it.each([
    ['closed', 'open', 'reopened', true],
    ['tombstone', 'hooked', 'reopened', true],
    ['open', 'blocked', 'status', undefined],
    ['hooked', 'in_progress', 'status', undefined],
    ['in_progress', 'blocked', 'released', undefined],
    ['open', 'open', undefined, undefined],
  ])('a state changed from %s to %s is %s', (before, now, event, rework) => {
    const values = {
      old_value: JSON.stringify({ status: before }),
      new_value: JSON.stringify({ status: now }),
    };
    for (const type of ['status_changed', 'updated']) {
      const row = {
        id: 1,
        issue_id: 'bd-1',
        event_type: type,
        created_at: '2026-02-01T09:00:00Z',
        ...values,
      };
      const [change] = factsOf(readDocument(jsonLines([row])).records.map(({ result }) => result));
      expect([change?.data.event, change?.data.rework]).toEqual([event, rework]);
    }
  });

  it('a type that nobody specified is accepted as other', () => {
    expect(accepted(read('backup/events.jsonl')).map(({ kind }) => kind)).toContain('other:teleported');
  });
});

describe('beads §1 and §4: the tables beside', () => {
  it("labels: only Gas Town's own; config: nothing", () => {
    expect(factsOf(read('backup/labels.jsonl')).map(({ taskId, data }) => [taskId, data])).toEqual([
      ['bd-flat', { label: 'gt:agent' }],
    ]);
    expect(factsOf(read('backup/config.jsonl'))).toEqual([]);
  });

  it('a comment is a sign of life of its author; an interaction has no cost', () => {
    expect(factsOf(read('backup/comments.jsonl'))).toMatchObject([
      { recordType: 'activity', agent: 'gastown/crew/jack', taskId: 'bd-flat', data: { event: 'comment' } },
    ]);
    expect(factsOf(read('interactions.jsonl'))).toMatchObject([
      { recordType: 'activity', agent: 'mayor', data: { event: 'llm_call', model: 'claude-haiku-4-5' } },
    ]);
  });
});

describe('beads §5: what a rewritten export tells', () => {
  const at = (hour: number) => `2026-02-02T${String(hour).padStart(2, '0')}:00:00Z`;
  it('a change of state between two versions is an event: taken, closed, opened again', () => {
    const steps: [string, string][] = [
      ['open', 'created'],
      ['hooked', 'claimed'],
      ['in_progress', 'nothing'],
      ['open', 'released'],
      ['in_progress', 'claimed'],
      ['closed', 'closed'],
      ['tombstone', 'nothing'],
      ['open', 'reopened'],
    ];
    let saved: string | null = null;
    const seen = steps.map(([status], hour) => {
      const step = readDocument(jsonLines([issue({ status, updated_at: at(hour) })]), saved);
      saved = step.saved;
      return ofType(factsOf(step.records.map(({ result }) => result)), 'work_item_event');
    });
    expect(seen.map((events) => events[0]?.data.event)).toEqual(
      steps.map(([, event]) => (event === 'created' || event === 'nothing' ? undefined : event)),
    );
    expect(seen.at(-1)?.[0]).toMatchObject({
      version: Date.parse(at(7)),
      data: { rework: true, derived: true },
    });
  });

  it('an older branch that is checked out opens nothing again', () => {
    const closed = issue({ status: 'closed', updated_at: at(2) });
    const open = issue({ status: 'open', updated_at: at(1) });
    let saved: string | null = null;
    const between = issue({ status: 'open', title: 'other', updated_at: '2026-02-02T01:30:00Z' });
    for (const version of [closed, open, between, closed]) {
      const step = readDocument(jsonLines([version]), saved);
      saved = step.saved;
      expect(ofType(factsOf(step.records.map(({ result }) => result)), 'work_item_event')).toEqual([]);
    }
  });
});

describe('bad input', () => {
  it('nothing throws, whatever a field holds', () => {
    const odd = [
      null,
      7,
      -0,
      1e308,
      true,
      '',
      [],
      {},
      [null, 7, [[]]],
      { a: { b: 1 } },
      '__proto__',
      ...NASTY_TEXTS,
    ];
    const names = [
      'title',
      'status',
      'assignee',
      'labels',
      'dependencies',
      'comments',
      'created_at',
      'closed_by_session',
      'rig',
      'description',
      'payload',
      'parent',
      'issue_type',
      'hook_bead',
    ];
    for (const value of odd) {
      for (const name of names) readDocument(jsonLines([issue({ [name]: value })]));
      for (const name of ['old_value', 'new_value', 'actor', 'created_at', 'id'])
        readDocument(jsonLines([{ issue_id: 'bd-1', event_type: 'status_changed', [name]: value }]));
    }
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    const { records } = readDocument(
      `{"issue_id":"a","event_type":"updated","new_value":${deep}}\n{"id":"bd-1","title":"t","status":"open","labels":${deep}}\n`,
    );
    expect(records).toHaveLength(2);
  });
});
