/** Rows that are read by windows, and rows that repeat the one before, say what reading them whole says. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRejection, type LineResult } from '../../../../src/domain/event.ts';
import { readWholeLine } from '../../../../src/ingest/sources/claude-code/read-line.ts';
import { RolloutParser } from '../../../../src/ingest/sources/codex/parser.ts';
import { type RowReader, readRow } from '../../../../src/ingest/sources/codex/read-row.ts';
import { NASTY_TEXTS } from '../nasty-texts.ts';
import {
  call,
  counts,
  event,
  FILE,
  type Fields,
  item,
  meta,
  NOW,
  output,
  row,
  START,
  tokens,
  turn,
} from './rollout.ts';

type Four = [number, number, number, number];

const CONTEXT = { path: FILE, mtimeMs: NOW, nowMs: NOW };

/** The truth: every line parsed whole, none taken for a repetition. */
const readWhole: RowReader = (bytes, start, end) => {
  const { fields, texts } = readWholeLine(bytes, start, end);
  return { fields, texts, places: undefined, bytes };
};

const nasty = fc.constantFrom(
  ...NASTY_TEXTS,
  '"}}',
  '\\"}}',
  'Output:\n',
  '","metadata":{"exit_code":1}}',
  '{"timestamp":"',
  'Exit code: 1\n',
);
const short = fc
  .array(fc.oneof(nasty, fc.string({ maxLength: 12 })), { maxLength: 6 })
  .map((parts) => parts.join(''));
const long = fc
  .tuple(short, fc.oneof(nasty, fc.constant('lorem ipsum\n')), fc.integer({ min: 300, max: 12_000 }), short)
  .map(([head, part, length, tail]) => head + part.repeat(Math.ceil(length / part.length)) + tail);
const text = fc.oneof(short, long);
const code = fc.integer({ min: -1, max: 2 });
const result = fc.oneof(
  text,
  fc
    .tuple(text, code)
    .map(([said, exit_code]) =>
      JSON.stringify({ output: said, metadata: { exit_code, duration_seconds: 0.5 } }),
    ),
  fc
    .tuple(text, code)
    .map(
      ([said, n]) => `Chunk ID: a1\nWall time: 0.1 seconds\nProcess exited with code ${n}\nOutput:\n${said}`,
    ),
  fc.tuple(text, code).map(([said, n]) => `Exit code: ${n}\nWall time: 1 seconds\nOutput:\n${said}`),
  fc.array(
    text.map((said) => ({ type: 'input_text', text: said })),
    { maxLength: 2 },
  ),
  fc.constant(null),
);

const number = fc.oneof(fc.integer({ min: 0, max: 2e12 }), fc.constantFrom(0, -1, 1.5, 70.25, null, '7'));
const share = fc.oneof(
  fc.integer({ min: 0, max: 1100 }).map((tenths) => tenths / 10),
  number,
);
const vector = fc.tuple(number, number, number, number).map((four) => counts(...(four as Four)));
const rolling = fc
  .record({ used_percent: share, window_minutes: number, resets_at: number })
  .map((window): unknown => window);
const credits = fc.constantFrom(
  { has_credits: false, unlimited: false, balance: null },
  { has_credits: true, unlimited: false, balance: '5' },
);
/** Those of the usual forms, and those that nearly have one. */
const limits = fc
  .record(
    {
      limit_id: fc.constantFrom('codex', 'other'),
      limit_name: fc.constantFrom(null, 'x'),
      primary: fc.oneof(rolling, fc.constant(null)),
      secondary: fc.oneof(rolling, fc.constant(null)),
      credits,
      plan_type: fc.constantFrom(null, 'plus', 'pl"us', 'plüs', ''),
      more: fc.constant(1),
    },
    { requiredKeys: [] },
  )
  .map((value): unknown => value);
const count = fc
  .tuple(
    fc.option(vector),
    fc.option(vector),
    fc.option(fc.oneof(limits, nasty, fc.constant([])), { nil: undefined }),
  )
  .map(([total, last, rate_limits]) =>
    tokens(total, last, START + 500, rate_limits === undefined ? {} : { rate_limits }),
  );
const names = fc.constantFrom(
  'shell',
  'apply_patch',
  'web_search',
  'request_user_input',
  'mcp__x__y',
  'a.b',
  'ü',
  '',
);

