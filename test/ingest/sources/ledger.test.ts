import { describe, expect, it } from 'vitest';
import { ledgerAdapter } from '../../../src/ingest/sources/ledger.ts';
import { ADAPTERS } from '../../../src/ingest/sources/registry.ts';
import { factOf, fixture, opened, recordOf, recordsOf } from './ledger/read.ts';

describe('task-completion.md', () => {
  const [bare] = recordsOf('completions.jsonl');

  it('a bare event is known by its fields, enums in any case', () => {
    expect(bare).toMatchObject({ kind: 'task_completion', uidKey: null });
    expect(factOf(bare!)).toMatchObject({
      recordId: null,
      data: { task_type: 'debugging', outcome: 'failure', repo_size_category: 'huge', language: 'go' },
    });
  });

  it('implausible rows are flagged: cost 0 with tokens, utilization above 1, passed with failed gates', () => {
    expect(factOf(bare!).flags).toBe('cost_without_price,utilization_above_1,passed_with_failed_gates');
    expect(factOf(bare!).data.context_utilization_final).toBe(1.2);
  });

  it.each([
    [
      { started_at: '2026-03-02T10:00:00Z', completed_at: '2026-03-02T09:00:00Z' },
      'completed_before_started',
    ],
    [{ actual_input_tokens: -5 }, 'negative_number'],
    [{ context_utilization_final: -0.5 }, 'negative_number'],
    [{ actual_cost_usd_micros: 0, actual_input_tokens: 0 }, ''],
    [{ quality_gate_passed: false, quality_gates_failed: ['test'] }, ''],
  ])('%j is flagged %j', (fields, flags) => {
    expect(factOf(recordOf({ type: 'task_completion', event_id: 'e', ...fields })).flags).toBe(flags);
  });

  it('scores outside 0 to 1 are kept and flagged', () => {
    const fact = factOf(recordOf({ type: 'quality_review', id: 'q', score: 80 }));
    expect([fact.flags, fact.data.score]).toEqual(['score_out_of_range', 80]);
  });

  it('a killed task keeps what killed it, when, and what was running', () => {
    const context = {
      outcome: 'failure',
      outcome_reason: 'killed',
      killed_by: 'oom_killer',
      killed_during: 'bash',
    };
    const fact = factOf(
      recordOf({ type: 'task_completion', event_id: 'e', killed_at: '2026-03-02T10:00:00Z', ...context }),
    );
    expect(fact.data).toEqual({ ...context, killed_at: '2026-03-02T10:00:00.000Z' });
  });
});

describe('session_status: what a hook tells of a session', () => {
  const at = '2026-03-02T11:11:00Z';

  it('is evidence on that session, of Claude Code unless it says otherwise', () => {
    expect(recordsOf('ledger.jsonl').find(({ kind }) => kind === 'session_status')).toMatchObject({
      session: { id: '5e55-1', parentId: null },
      harness: 'claude_code',
      at: Date.parse(at),
      facts: [{ type: 'session_status', status: 'waiting', rung: 'hook', reason: 'permission' }],
    });
    expect(
      recordOf({ type: 'session_status', session_id: 'p/agent-1', harness: 'codex', status: 'IDLE', at }),
    ).toMatchObject({
      session: { id: 'p/agent-1', parentId: 'p' },
      harness: 'codex',
      facts: [{ status: 'idle', reason: null }],
    });
  });

  it.each([{ status: 'dancing', session_id: 's' }, { status: 'idle' }])('%j says nothing', (fields) => {
    expect(recordOf({ type: 'session_status', at, ...fields })).toMatchObject({ session: null, facts: [] });
  });
});

describe('identity', () => {
  const row = { type: 'work_log', id: 'wl-1', bead_id: 'b', completed_at: '2026-03-02T10:00:00Z' };

  it('the same line is one record wherever it stands, a changed one is another version', () => {
    const [one, again, changed] = [row, row, { ...row, model: 'm' }].map((line) => recordOf(line));
    expect(again!.uidKey).toBe(one!.uidKey);
    expect(changed!.uidKey).not.toBe(one!.uidKey);
  });

  it('the time of writing is the version, the time of the work is the time of the record', () => {
    const record = recordOf({ ...row, at: '2026-03-03T10:00:00Z' });
    expect([record.at, factOf(record).version]).toEqual([
      Date.parse(row.completed_at),
      Date.parse('2026-03-03T10:00:00Z'),
    ]);
  });

  it('reads the same in pieces as whole', () => {
    const lines = fixture('ledger.jsonl').toString('utf8').trimEnd().split('\n');
    let saved: string | null = null;
    const pieces = lines.map((line) => {
      const parser = opened(saved);
      const record = recordOf(line, parser);
      saved = parser.save();
      return record;
    });
    expect(pieces).toEqual(recordsOf('ledger.jsonl'));
    expect(opened('{"lastAt":"x"}').save()).toBe(opened().save());
  });
});

describe('places and recognition', () => {
  const roots = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
    ledgerAdapter.roots({ env, home: '/home/ann', cwd: '/work', platform });

  it('lies in the data folder, or where AGENTPERF_LEDGER says', () => {
    expect(roots({})).toEqual(['/home/ann/.local/share/agentperf/ledger.jsonl']);
    expect(roots({ XDG_DATA_HOME: '/data' })).toEqual(['/data/agentperf/ledger.jsonl']);
    expect(roots({ XDG_DATA_HOME: 'data' })).toEqual(['/home/ann/.local/share/agentperf/ledger.jsonl']);
    expect(roots({ AGENTPERF_LEDGER: 'my.jsonl' })).toEqual(['/work/my.jsonl']);
    expect(roots({}, 'darwin')).toEqual(['/home/ann/Library/Application Support/agentperf/ledger.jsonl']);
    expect([ledgerAdapter.acceptsPath(''), ledgerAdapter.acceptsPath('x.jsonl')]).toEqual([true, false]);
  });

  const claiming = (head: string | Buffer) =>
    ADAPTERS.filter((adapter) => adapter.recognises('/x/any.jsonl', Buffer.from(head))).map(({ id }) => id);

  it('every type is recognised by its content, by this adapter alone', () => {
    for (const line of fixture('ledger.jsonl').toString('utf8').trimEnd().split('\n').slice(0, -1))
      expect(claiming(`${line}\n`), line).toEqual(['ledger']);
    expect(claiming(fixture('completions.jsonl'))).toEqual(['ledger']);
    expect(
      claiming('{"type":"escalation","id":"e","severity":"high","session_id":"s","attempt_id":"a"}\n'),
    ).toEqual(['ledger']);
  });

  it.each([
    '{"type":"escalation","ts":"2026-03-02T10:00:00Z","actor":"a","payload":{"bead":"b"}}',
    '{"type":"user","sessionId":"s","uuid":"u","message":{"role":"user","content":"work_log"}}',
    '{"timestamp":"2026-03-02T10:00:00Z","task_id":"t","metrics":{"duration_ms":1},"outcome":{"status":"failed"}}',
    '{"outcome":"success","harness":"codex"}',
    '',
  ])('%s is not', (line) => {
    expect(claiming(`${line}\n`)).not.toContain('ledger');
  });
});

it('describes a line in words', () => {
  const [first] = fixture('ledger.jsonl').toString('utf8').split('\n');
  expect(ledgerAdapter.describe(Buffer.from(first as string))).toMatchObject({
    role: 'system',
    headline: `work log · rig/polecats/nux · gt-abc · Passed`,
  });
  expect(ledgerAdapter.describe(Buffer.from('no json\nat all')).headline).toBe('no json');
});
