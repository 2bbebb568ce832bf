import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileReports } from '../../../src/db/queries/accounting.ts';
import { limitsOf } from '../../../src/db/queries/limits.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { record, START } from '../../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

test('every line of a file is accepted, of an unknown type, or skipped with its reason', () => {
  const file = database.file('claude-code', '/logs/a.jsonl');
  database.feed(file, [
    record(),
    record({ kind: 'other:novelty' }),
    { rejected: 'invalid_json' },
    { rejected: 'blank' },
    { rejected: 'blank' },
  ]);
  database.file('work-stream', '/logs/b.jsonl');
  expect(fileReports(database.db)).toEqual([
    {
      path: '/logs/a.jsonl',
      source: 'claude-code',
      lines: 5,
      accepted: 2,
      other: 1,
      skippedByReason: new Map([
        ['blank', 2],
        ['invalid_json', 1],
      ]),
    },
    {
      path: '/logs/b.jsonl',
      source: 'work-stream',
      lines: 0,
      accepted: 0,
      other: 0,
      skippedByReason: new Map(),
    },
  ]);
});

test('of a limit the newest word stands, whatever order it is read in', () => {
  const file = database.file('codex');
  const limit = (usedPercent: number, minutes: number | null) =>
    ({
      type: 'rate_limit',
      limitId: 'codex',
      windowMinutes: minutes,
      usedPercent,
      resetsAt: START + 1,
      plan: 'plus',
    }) as const;
  const said = (usedPercent: number, minutes: number | null, at: number) =>
    record({ at, harness: 'codex' }, limit(usedPercent, minutes));
  database.feed(file, [said(52, 300, START + 20), said(40, 300, START + 10), said(7, null, START)]);
  expect(limitsOf(database.db, 'codex')).toEqual([
    expect.objectContaining({ windowMinutes: null, usedPercent: 7 }),
    {
      harness: 'codex',
      limitId: 'codex',
      windowMinutes: 300,
      usedPercent: 52,
      resetsAt: START + 1,
      plan: 'plus',
      at: START + 20,
    },
  ]);
  expect(limitsOf(database.db, 'gemini_cli')).toEqual([]);
});
