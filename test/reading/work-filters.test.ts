import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { Logs } from '../helpers/logs.ts';

const logs = new Logs();
afterEach(() => logs.remove());

const TOLD = { agent_id: 'nux', bead_id: 'gt-1', started_at: '2026-03-02T10:00:00Z' };
const LEDGER = [
  { type: 'agent_profile', agent_id: 'nux', department: 'platform', project: 'billing' },
  { ...TOLD, type: 'work_log', id: 'wl-1', completed_at: '2026-03-02T11:00:00Z', model: 'claude-opus-4-6' },
  { ...TOLD, type: 'escalation', id: 'es-1', severity: 'high', created_at: '2026-03-02T10:30:00Z' },
];

test('work that no session is known of is where its task is', async () => {
  const ledger = path.join(logs.folder, 'ledger');
  logs.append(path.join(ledger, 'ledger.jsonl'), LEDGER);
  await ingestOnce(logs.options({ roots: [{ source: 'ledger', path: ledger, explicit: true }] }));
  const reports = logs.reports();
  const found = (filter: Partial<ReportFilter>) => {
    const asked = { ...NO_FILTER, ...filter };
    return [[...reports.tasks(asked)], reports.workLog(asked), reports.escalations(asked)].map(
      ({ length }) => length,
    );
  };
  expect(found({})).toEqual([1, 1, 1]);
  expect(found({ projects: ['billing'] })).toEqual([1, 1, 1]);
  expect(found({ departments: ['platform'], agents: ['nux'] })).toEqual([1, 1, 1]);
  expect(found({ projects: ['api'] })).toEqual([0, 0, 0]);
  expect(found({ departments: ['growth'] })).toEqual([0, 0, 0]);
  reports.close();
});
