/** What Gas Town keeps as beads: the rules of gastown.md section 5 (and the reports of 4), by their numbers. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Fields, factsOf, iso, ofType, readDocument, readIssues } from './gastown-lines.ts';

const fixture = (name: string) =>
  factsOf(
    readDocument(readFileSync(`test/fixtures/beads/.beads/${name}`)).records.map(({ result }) => result),
  );
const facts = fixture('issues.jsonl');

const bead = (fields: Fields): Fields => ({
  ...{ id: 'gt-1', title: 't', status: 'open', created_at: '2026-02-01T09:00:00Z' },
  ...fields,
});
const kindOf = (fields: Fields) => ofType(readIssues(bead(fields)), 'work_item')[0]?.data.bead_kind;

it('gastown §5: an agent bead says what its agent does; its fields are lines of the description', () => {
  expect(ofType(facts, 'agent_state')).toMatchObject([
    {
      recordId: 'gt-gastown-polecat-Toast',
      agent: 'gastown/polecats/Toast',
      taskId: 'bd-a1b2',
      data: {
        state: 'working',
        role: 'polecat',
        rig: 'gastown',
        hook_bead: 'bd-a1b2',
        cleanup_status: 'clean',
      },
    },
  ]);
});

it('gastown §5: legacy columns stand in where the description says nothing', () => {
  expect(ofType(fixture('backup/issues.jsonl'), 'agent_state')).toMatchObject([
    { agent: 'gastown/witness', data: { state: 'idle', role: 'witness', hook_bead: 'bd-flat' } },
  ]);
});

it.each([
  ['gt-gastown-polecat-nux', {}, 'gastown/polecats/nux'],
  ['gt-my-rig-crew-max', {}, 'my-rig/crew/max'],
  ['gt-gastown-refinery', {}, 'gastown/refinery'],
  ['hq-mayor', { role_type: 'mayor' }, 'mayor'],
  ['bd-beads-polecat-jasper', { rig: 'beads/polecats/jasper' }, 'beads/polecats/jasper'],
])('the agent of bead %s is %s %s', (id, fields, address) => {
  const [state] = ofType(readIssues(bead({ id, issue_type: 'agent', ...fields })), 'agent_state');
  expect(state?.agent).toBe(address);
});

it('gastown §5: an escalation is one record by its id, and stands before what its events say', () => {
  expect(ofType(facts, 'escalation')).toEqual([
    {
      recordType: 'escalation',
      recordId: 'gt-esc1',
      version: Date.UTC(2026, 2, 2, 10, 55),
      agent: 'gastown/polecats/Toast',
      taskId: 'gt-abc12',
      sessionId: null,
      flags: '',
      data: {
        ...{ severity: 'critical', original_severity: 'high', source: 'plugin:rebuild', status: 'closed' },
        ...{
          created_at: iso(Date.UTC(2026, 2, 2, 10, 40)),
          acked_at: iso(Date.UTC(2026, 2, 2, 10, 51)),
          acked_by: 'mayor',
        },
        ...{ closed_at: iso(Date.UTC(2026, 2, 2, 10, 55)), closed_by: 'mayor', reescalation_count: 1 },
      },
    },
  ]);
});

it('gastown §5: without its label, as in a flat backup, an escalation is known by its fields', () => {
  expect(kindOf({ description: 'severity: low\nescalated_by: mayor\nacked_by: null' })).toBe('escalation');
  expect(kindOf({ description: 'severity: low' })).toBe('work');
});

it.each([
  ['merged', 'passed'],
  ['Merged in 5c27a055', 'passed'],
  ['rejected', 'failed'],
  ['conflict', 'rework_requested'],
  ['superseded', undefined],
  ['Stale merge requests', undefined],
])('gastown §5: a merge request closed as %s is %s', (reason, signal) => {
  const closed = { status: 'closed', closed_at: '2026-02-01T10:00:00Z', close_reason: reason };
  const [fact] = ofType(readIssues(bead({ issue_type: 'merge-request', ...closed })), 'quality_signal');
  expect(fact?.data.signal).toBe(signal);
});

it('gastown §5: a merge request names its worker and bead; an open one says nothing', () => {
  expect(ofType(facts, 'quality_signal')).toMatchObject([
    {
      recordId: 'mr:gt-mr-2',
      agent: 'gastown/polecats/Toast',
      taskId: 'gt-abc12',
      data: { signal: 'passed', retry_count: 1, branch: 'polecat/toast/gt-abc12' },
    },
  ]);
  expect(ofType(readIssues(bead({ issue_type: 'merge-request' })), 'quality_signal')).toEqual([]);
});

it('gastown §5: a convoy has a state of its own', () => {
  expect(ofType(facts, 'convoy')).toMatchObject([{ recordId: 'hq-cv-1', data: { status: 'open' } }]);
});

it.each([
  [{ issue_type: 'agent' }, 'agent'],
  [{ labels: ['gt:agent'] }, 'agent'],
  [{ description: 'x\n\nrole_type: \nagent_state: ' }, 'agent'],
  [{ labels: ['gt:merge-request'] }, 'merge_request'],
  [{ description: 'branch: a\ntarget: main\nsource_issue: gt-2' }, 'merge_request'],
  [{ id: 'hq-cv-9' }, 'convoy'],
  [{ issue_type: 'message' }, 'message'],
  [{ labels: ['gt:rig'] }, 'rig'],
  [{ issue_type: 'molecule' }, 'molecule'],
  [{ issue_type: 'bug' }, 'work'],
  [{ issue_type: 'event' }, 'work'],
])('a bead with %j is of kind %s', (fields, kind) => {
  expect(kindOf(fields)).toBe(kind);
});

it('gastown §5: lines of the description say how a work bead is worked on', () => {
  const description =
    'attached_molecule: gt-mol-1\ndispatched_by: mayor\nconvoy_id: hq-cv-2\nno_merge: true\nmode: ralph';
  const [item] = ofType(readIssues(bead({ description })), 'work_item');
  expect(item?.data).toMatchObject({
    ...{ molecule: 'gt-mol-1', dispatched_by: 'mayor', convoy_id: 'hq-cv-2', no_merge: true, mode: 'ralph' },
  });
});

it('gastown §4: a daily digest and the end of a session in older towns are reported costs', () => {
  expect(
    ofType(facts, 'reported_cost').map(({ agent, data }) => [data.origin, data.cost_usd_micros, agent]),
  ).toEqual([
    ['gastown_digest', 12_500_000, null],
    ['gastown_session', 250_000, 'gastown/polecats/Toast'],
  ]);
});
