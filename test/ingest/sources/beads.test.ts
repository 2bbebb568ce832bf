/** The rules of beads.md section 2: issues and their dependencies. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  accepted,
  type Fields,
  factsOf,
  iso,
  jsonLines,
  ofType,
  readDocument,
  readIssues,
} from './gastown-lines.ts';

const fixture = (name: string): string => readFileSync(`test/fixtures/beads/.beads/${name}`, 'utf8');
const read = (name: string) => readDocument(fixture(name)).records.map(({ result }) => result);
const facts = factsOf(read('issues.jsonl'));
const item = (id: string) => ofType(facts, 'work_item').find(({ recordId }) => recordId === id);

function issue(fields: Fields = {}): Fields {
  return { id: 'bd-1', title: 't', status: 'open', created_at: '2026-02-01T09:00:00Z', ...fields };
}
const itemOf = (fields: Fields) => ofType(readIssues(issue(fields)), 'work_item')[0];

describe('beads §2: an issue', () => {
  it('is a work item with its states and times, and the session that closed it', () => {
    expect(item('bd-a1b2')).toEqual({
      recordType: 'work_item',
      recordId: 'bd-a1b2',
      version: Date.UTC(2026, 1, 1, 11),
      agent: 'gastown/polecats/Toast',
      taskId: 'bd-a1b2',
      sessionId: '5f0c1d2e-0000-4000-8000-000000000001',
      flags: '',
      data: {
        title: 'Fix flaky upload, token=[redacted]',
        status: 'closed',
        issue_type: 'bug',
        bead_kind: 'work',
        priority: 1,
        rig: 'bd',
        assignee: 'gastown/polecats/Toast',
        created_by: 'mayor',
        created_at: iso(Date.UTC(2026, 1, 1, 9)),
        started_at: iso(Date.UTC(2026, 1, 1, 9, 20)),
        closed_at: iso(Date.UTC(2026, 1, 1, 11)),
        updated_at: iso(Date.UTC(2026, 1, 1, 11)),
        parent: 'bd-9999',
        labels: ['gt:improvement'],
      },
    });
  });

  it('times with an offset and nanoseconds are cut to milliseconds', () => {
    expect(item('bd-ns01')?.data.created_at).toBe(iso(Date.UTC(2026, 2, 5, 16, 23, 47, 133)));
  });

  it("Go's zero time and an impossible one are no times", () => {
    expect(itemOf({ closed_at: '0001-01-01T00:00:00Z', started_at: 'soon' })?.data).not.toHaveProperty(
      'closed_at',
    );
    const [record] = accepted(
      readDocument(jsonLines([issue({ started_at: 'soon' })])).records.map((r) => r.result),
    );
    expect(record?.clampedFields).toBe(1);
  });

  it('states and types that nobody specified are kept as given', () => {
    expect(item('bd-strange')?.data).toMatchObject({
      status: 'on_the_moon',
      issue_type: 'haiku',
      bead_kind: 'work',
    });
  });

  it('a tombstone is deleted, and keeps its type', () => {
    expect(item('bd-tomb')?.data).toMatchObject({
      status: 'tombstone',
      deleted: true,
      original_type: 'task',
    });
  });

  it('flat backups: 0 and 1 for false and true, "" for null, metadata as text', () => {
    const flat = ofType(factsOf(read('backup/issues.jsonl')), 'work_item')[0];
    expect(flat).toMatchObject({ recordId: 'bd-flat', agent: null, sessionId: null });
    expect(flat?.data).toEqual({
      ...{
        title: 'Work bd-flat',
        status: 'open',
        issue_type: 'task',
        bead_kind: 'work',
        priority: 2,
        rig: 'bd',
      },
      ...{ created_by: 'mayor', pinned: true },
      ...{ created_at: iso(Date.UTC(2026, 1, 1, 9)), updated_at: iso(Date.UTC(2026, 1, 1, 9)) },
    });
  });

  it("the owner's e-mail is personal: neither it nor any other address is kept", () => {
    const row = issue({ owner: 'dev@example.com', assignee: 'a@b.c', created_by: 'x@y.z' });
    expect(JSON.stringify(readIssues(row))).not.toMatch(/@/);
    expect(JSON.stringify([...read('issues.jsonl'), ...read('backup/issues.jsonl')])).not.toMatch(
      /example\.com/,
    );
  });

  it('text of people and agents is never kept: comments, reasons, descriptions, prompts', () => {
    const names = ['issues', 'interactions', 'backup/issues', 'backup/events', 'backup/comments'];
    const stored = names.map((name) => JSON.stringify(read(`${name}.jsonl`))).join();
    expect(stored).not.toMatch(/nobody may keep|nor this|secret story|long story|password|because|in words/);
  });

  it.each([
    ['bd-a1b2', {}, 'bd'],
    ['agent-racer-02af', {}, 'agent-racer'],
    ['gt-wisp-st5bf', {}, 'gt'],
    ['gt-i9r20.2', {}, 'gt'],
    ['gt-1', { rig: 'gastown' }, 'gastown'],
    ['gt-1', { description: 'rig: beads' }, 'beads'],
    ['gt-1', { rig: 'beads/polecats/jasper' }, 'beads'],
    ['nohyphen', {}, undefined],
  ])('rig of %s with %j is %s', (id, fields, rig) => {
    expect(itemOf({ id, ...fields })?.data.rig).toBe(rig);
  });

  it.each([0, 4])('priority %d is one', (priority) => {
    expect(itemOf({ priority })?.data.priority).toBe(priority);
  });
  it.each([-1, 5, 1.5, 'P1'])('priority %j is none', (priority) => {
    expect(itemOf({ priority })?.data).not.toHaveProperty('priority');
  });

  it('closed before it was created is flagged', () => {
    expect(itemOf({ status: 'closed', closed_at: '2026-01-01T00:00:00Z' })?.flags).toBe(
      'closed_before_created',
    );
  });
});

describe('beads §2: dependencies', () => {
  it('each is a link; what a convoy tracks takes part in it, also across rigs', () => {
    expect(
      ofType(facts, 'work_item_link').map(({ taskId, data }) => [taskId, data.link, data.target]),
    ).toEqual([
      ['bd-a1b2', 'parent-child', 'bd-9999'],
      ['hq-cv-1', 'tracks', 'gt-abc12'],
      ['hq-cv-1', 'tracks', 'bd-a1b2'],
    ]);
    expect(ofType(facts, 'convoy_participation').map(({ taskId, data }) => [taskId, data.convoy_id])).toEqual(
      [
        ['gt-abc12', 'hq-cv-1'],
        ['bd-a1b2', 'hq-cv-1'],
      ],
    );
  });

  it('are the same links from the table of a backup', () => {
    const row = {
      issue_id: 'bd-1',
      depends_on_id: 'bd-2',
      type: 'blocks',
      created_at: '2026-02-01T09:00:00Z',
    };
    const inline = ofType(readIssues(issue({ dependencies: [row] })), 'work_item_link');
    expect(ofType(readIssues(row), 'work_item_link')).toEqual(inline);
  });
});
