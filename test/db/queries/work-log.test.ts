import { afterEach, beforeEach, expect, test } from 'vitest';
import { escalations } from '../../../src/db/queries/escalations.ts';
import { workLog } from '../../../src/db/queries/work-log.ts';
import type { LedgerEvent } from '../../../src/domain/ledger.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { record, START } from '../../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

const fact = (fields: Partial<LedgerEvent>, data: object = {}): LedgerEvent => ({
  type: 'ledger',
  recordType: 'work_log',
  recordId: null,
  version: null,
  agent: 'rig/polecats/nux',
  taskId: 'gt-1',
  sessionId: null,
  flags: '',
  data: JSON.stringify(data),
  ...fields,
});
const feed = (...facts: LedgerEvent[]) =>
  database.feed(
    database.file('ledger'),
    facts.map((one, index) => ({ ...record({ at: START + index }, one), session: null, harness: 'unknown' })),
  );

test('a line of the ledger is told as it was written; cents stand for micro-dollars where nothing finer is', () => {
  feed(
    fact(
      { recordId: 'wl-1', sessionId: 's1' },
      {
        bead_type: 'bug',
        completed_at: '2026-03-02T11:02:40Z',
        quality_signal: 'passed',
        token_usage: 182_000,
        cost_cents: 41,
      },
    ),
    fact({ recordId: 'wl-2', taskId: 'gt-2' }, { cost_usd_micros: 4_149_999 }),
    fact({ recordId: 'wl-3', taskId: 'gt-3' }),
  );
  expect(
    workLog(database.db).map(({ id, costUsdMicros, costCents, costBasis }) => [
      id,
      costUsdMicros,
      costCents,
      costBasis,
    ]),
  ).toEqual([
    ['wl-1', 410_000, 41, 'reported'],
    ['wl-2', 4_149_999, 415, 'reported'],
    ['wl-3', null, null, null],
  ]);
  expect(workLog(database.db)[0]).toMatchObject({
    beadId: 'gt-1',
    beadType: 'bug',
    completedAt: Date.UTC(2026, 2, 2, 11, 2, 40),
    startedAt: null,
    tokenUsage: 182_000,
    sessionIds: ['s1'],
  });
});

test('a closed bead without a line of its own is worked out, one with a line is not told twice', () => {
  const bead = (id: string) =>
    fact(
      { recordType: 'work_item', recordId: id, taskId: id },
      { bead_kind: 'work', issue_type: 'task', status: 'closed', closed_at: '2026-03-02T12:00:00.000Z' },
    );
  feed(bead('gt-1'), bead('gt-2'), fact({ recordId: 'wl-1', taskId: 'gt-1' }));
  expect(workLog(database.db).map(({ id, beadType }) => [id, beadType])).toEqual([
    ['bead:gt-2', 'task'],
    ['wl-1', null],
  ]);
});

test('escalations, the newest first, at the time they say', () => {
  const raised = (recordId: string, data: object) => fact({ recordType: 'escalation', recordId }, data);
  feed(
    raised('es-1', { severity: 'high', created_at: '2026-03-02T10:40:00Z' }),
    raised('es-2', { category: 'blocked' }),
  );
  expect(escalations(database.db)).toEqual([
    {
      id: 'es-2',
      agentId: 'rig/polecats/nux',
      beadId: 'gt-1',
      severity: null,
      category: 'blocked',
      createdAt: START + 1,
    },
    {
      id: 'es-1',
      agentId: 'rig/polecats/nux',
      beadId: 'gt-1',
      severity: 'high',
      category: null,
      createdAt: Date.UTC(2026, 2, 2, 10, 40),
    },
  ]);
});
