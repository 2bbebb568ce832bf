/** Reading a file of beads again and again: the rules of beads.md section 1, by their numbers. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejection } from '../../../src/domain/event.ts';
import { beadsAdapter } from '../../../src/ingest/sources/beads.ts';
import {
  type Fields,
  factsOf,
  jsonLines,
  NOW,
  ofType,
  readDocument,
  readLog,
  tally,
} from './gastown-lines.ts';

const FIXTURE = readFileSync('test/fixtures/beads/.beads/issues.jsonl', 'utf8');

const issue = (id: string | number, fields: Fields = {}): Fields => ({
  ...{ id: `bd-${id}`, title: `work ${id}`, status: 'open', created_at: '2026-02-01T09:00:00Z' },
  ...fields,
});
const named = (records: ReturnType<typeof readDocument>['records']) =>
  records.map(({ result }) => (isRejection(result) ? result.rejected : result.taskId));

describe('beads §1: the export is rewritten as a whole', () => {
  it('every line is accounted for', () => {
    const { records } = readDocument(FIXTURE);
    expect(tally(records.map(({ result }) => result))).toEqual({
      issue: 12,
      duplicate: 1,
      invalid_json: 3,
      blank: 1,
      not_an_object: 1,
      missing_event_type: 1,
    });
    expect(records).toHaveLength(FIXTURE.split('\n').length - 1);
    expect(new Set(records.map(({ offset }) => offset)).size).toBe(records.length);
  });

  it('unchanged: nothing; in another order: nothing', () => {
    const { saved } = readDocument(FIXTURE);
    expect(readDocument(FIXTURE, saved).records).toEqual([]);
    const rows = [issue(1), issue(2), issue(3)];
    const state = readDocument(jsonLines(rows)).saved;
    expect(readDocument(jsonLines(rows.toReversed()), state).records).toEqual([]);
  });

  it('only what is new or changed is given, at the place that it always had', () => {
    const before = readDocument(jsonLines([issue(1), issue(2)]));
    const changed = issue(2, { status: 'closed' });
    const after = readDocument(jsonLines([issue(3), changed, issue(1)]), before.saved);
    expect(named(after.records)).toEqual(['bd-3', 'bd-2']);
    expect(after.records[1]?.offset).toBe(before.records[1]?.offset);
    expect(readDocument(jsonLines([changed]), after.saved).records).toEqual([]);
  });

  it('duplicates of an id: the last wins, wherever they stand', () => {
    const twice = [issue(1, { status: 'closed' }), issue(2), issue(1, { status: 'open' })];
    const { records, saved } = readDocument(jsonLines(twice));
    expect(named(records)).toEqual(['duplicate', 'bd-2', 'bd-1']);
    const status = ofType(factsOf(records.map(({ result }) => result)), 'work_item').map(
      ({ data }) => data.status,
    );
    expect(status).toEqual(['open', 'open']);
    expect(readDocument(jsonLines(twice), saved).records).toEqual([]);
  });

  it("a merge conflict's markers are rejected once, and what it held is settled by the last line", () => {
    const ours = issue(1, { status: 'open', updated_at: '2026-02-01T10:00:00Z' });
    const theirs = issue(1, { status: 'closed', updated_at: '2026-02-01T11:00:00Z' });
    const conflict = [
      '<<<<<<< HEAD',
      ours,
      '=======',
      theirs,
      '>>>>>>> x',
      '<<<<<<< HEAD',
      issue(2),
      '=======',
      '>>>>>>> x',
    ];
    const first = readDocument(jsonLines(conflict));
    expect(tally(first.records.map(({ result }) => result))).toEqual({
      invalid_json: 6,
      duplicate: 1,
      issue: 2,
    });
    expect(readDocument(jsonLines(conflict), first.saved).records).toEqual([]);
    const solved = readDocument(jsonLines([ours, issue(2)]), first.saved);
    expect(named(solved.records)).toEqual(['bd-1']);
  });

  it('half written: a problem, and what is known stays', () => {
    const whole = Buffer.from(jsonLines([issue(1), issue(2)]));
    const file = { path: '/x', mtimeMs: NOW, nowMs: NOW };
    for (const cut of [1, 5, whole.length - 2, whole.length - 20]) {
      const reading = beadsAdapter.document?.read(whole.subarray(0, cut), file, null);
      expect(reading, String(cut)).toEqual({ problem: expect.stringMatching(/cut off/) });
    }
    expect(named(readDocument(whole.subarray(0, whole.length - 1)).records)).toEqual(['bd-1', 'bd-2']);
  });

  it('an empty file holds nothing', () => {
    expect(readDocument('').records).toEqual([]);
  });

  it('a state that is not ours begins anew', () => {
    const all = readDocument(FIXTURE).records;
    for (const state of ['', 'x', '{}', '1;abc', '9;'])
      expect(readDocument(FIXTURE, state).records).toEqual(all);
  });

  it('the state of 10,000 issues is small', () => {
    const { records, saved } = readDocument(jsonLines(Array.from({ length: 10_000 }, (_, n) => issue(n))));
    expect(records).toHaveLength(10_000);
    expect(saved.length).toBeLessThan(220_000);
  });

  it('any history of rewrites ends in what its last version says', () => {
    const version = fc.uniqueArray(fc.tuple(fc.nat(5), fc.constantFrom('open', 'hooked', 'closed')), {
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 6 }), (versions) => {
        let saved: string | null = null;
        const known = new Map<number, unknown>();
        for (const rows of versions) {
          const step = readDocument(jsonLines(rows.map(([id, status]) => issue(id, { status }))), saved);
          saved = step.saved;
          for (const { offset, result } of step.records)
            known.set(offset, ofType(factsOf([result]), 'work_item')[0]?.data.status);
        }
        const last = new Map<string, unknown>();
        for (const rows of versions) for (const [id, status] of rows) last.set(`bd-${id}`, status);
        expect([...known.values()].sort()).toEqual([...last.values()].sort());
      }),
      { numRuns: 60 },
    );
  });
});

describe('describe', () => {
  it('finds each record by its place, also after a rewrite in another order', () => {
    const before = readDocument(jsonLines([issue(1), issue(2), '<<<<<<< HEAD']));
    const now = Buffer.from(jsonLines([issue(2, { title: 'new words' }), '<<<<<<< HEAD', issue(1)]));
    const headlines = before.records.map(
      ({ offset }) => beadsAdapter.document?.describe(now, offset)?.headline,
    );
    expect(headlines).toEqual(['bd-1 open work 1', 'bd-2 open new words', '<<<<<<< HEAD']);
    expect(beadsAdapter.document?.describe(now, 12345)).toBeNull();
  });
});

it('any bytes end in records, rejections or a problem', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '"id":"a"',
      ',',
      '\n',
      '"issue_id":"b"',
      '"event_type":"closed"',
      '"status":"open"',
      '"title":1',
      '\r',
    ),
    fc.string({ maxLength: 4 }),
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join(''))),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      const reading = beadsAdapter.document?.read(content, { path: '/x', mtimeMs: NOW, nowMs: NOW }, null);
      if (reading === undefined || 'problem' in reading) return;
      const records = [...reading].flatMap((part) => part.records);
      expect(records.length).toBeLessThanOrEqual(content.filter((byte) => byte === 0x0a).length + 1);
      beadsAdapter.recognises('/x', content);
      readLog(content.toString('latin1'));
    }),
    { numRuns: 300 },
  );
});
