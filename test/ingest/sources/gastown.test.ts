/** The rules of gastown.md sections 1 to 3, by their numbers. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gastownAdapter } from '../../../src/ingest/sources/gastown.ts';
import { accepted, type Fields, factsOf, iso, ofType, readLog, readLogRows, tally } from './gastown-lines.ts';
import { NASTY_TEXTS } from './nasty-texts.ts';

const FIXTURE = readFileSync('test/fixtures/gastown/gt/.events.jsonl', 'utf8');
const TOAST = 'gastown/polecats/Toast';
const facts = factsOf(readLog(FIXTURE));

function event(type: string, actor: string, payload: Fields, ts = '2026-03-02T10:15:00Z'): Fields {
  return { ts, source: 'gt', type, actor, payload, visibility: 'feed' };
}
const one = (type: string, actor: string, payload: Fields) =>
  factsOf(readLogRows([event(type, actor, payload)]));

describe('gastown §1: the event log', () => {
  it('every line is accounted for: known, of another type, or rejected with a reason', () => {
    const counts = tally(readLog(FIXTURE));
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(FIXTURE.split('\n').length - 1);
    expect(counts).toMatchObject({
      'other:moon_landing': 1,
      invalid_json: 1,
      missing_event_type: 1,
      nudge: 2,
      sling: 2,
    });
  });

  it('has no ids: a line is known by what it says, and the n-th equal line is the n-th event', () => {
    const keys = accepted(readLog(FIXTURE)).map(({ uidKey }) => uidKey);
    expect(new Set(keys).size).toBe(keys.length);
    const lines = FIXTURE.split('\n');
    const pruned = lines.filter((line) => !line.includes('patrol') && !line.includes('"boot"')).join('\n');
    const left = accepted(readLog(pruned)).map(({ uidKey }) => uidKey);
    expect(left.length).toBeGreaterThan(20);
    expect(left.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('visibility is no part of an event: written again with another one it is the same event', () => {
    const row = event('hook', TOAST, { bead: 'gt-1' });
    const [a] = accepted(readLogRows([row]));
    const [b] = accepted(readLogRows([{ ...row, visibility: 'audit' }]));
    expect(a?.uidKey).toBe(b?.uidKey);
    const [c] = accepted(readLogRows([{ ...row, ts: '2026-03-02T10:15:01Z' }]));
    expect(c?.uidKey).not.toBe(a?.uidKey);
  });

  it('gives the same in pieces as whole', () => {
    const whole = readLog(FIXTURE);
    for (const size of [1, 2, 7]) expect(readLog(FIXTURE, size)).toEqual(whole);
  });

  it('records are about no session and have whole seconds', () => {
    for (const record of accepted(readLog(FIXTURE))) {
      expect(record).toMatchObject({ session: null, clampedFields: 0, timeSource: 'log' });
      expect((record.at ?? 1) % 1000).toBe(0);
    }
  });
});

describe('gastown §2: events by type', () => {
  it('session_start names the Claude session and the agent', () => {
    const [polecat, mayor] = ofType(facts, 'agent_session');
    expect(polecat).toMatchObject({
      agent: TOAST,
      sessionId: '5f0c1d2e-0000-4000-8000-000000000001',
      data: { role: TOAST, cwd_key: expect.any(Number), started_at: iso(Date.UTC(2026, 2, 2, 10, 15)) },
    });
    expect(mayor).toMatchObject({ agent: 'mayor', sessionId: null, data: { topic: 'patrol' } });
  });

  it.each([
    ['gastown/polecats/Toast-4711', TOAST, null],
    ['mayor-12', 'mayor', null],
    ['ses_4f2a', 'mayor', 'ses_4f2a'],
    ['5f0c1d2e-0000-4000-8000-000000000009', 'mayor', '5f0c1d2e-0000-4000-8000-000000000009'],
  ])('session_start: %s of %s is session %s', (sessionId, actor, expected) => {
    expect(one('session_start', actor, { session_id: sessionId })[0]?.sessionId).toBe(expected);
  });

  it('sling, hook, unhook and done are assignments of the bead', () => {
    const rows = ofType(facts, 'assignment').map(({ agent, taskId, data }) => [data.action, taskId, agent]);
    expect(rows).toEqual([
      ['sling', 'gt-abc12', TOAST],
      ['hook', 'gt-abc12', TOAST],
      ['done', 'gt-abc12', TOAST],
      ['sling', 'gt-abc12', TOAST],
      ['done', 'gt-abc12', TOAST],
      ['hook', 'gt-xyz9', 'gastown/crew/max'],
      ['unhook', 'gt-xyz9', 'gastown/crew/max'],
    ]);
  });

  it('session_death, mass_death, kill: the state of the agent they are about', () => {
    const states = ofType(facts, 'agent_state').map(({ agent, data }) => [agent, data]);
    expect(states).toEqual([
      [TOAST, { state: 'dead', cause: 'crash', caller: 'daemon', session_name: 'gt-Toast' }],
      ['gastown/polecats/Nux', { state: 'killed', by: 'gt' }],
    ]);
    expect(facts.find(({ data }) => data.event === 'mass_death')?.data).toEqual({
      event: 'mass_death',
      count: 3,
    });
  });

  it('an escalation is one record by its id; raising, answering and closing it stand beside it', () => {
    const [sent, raised] = ofType(facts, 'escalation');
    expect(sent).toMatchObject({
      recordId: 'gt-esc1',
      version: 0,
      agent: TOAST,
      data: {
        severity: 'high',
        to: 'mayor',
        created_at: iso(Date.UTC(2026, 2, 2, 10, 40)),
        source: 'plugin:rebuild',
      },
    });
    expect(raised).toMatchObject({
      recordId: 'gt-esc1',
      data: { severity: 'critical', original_severity: 'high' },
    });
    expect(Number(raised?.version)).toBeLessThan(0);
    const answers = ofType(facts, 'activity').filter(({ taskId }) => taskId === 'gt-esc1');
    expect(answers.map(({ agent, data }) => [data.event, agent])).toEqual([
      ['escalation_sent', 'deacon'],
      ['escalation_acked', 'mayor'],
      ['escalation_closed', 'mayor'],
    ]);
  });

  it('merged, merge_failed and merge_skipped are quality signals of the worker and the bead of the branch', () => {
    expect(
      ofType(facts, 'quality_signal').map(({ agent, taskId, data }) => [
        data.event,
        data.signal,
        agent,
        taskId,
      ]),
    ).toEqual([
      ['merge_failed', 'failed', TOAST, 'gt-abc12'],
      ['merged', 'passed', TOAST, 'gt-abc12'],
      ['merge_skipped', 'failed', 'gastown/polecats/Nux', null],
    ]);
  });

  it.each([
    ['polecat/toast/gt-abc12', 'gt-abc12'],
    ['polecat/toast/gt-abc12@mklra1ie', 'gt-abc12'],
    ['polecat/toast/gt-i9r20.2', 'gt-i9r20.2'],
    ['polecat/topaz-mk9abkx5', null],
    ['main', null],
  ])('the branch %s is of bead %s', (branch, bead) => {
    expect(one('merged', 'gastown/refinery', { worker: 'Toast', branch })[0]?.taskId).toBe(bead);
  });

  it.each([
    ['witness', 'gastown/witness'],
    ['Toast', TOAST],
    ['mayor', 'mayor'],
    ['beads/crew/max', 'beads/crew/max'],
  ])('a nudge at %s of rig gastown is for %s', (target, address) => {
    expect(one('nudge', 'mayor', { rig: 'gastown', target, reason: 'x' })[0]?.data.target).toBe(address);
  });

  it('reasons, subjects, messages and causes are never kept', () => {
    const stored = JSON.stringify(readLog(FIXTURE));
    for (const words of [
      'secret plan',
      'nobody may keep',
      'idle for',
      'all fine',
      'password',
      'typed it',
      'tests failed',
      'thinking',
      'memory',
      'user asked',
    ])
      expect(FIXTURE).toContain(words);
    expect(stored).not.toMatch(
      /secret plan|nobody may keep|idle for|all fine|password|typed it|tests failed|thinking|memory|user asked/,
    );
  });

  it('an actor with a slash at its end is the same agent', () => {
    expect(one('handoff', 'mayor/', {})[0]?.agent).toBe('mayor');
  });
});

describe('gastown §3: joining', () => {
  it('a second sling of one bead is rework', () => {
    const slings = ofType(facts, 'assignment').filter(({ data }) => data.action === 'sling');
    expect(slings.map(({ data }) => data.rework)).toEqual([undefined, true]);
  });
});

describe('bad input', () => {
  it('nothing throws, and every odd payload is counted', () => {
    const odd = [1, 'x', [], { bead: { a: 1 } }, { bead: '' }, { branch: 'two words' }, { branch: 7 }, null];
    for (const type of [
      'sling',
      'merged',
      'session_start',
      'escalation_sent',
      'kill',
      'nudge',
      'mass_death',
      '__proto__',
    ])
      for (const payload of odd)
        expect(readLogRows([{ ts: 'never', source: 'gt', type, actor: 5, payload }])[0]).toHaveProperty(
          'kind',
        );
    for (const text of NASTY_TEXTS)
      readLogRows([event(text, text, { bead: text, target: text, session_id: text })]);
    readLog(`${'{"type":"sling","payload":{"bead":'}${'['.repeat(5000)}${']'.repeat(5000)}}}`);
    readLog(`{"type":"sling","ts":1,"payload":${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}}`);
    expect(accepted(readLogRows([event('sling', 'mayor', { bead: 7 })]))[0]?.clampedFields).toBeGreaterThan(
      0,
    );
  });

  it('a saved state of another kind begins anew', () => {
    for (const saved of ['', '{', '[]', '{"repeats":[[1,2]],"runs":[["a"]],"slings":7,"lastAt":"x"}'])
      expect(gastownAdapter.open({ path: '/x', mtimeMs: 0, nowMs: 1 }, saved).save()).toBe(
        gastownAdapter.open({ path: '/x', mtimeMs: 0, nowMs: 1 }, null).save(),
      );
  });
});

describe('describe', () => {
  it('tells a line with the words that are not stored', () => {
    const line = FIXTURE.split('\n').find((text) => text.includes('"nudge"')) ?? '';
    expect(gastownAdapter.describe(Buffer.from(line))).toMatchObject({
      role: 'system',
      headline: 'gastown/witness nudge Toast are you there? the secret plan is late',
    });
    expect(gastownAdapter.describe(Buffer.from('rubbish')).headline).toBe('rubbish');
  });
});
