import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  event,
  FILE,
  type Fields,
  factsOf,
  item,
  meta,
  output,
  read,
  readInParts,
  row,
} from './rollout.ts';

describe('codex §2: lines without an envelope', () => {
  const bare: Fields[] = [
    { id: 'old-1', timestamp: '2025-08-01T10:00:00.000Z', instructions: null, git: { branch: 'dev' } },
    { record_type: 'state' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: '<environment_context>' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] },
    { type: 'reasoning', summary: [] },
    { type: 'function_call', name: 'shell', arguments: '{"command":["ls"]}', call_id: 'c1' },
    { type: 'function_call_output', call_id: 'c1', output: '{"output":"x","metadata":{"exit_code":2}}' },
  ];

  test('are the same rows, at the time of the first', () => {
    const records = read(bare);
    expect(records.map(({ kind }) => kind)).toEqual([
      'session_meta',
      'other:record_type.state',
      'response_item.message',
      'response_item.message',
      'response_item.reasoning',
      'response_item.function_call',
      'response_item.function_call_output',
    ]);
    expect(new Set(records.map(({ session }) => session?.id))).toEqual(new Set(['old-1']));
    expect(
      records.every(({ at, clampedFields }) => at === Date.UTC(2025, 7, 1, 10) && clampedFields === 0),
    ).toBe(true);
    expect(factsOf(records, 'prompt')).toHaveLength(1);
    expect(factsOf(records, 'tool_result')).toMatchObject([{ isError: true }]);
  });
});

test('codex §2: rows of kinds that came with a newer version are kept by their name', () => {
  const rows = [meta(), item('tool_call', {}), event('something_new'), row('brand_new', {})];
  expect(read(rows).map(({ kind }) => kind)).toEqual([
    'session_meta',
    'other:response_item.tool_call',
    'other:event_msg.something_new',
    'other:brand_new',
  ]);
});

test('what is no row says why', () => {
  const lines = ['', '{"a":1}', '[1]', '{"type":"turn_context","payload":', '{"type":5,"payload":{}}'];
  expect(readInParts(lines, 1)).toEqual([
    { rejected: 'blank' },
    { rejected: 'missing_event_type' },
    { rejected: 'not_an_object' },
    { rejected: 'invalid_json' },
    { rejected: 'missing_event_type' },
  ]);
});

test('two rows that ran into each other are no row', () => {
  const torn = bytesOf([item('reasoning', { encrypted_content: 'a'.repeat(400) })])
    .toString()
    .slice(0, 300);
  const whole = JSON.stringify(item('reasoning', { encrypted_content: 'b'.repeat(400) }));
  expect(readInParts([torn + whole], 1)).toEqual([{ rejected: 'invalid_json' }]);
  const half = JSON.stringify(output('c1', 'x'.repeat(400))).slice(0, 300);
  expect(readInParts([half + whole], 1, FILE)).toEqual([{ rejected: 'invalid_json' }]);
});
