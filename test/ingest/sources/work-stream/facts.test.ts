import { describe, expect, it } from 'vitest';
import { workStreamAdapter } from '../../../../src/ingest/sources/work-stream.ts';
import { accepted, event, factOf, opened, parseRow } from './read.ts';

describe('tools', () => {
  const call = (data: unknown) => factOf(parseRow(event('tool_call', data)), 'tool_call');

  it('leaves a call without a usable name nameless and says so', () => {
    for (const data of [{}, { tool_name: { a: 1 } }, { tool_name: '' }, { tool_name: null }]) {
      const record = parseRow(event('tool_call', data));
      expect(factOf(record, 'tool_call').name).toBeNull();
      expect(record.clampedFields).toBe(1);
    }
  });

  it('joins call and result by id where a writer has ids, within one session', () => {
    const result = factOf(parseRow(event('tool_result', { call_id: '7', result: 'x' })), 'tool_result');
    expect(call({ tool_name: 'a', call_id: '7' }).toolKey).toBe(result.toolKey);
    const other = parseRow(event('tool_result', { call_id: '7' }, { session_id: 's-2' }));
    expect(factOf(other, 'tool_result').toolKey).not.toBe(result.toolKey);
  });

  it('summarises by command or file, redacted and short', () => {
    expect(call({ tool_name: 'Edit', tool_params: { file_path: '/home/ann/app/src/main.tf' } }).summary).toBe(
      'main.tf',
    );
    expect(call({ tool_name: 'Bash', tool_params: { command: 'curl  -H\n"token: hunter2"' } }).summary).toBe(
      'curl -H "token: [redacted]"',
    );
    expect(call({ tool_name: 'Bash', tool_params: { command: 'y'.repeat(200) } }).summary).toHaveLength(80);
    expect(call({ tool_name: 'x', tool_params: { other: 1 } }).summary).toBeNull();
  });

  it('has no digest of arguments that are not logged, nor of a result that is only a verdict', () => {
    expect(call({ tool_name: 'x' }).argsDigest).toBeNull();
    expect(
      factOf(parseRow(event('tool_result', { result: 'success' })), 'tool_result').resultDigest,
    ).toBeNull();
  });

  it('waits for a person on questions', () => {
    expect(call({ tool_name: 'AskUserQuestion' }).asksHuman).toBe(true);
  });

  it('survives parameters nested 100,000 deep', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const line = Buffer.from(
      `{"event_type":"tool_call","session_id":"s","data":{"tool_name":"x","tool_params":${deep}}}`,
    );
    expect(factOf(accepted(opened().parse(line, 0, line.length)), 'tool_call').argsDigest).toBeNull();
    expect(workStreamAdapter.describe(line).headline).toBe('x');
  });
});

it('matches event types exactly and keeps the others as other:<type>', () => {
  const kinds = ['TOOL_CALL', 'quantum_leap', '__proto__', 'constructor'].map((type) =>
    parseRow(event(type, {})),
  );
  expect(kinds.map(({ kind, facts }) => [kind, facts])).toEqual([
    ['other:TOOL_CALL', []],
    ['other:quantum_leap', []],
    ['other:__proto__', []],
    ['other:constructor', []],
  ]);
});

it('keeps text of hostile prompts, titles and errors out of the facts', () => {
  const secret = 'hunter2';
  const record = parseRow(
    event(
      'error',
      {
        error_message: `password=${secret}`,
        error_fingerprint: `token=${secret}`,
        error_category: `secret=${secret}`,
      },
      { task_title: `api_key=${secret}` },
    ),
  );
  expect(JSON.stringify(record)).not.toContain(secret);
});
