import { describe, expect, it } from 'vitest';
import { workStreamAdapter } from '../../../src/ingest/sources/work-stream.ts';
import { event, fixture, linesOf } from './work-stream/read.ts';

describe('recognises', () => {
  const recognises = (text: string | Buffer) =>
    workStreamAdapter.recognises('/x/any.jsonl', Buffer.from(text));
  const line = JSON.stringify(event('tool_call', { tool_name: 'Edit' }));

  it.each([
    'agent-work-stream.jsonl',
    'agent-errors.jsonl',
    'agent-metrics.jsonl',
    'agent-alerts.jsonl',
    'bosun-stream.jsonl',
  ])('knows %s by its content', (name) => {
    expect(recognises(fixture(name))).toBe(true);
  });

  it('looks past bad first lines', () => {
    expect(recognises(`not json\n[1,2]\n{"a":1}\n\n{"event_type":\n${line}\n`)).toBe(true);
    expect(recognises(`${JSON.stringify({ event_type: '', pad: 'P'.repeat(1100) })}\n`)).toBe(true);
    expect(recognises(line)).toBe(true);
  });

  it.each([
    [
      'a Claude Code row',
      '{"type":"user","sessionId":"s","uuid":"u","message":{"role":"user","content":"event_type"}}',
    ],
    ['a Claude Code summary', '{"type":"summary","summary":"x","leafUuid":"u"}'],
    ['a ledger record', '{"type":"escalation","id":"e","agent_id":"a","severity":"high"}'],
    ['a ledger task completion', '{"type":"task_completion","attempt_id":"a","session_id":"s"}'],
    [
      'a Codex row',
      '{"timestamp":"2026-01-01T00:00:00Z","type":"response_item","payload":{"type":"message"}}',
    ],
    [
      'a beads event',
      '{"id":1,"issue_id":"gt-1","event_type":"created","created_at":"2026-01-01T00:00:00Z"}',
    ],
    ['half a line', '{"event_type":"tool_'],
    ['nothing', ''],
  ])('does not claim %s', (_what, text) => {
    expect(recognises(`${text}\n`)).toBe(false);
  });

  it('does not claim a transcript for a quoted stream line further down', () => {
    expect(recognises(`{"type":"user","sessionId":"s","message":{}}\n${line}\n`)).toBe(false);
  });
});

describe('describe', () => {
  const describeRow = (row: unknown) => workStreamAdapter.describe(Buffer.from(JSON.stringify(row)));

  it('tells each kind of line in a headline', () => {
    const headlines = linesOf(fixture('agent-work-stream.jsonl')).map((line) => {
      const { role, headline } = workStreamAdapter.describe(line);
      return `${role}: ${headline}`;
    });
    expect(headlines).toEqual([
      'user: Cache the parser',
      'assistant: look first',
      'tool: Bash npm test',
      'tool: Bash: Tests: 3 failed, 10 passed',
      'system: fatal: not a git repository',
      'user: Try again',
      'assistant: Done.',
      'system: session end: success',
    ]);
  });

  it('keeps headline and body within their limits', () => {
    const { headline, body } = describeRow(
      event('agent_output', { output: `${'x'.repeat(300)}\n${'y'.repeat(9000)}` }),
    );
    expect([headline.length, body.length]).toEqual([200, 4000]);
  });

  it('answers for any bytes', () => {
    expect(workStreamAdapter.describe(Buffer.from('not json')).headline).toBe('not json');
    expect(workStreamAdapter.describe(Buffer.alloc(0))).toEqual({ role: 'system', headline: '', body: '' });
    expect(describeRow({ a: 1 }).headline).toBe('line');
    expect(describeRow(event('other', { a: 1 }))).toEqual({
      role: 'system',
      headline: 'other',
      body: '{"a":1}',
    });
  });
});
