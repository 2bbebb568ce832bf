/** Who works where, from the log to the report: rules, ledger names, and what changes when they do. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineIdentities } from '../../src/commands/doctor-identities.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { openReports } from '../../src/reports.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import type { MonitorOptions } from '../../src/writing/options.ts';
import { claudeTurn, Logs } from '../helpers/logs.ts';
import { START } from '../helpers/records.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const RULES = [
  { cwd: '^/home/me/(\\w+)/', department: '$1' },
  { harness: '^claude_code$', agent: 'my claude', project: 'everything' },
];

async function sessions(options: Partial<MonitorOptions> = {}) {
  await ingestOnce(logs.options({ home: '/home/me', ...options }));
  const reports = openReports({ databasePath: logs.databasePath, timezone: 'UTC', roots: [] });
  try {
    return {
      rows: reports.sessions(NO_FILTER, Date.now()).map(({ agent, department, project, cwd }) => ({
        agent,
        department,
        project,
        cwd,
      })),
      identities: reports.identities(),
      inBilling: reports.sessions({ ...NO_FILTER, departments: ['billing'] }, Date.now()).length,
    };
  } finally {
    reports.close();
  }
}

const turn = () => claudeTurn('s1', 'm1', START, { cwd: '/home/me/billing/api' });

test('rules see the whole folder, and what they name can be asked for', async () => {
  logs.append(logs.transcript('s1'), turn());
  const { rows, inBilling, identities } = await sessions({ identities: RULES });
  expect(rows).toEqual([
    { agent: 'my claude', department: 'billing', project: 'everything', cwd: '~/billing/api' },
  ]);
  expect(inBilling).toBe(1);
  expect(examineIdentities(RULES, identities, '/home/me')).toMatchObject({
    rules: [
      { sessions: 1, decided: 1 },
      { sessions: 1, decided: 0 },
    ],
    unmatched: { sessions: 0 },
  });
});

test('changed rules name what is stored anew, also when nothing new is read', async () => {
  logs.append(logs.transcript('s1'), turn());
  expect((await sessions()).rows).toMatchObject([{ agent: 'claude_code', department: null, project: 'api' }]);
  expect((await sessions({ identities: RULES })).rows).toMatchObject([
    { agent: 'my claude', department: 'billing', project: 'everything' },
  ]);
  expect((await sessions()).rows).toMatchObject([{ agent: 'claude_code', department: null, project: 'api' }]);
});
