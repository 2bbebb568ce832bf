/** What is made anew when the ledger speaks of an agent. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { scopeOf } from '../../../src/db/tasks/scope.ts';
import type { LedgerEvent } from '../../../src/domain/ledger.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { call, record, START } from '../../helpers/records.ts';
import { makeTasks } from '../../helpers/tasks.ts';

const NUX = 'gastown/polecats/Nux';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase({ identify: () => ({ agent: NUX, department: null, project: null }) });
});
afterEach(() => database.remove());

function learn(recordType: LedgerEvent['recordType'], taskId: string | null, data: object): void {
  const about = { recordId: `${recordType} ${taskId}`, version: null, agent: NUX, taskId, sessionId: null };
  const fact: LedgerEvent = { type: 'ledger', recordType, ...about, flags: '', data: JSON.stringify(data) };
  const line = { ...record({ uid: about.recordId }, fact), session: null, harness: 'unknown' };
  database.feed(database.file('gastown'), [line]);
}

test('what an agent is given changes its beads; where it belongs, all that is its', () => {
  learn('work_log', 'logged', { completed_at: new Date(START).toISOString() });
  learn('assignment', 'slung', { action: 'sling' });
  makeTasks(database);
  const changedBy = (kind: 'agent' | 'profile') =>
    [...scopeOf(database.db, [{ kind, id: NUX }]).taskIds].sort();
  expect(changedBy('agent')).toEqual(['slung']);
  expect(changedBy('profile')).toEqual(['logged', 'slung']);
});

test('a session of an agent by rule is where its profile says, also when that is learnt behind it', () => {
  database.feed(database.file(), [
    record({ session: 's' }, { type: 'session_info', cwd: '/work/shop' }, call({})),
  ]);
  expect(makeTasks(database)).toMatchObject([{ agent: NUX, department: null }]);
  learn('agent_profile', null, { department: 'platform' });
  expect(makeTasks(database)).toMatchObject([{ agent: NUX, department: 'platform' }]);
});
