/** Rules of gastown.md and beads.md that no other test proves. */

import { describe, expect, it } from 'vitest';
import { beadsAdapter } from '../../../src/ingest/sources/beads.ts';
import { gastownAdapter } from '../../../src/ingest/sources/gastown.ts';
import { ADAPTERS } from '../../../src/ingest/sources/registry.ts';
import { accepted, type Fields, factsOf, ofType, readIssues, readLogRows } from './gastown-lines.ts';

const event = (type: string, payload: Fields, ts = '2026-03-02T10:15:00Z', actor = 'mayor'): Fields => ({
  ...{ ts, source: 'gt', type, actor, payload, visibility: 'feed' },
});

describe('gastown §1: what is not read', () => {
  it.each(['logs/town.log', '.events.jsonl.lock', '.krc.yaml', 'mayor/rigs.json'])('no log: %s', (name) => {
    expect(gastownAdapter.acceptsPath(name)).toBe(false);
  });

  it('a log that is text is nobody’s', () => {
    const head = Buffer.from('2025-12-26 15:30:45 [spawn] gastown/crew/max spawned for gt-xyz\n');
    expect(ADAPTERS.filter((adapter) => adapter.recognises('/gt/logs/town.log', head))).toEqual([]);
  });
});

describe('gastown §2: every type of event is known', () => {
  it.each([
    ['session_start', { session_id: 's', role: 'mayor' }],
    ['session_end', { session_id: 's' }],
    ['session_death', { session: 'gt-Toast', agent: 'gastown/polecats/Toast', reason: 'crash' }],
    ['mass_death', { count: 3, window: '5s', sessions: ['a'] }],
    ['spawn', { rig: 'gastown', polecat: 'Toast' }],
    ['sling', { bead: 'gt-1', target: 'gastown/polecats/Toast', formula: 'x' }],
    ['hook', { bead: 'gt-1' }],
    ['unhook', { bead: 'gt-1' }],
    ['done', { bead: 'gt-1', branch: 'polecat/toast/gt-1' }],
    ['handoff', { to_session: true, subject: 'x' }],
    ['mail', { to: 'mayor', subject: 'x' }],
    ['nudge', { rig: 'gastown', target: 'Toast', reason: 'x' }],
    ['boot', { rig: 'town', agents: ['mayor'] }],
    ['halt', { services: ['daemon'] }],
    ['kill', { rig: 'gastown', target: 'Toast', reason: 'stuck' }],
    ['patrol_started', { rig: 'gastown', polecat_count: 2 }],
    ['patrol_complete', { rig: 'gastown', polecat_count: 2, message: 'x' }],
    ['polecat_checked', { rig: 'gastown', polecat: 'Toast', status: 'ok' }],
    ['polecat_nudged', { rig: 'gastown', target: 'Toast', reason: 'x' }],
    ['escalation_sent', { rig: 'gt-esc', target: 'mayor', to: 'mayor', severity: 'high' }],
    ['escalation_acked', { escalation_id: 'gt-esc', acked_by: 'mayor' }],
    ['escalation_closed', { escalation_id: 'gt-esc', closed_by: 'mayor', reason: 'x' }],
    ['merge_started', { mr: 'gt-mr', worker: 'Toast', branch: 'b' }],
    ['merged', { mr: 'gt-mr', worker: 'Toast', branch: 'b' }],
    ['merge_failed', { mr: 'gt-mr', worker: 'Toast', branch: 'b', reason: 'x' }],
    ['merge_skipped', { mr: 'gt-mr', worker: 'Toast', branch: 'b', reason: 'x' }],
    ['scheduler_enqueue', { bead: 'gt-1', rig: 'gastown' }],
    ['scheduler_dispatch', { bead: 'gt-1', rig: 'gastown', polecat: 'Toast' }],
    ['scheduler_dispatch_failed', { bead: 'gt-1', rig: 'gastown', error: 'x' }],
    ['scheduler_close_retry', { bead: 'gt-1', rig: 'gastown' }],
  ])('the event %s is known', (type, payload) => {
    const [record] = accepted(readLogRows([event(type, payload)]));
    expect(record).toMatchObject({ kind: type, clampedFields: 0, session: null });
    expect(record?.facts.every((fact) => fact.type === 'ledger')).toBe(true);
  });

  it('events of one second keep the order of the log, and a bead slung twice in it is rework', () => {
    const sling = event('sling', { bead: 'gt-1', target: 'gastown/polecats/Toast' });
    const slings = ofType(factsOf(readLogRows([sling, sling], 1)), 'assignment');
    expect(slings.map(({ data }) => data.rework)).toEqual([undefined, true]);
    expect(new Set(accepted(readLogRows([sling, sling])).map(({ uidKey }) => uidKey)).size).toBe(2);
  });
});

