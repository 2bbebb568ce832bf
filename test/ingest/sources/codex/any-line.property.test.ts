/** Whatever stands in a file: the adapter answers with a record or a reason, never with an exception. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRejection } from '../../../../src/domain/event.ts';
import { codexAdapter } from '../../../../src/ingest/sources/codex.ts';
import { NASTY_TEXTS } from '../nasty-texts.ts';
import { call, FILE, type Fields, meta, NOW, turn } from './rollout.ts';

const TYPES = [
  'session_meta',
  'turn_context',
  'response_item',
  'event_msg',
  'compacted',
  'token_usage_record',
  '__proto__',
];
const INNER = [
  ...[
    'message',
    'function_call',
    'custom_tool_call',
    'local_shell_call',
    'web_search_call',
    'function_call_output',
  ],
  ...[
    'custom_tool_call_output',
    'token_count',
    'user_message',
    'task_started',
    'task_complete',
    'turn_aborted',
    'error',
  ],
  ...[
    'item_completed',
    'exec_command_end',
    'patch_apply_end',
    'mcp_tool_call_end',
    'thread_settings_applied',
    'constructor',
  ],
];
const KEYS = [
  ...[
    'id',
    'call_id',
    'name',
    'namespace',
    'arguments',
    'input',
    'output',
    'content',
    'role',
    'message',
    'info',
    'rate_limits',
  ],
  ...[
    'turn_id',
    'thread_id',
    'model',
    'effort',
    'cwd',
    'git',
    'source',
    'parent_thread_id',
    'forked_from_id',
    'timestamp',
    'item',
  ],
  ...[
    'usage',
    'thread_token_usage',
    'changes',
    'result',
    'duration',
    'duration_ms',
    'exit_code',
    'status',
    'success',
    'error',
  ],
  ...[
    'codex_error_info',
    'total_token_usage',
    'last_token_usage',
    'input_tokens',
    'primary',
    'used_percent',
    'resets_at',
  ],
  ...[
    'subagent',
    'thread_spawn',
    'Ok',
    'Err',
    'metadata',
    'text',
    'type',
    'action',
    'thread_settings',
    'reason',
    '__proto__',
  ],
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    ...NASTY_TEXTS,
    ...INNER,
    null,
    true,
    -1,
    1e308,
    1e15,
    '',
    '{"output":5}',
    '["x"]',
    'Exit code: 9999999999',
  ),
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.double({ noNaN: true }),
);
const { value } = fc.letrec<{ value: unknown; object: Fields }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }),
}));
const payload = fc
  .tuple(fc.constantFrom(...INNER), fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 8 }))
  .map(([type, fields]) => ({ type, ...fields }));
const line = fc.oneof(
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...TYPES), payload, leaf)
      .map(([type, fields, timestamp]) => JSON.stringify({ timestamp, type, payload: fields })),
    weight: 6,
  },
  { arbitrary: payload.map((fields) => JSON.stringify(fields)), weight: 2 },
  { arbitrary: value.map((any) => JSON.stringify(any)), weight: 1 },
  { arbitrary: fc.string({ maxLength: 40 }), weight: 1 },
);

test('any lines after any others are read without an exception, and described', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      let parser = codexAdapter.open({ path: FILE, mtimeMs: NOW, nowMs: NOW }, null);
      for (const text of [
        JSON.stringify(meta()),
        JSON.stringify(turn()),
        JSON.stringify(call('call_id')),
        ...lines,
      ]) {
        const bytes = Buffer.from(text);
        const result = parser.parse(bytes, 0, bytes.length);
        codexAdapter.describe(bytes);
        codexAdapter.recognises(FILE, bytes);
        if (isRejection(result)) continue;
        expect(result.session?.id).not.toBe('');
        for (const fact of result.facts) {
          if (fact.type !== 'model_call') continue;
          for (const tokens of Object.values(fact.usage))
            expect(tokens === null || (tokens >= 0 && tokens <= 1e12)).toBe(true);
        }
        parser = codexAdapter.open({ path: FILE, mtimeMs: NOW, nowMs: NOW }, parser.save());
      }
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 300) },
  );
});

test.each(['', '[]', '{"plain":5}', '{"plain":{"thread":7},"calls":5,"prompts":{}}', 'not json'])(
  'a saved state that is %j is as good as none',
  (saved) => {
    const parser = codexAdapter.open({ path: FILE, mtimeMs: NOW, nowMs: NOW }, saved);
    const bytes = Buffer.from(JSON.stringify(turn()));
    expect(parser.parse(bytes, 0, bytes.length)).toMatchObject({ kind: 'turn_context' });
  },
);