const anyRow: fc.Arbitrary<Fields> = fc.oneof(
  count,
  fc
    .tuple(names, text, text)
    .map(([name, args, call_id]) => item('function_call', { name, arguments: args, call_id })),
  result.map((value) => output('c1', value)),
  fc
    .tuple(result, text)
    .map(([value, turn_id]) =>
      item('function_call_output', { call_id: 'c1', output: value, metadata: { turn_id } }),
    ),
  result.map((value) => item('custom_tool_call_output', { call_id: 'c1', output: value })),
  text.map((args) => call('c1', START, { arguments: args })),
  text.map((command) =>
    call('c1', START, { arguments: JSON.stringify({ command, with_escalated_permissions: true }) }),
  ),
  text.map((input) => item('custom_tool_call', { name: 'apply_patch', call_id: 'c1', input })),
  text.map((encrypted_content) => item('reasoning', { summary: [], encrypted_content })),
  fc
    .tuple(fc.constantFrom('user', 'assistant', 'developer'), text)
    .map(([role, said]) => item('message', { role, content: [{ type: 'input_text', text: said }] })),
  text.map((message) => event('user_message', { message })),
  text.map((message) => event('agent_message', { message })),
  text.map((said) => event('agent_reasoning', { text: said })),
  text.map((message) => event('error', { message })),
  fc.array(text, { maxLength: 3 }).map((parts) =>
    row('compacted', {
      message: '',
      replacement_history: parts.map((said) => item('message', { text: said }).payload),
    }),
  ),
  text.map((aggregated_output) =>
    event('exec_command_end', { call_id: 'c1', exit_code: 1, aggregated_output }),
  ),
  fc.tuple(text, text).map(([path, unified_diff]) =>
    event('patch_apply_end', {
      call_id: 'c1',
      success: true,
      changes: { [path]: { type: 'update', unified_diff } },
    }),
  ),
  fc.tuple(text, text).map(([cwd, effort]) => turn({ cwd, effort })),
  text.map((instructions) => meta({ base_instructions: { text: instructions } })),
);

const options = { numRuns: Number(process.env.FC_RUNS ?? 300) };

/** What a line gives, without the state: it is read after a call, so that its end has something to belong to. */
function outcome(read: RowReader, line: Buffer): { result: LineResult; saved: string } {
  const parser = new RolloutParser(CONTEXT, null, read);
  for (const before of [meta(), call('c1')]) {
    const bytes = Buffer.from(JSON.stringify(before));
    parser.parse(bytes, 0, bytes.length);
  }
  return { result: parser.parse(line, 0, line.length), saved: parser.save() };
}

test('any row gives the same by its windows as whole', () => {
  fc.assert(
    fc.property(anyRow, (fields) => {
      const line = Buffer.from(JSON.stringify(fields));
      expect(outcome(readRow, line)).toEqual(outcome(readWhole, line));
    }),
    options,
  );
});

test('a line cut anywhere is refused by its windows as it is whole', () => {
  fc.assert(
    fc.property(anyRow, fc.double({ min: 0, max: 0.99, noNaN: true }), (fields, share) => {
      const whole = Buffer.from(JSON.stringify(fields));
      const line = whole.subarray(0, Math.max(1, Math.floor(whole.length * share)));
      const { result } = outcome(readRow, line);
      // A long string may end where the cut is and look like the end of its row.
      const looksWhole = line.subarray(-3).toString() === '"}}';
      expect(isRejection(result) || looksWhole).toBe(true);
    }),
    options,
  );
});

const settings: fc.Arbitrary<Fields> = fc.record({
  model: fc.constantFrom('a', 'b'),
  effort: fc.constantFrom('low', 'high'),
  cwd: fc.constantFrom('/x', '/y'),
});
const limit = fc.constantFrom({ primary: { used_percent: 5, window_minutes: 300 } }, null);
const total = fc.constantFrom(counts(10, 5, 2, 1), counts(20, 10, 4, 2));
const repeating: fc.Arbitrary<(at: number) => Fields> = fc.oneof(
  { arbitrary: settings.map((fields) => (at: number) => turn(fields, at)), weight: 3 },
  {
    arbitrary: fc.tuple(total, limit).map(
      ([count, rate_limits]) =>
        (at: number) =>
          tokens(count, count, at, { rate_limits }),
    ),
    weight: 4,
  },
  fc
    .constantFrom(200_000, 400_000)
    .map((model_context_window) => (at: number) => event('task_started', { model_context_window }, at)),
  settings.map(
    (thread_settings) => (at: number) => event('thread_settings_applied', { thread_settings }, at),
  ),
  fc.constant((at: number) => call('c1', at)),
);

test('rows that come again as they are say the same in one reading as when each is read by itself', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(repeating, fc.constantFrom(10, 30_000)), { maxLength: 14 }), (steps) => {
      const times = steps.map((_, index) =>
        steps.slice(0, index + 1).reduce((at, [, gap]) => at + gap, START),
      );
      const rows = [meta(), ...steps.map(([make], index) => make(times[index] as number))];
      const lines = rows.map((fields) => Buffer.from(JSON.stringify(fields)));
      const parser = new RolloutParser(CONTEXT, null);
      const together = lines.map((line) => parser.parse(line, 0, line.length));
      let saved: string | null = null;
      const apart = lines.map((line) => {
        const one = new RolloutParser(CONTEXT, saved);
        const parsed = one.parse(line, 0, line.length);
        saved = one.save();
        return parsed;
      });
      expect(together).toEqual(apart);
      expect(parser.save()).toBe(saved);
    }),
    options,
  );
});