describe('gastown §5: objects kept as beads', () => {
  const bead = (fields: Fields): Fields => ({
    ...{ id: 'gt-1', title: 't', status: 'open', created_at: '2026-02-01T09:00:00Z' },
    ...fields,
  });
  const item = (fields: Fields) => ofType(readIssues(bead(fields)), 'work_item')[0]?.data;

  it('a bead on a hook is hooked', () => {
    expect(item({ status: 'hooked' })).toMatchObject({ status: 'hooked', bead_kind: 'work' });
  });

  it('a wisp says of which type it is, and that it does not stay', () => {
    const wisp = { id: 'gt-wisp-a1', ephemeral: true, wisp_type: 'patrol', mol_type: 'patrol' };
    expect(item(wisp)).toMatchObject({ wisp_type: 'patrol', mol_type: 'patrol', ephemeral: true, rig: 'gt' });
  });

  it('empty values of an escalation are written as null', () => {
    const description = 'severity: low\nescalated_by: mayor\nacked_by: null\nacked_at: null';
    const [escalation] = ofType(readIssues(bead({ labels: ['gt:escalation'], description })), 'escalation');
    expect(escalation?.data).not.toHaveProperty('acked_by');
    expect(escalation?.data).not.toHaveProperty('acked_at');
  });

  it('a convoy that landed is closed, and open again when work is added', () => {
    const states = ['closed', 'open'].map(
      (status) =>
        ofType(readIssues(bead({ id: 'hq-cv-1', issue_type: 'convoy', status })), 'convoy')[0]?.data,
    );
    expect(states.map((data) => data?.status)).toEqual(['closed', 'open']);
  });
});

describe('beads §2: words of issues', () => {
  const issue = (fields: Fields): Fields => ({
    ...{ id: 'bd-1', title: 't', status: 'open', created_at: '2026-02-01T09:00:00Z' },
    ...fields,
  });

  it.each(['open', 'in_progress', 'blocked', 'deferred', 'closed', 'pinned', 'hooked', 'tombstone'])(
    'the state %s is kept',
    (status) => {
      expect(ofType(readIssues(issue({ status })), 'work_item')[0]?.data.status).toBe(status);
    },
  );

  it.each(['blocks', 'waits-for', 'discovered-from', 'delegated-from', 'blocked-by', 'brand-new'])(
    'the dependency %s is kept by its name',
    (type) => {
      const dependencies = [{ issue_id: 'bd-1', depends_on_id: 'bd-2', type }];
      const [link] = ofType(readIssues(issue({ dependencies })), 'work_item_link');
      expect(link?.data).toMatchObject({ link: type, target: 'bd-2' });
    },
  );

  it('stores that are no text are not read', () => {
    for (const name of ['beads.db', 'dolt/x/data.jsonl', 'redirect', 'config.yaml'])
      expect(beadsAdapter.acceptsPath(name), name).toBe(false);
  });

  it('a bead has neither tokens nor cost, unless it is a report', () => {
    const facts = readIssues(issue({ status: 'closed', estimated_minutes: 5, metadata: { tokens: 9 } }));
    expect(facts.some(({ recordType }) => recordType === 'reported_cost')).toBe(false);
    expect(JSON.stringify(facts)).not.toMatch(/tokens|cost/);
  });
});
