/** Progress rows that are told by their bytes say what reading them whole says. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TranscriptParser } from '../../../src/ingest/sources/claude-code/parser.ts';
import { readWholeLine } from '../../../src/ingest/sources/claude-code/read-line.ts';
import { jsonEnd } from '../../../src/ingest/sources/json-bytes.ts';
import { type Fields, MAIN_FILE, NOW, SESSION } from './claude-code-rows.ts';
import { NASTY_TEXTS } from './nasty-texts.ts';

const FILE = { path: MAIN_FILE, mtimeMs: NOW - 1000, nowMs: NOW };
const options = { numRuns: Number(process.env.FC_RUNS ?? 300) };

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...NASTY_TEXTS, '"', '\\', '\u0001', 'ü', '","uuid":"'),
      fc.string({ maxLength: 8 }),
    ),
    {
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));
const uuid = fc.oneof(
  { arbitrary: fc.uuid(), weight: 6 },
  { arbitrary: fc.constantFrom('', 'short', 'quote"quote-0000-0000-0000-000000000000'), weight: 1 },
);
const tool = fc.oneof(fc.constantFrom('toolu_01', 'toolu_02'), text);
const time = fc.oneof(
  fc
    .date({ min: new Date(NOW - 1e9), max: new Date(NOW + 1e7), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom('2026-02-30T00:00:00.000Z', 'yesterday'),
);
const envelope = fc.record({
  isSidechain: fc.constant(false),
  cwd: fc.constantFrom('/x', '/x', '/y'),
  sessionId: fc.constantFrom(SESSION, SESSION, SESSION, 'other'),
  gitBranch: fc.constantFrom('main', 'main', 'dev'),
});
const progress = fc
  .tuple(envelope, fc.option(uuid), fc.jsonValue({ maxDepth: 4 }), tool, tool, uuid, time, fc.boolean())
  .map(
    ([around, parentUuid, value, parentToolUseID, toolUseID, own, timestamp, isHook]): Fields => ({
      parentUuid,
      ...around,
      type: 'progress',
      data: { type: 'hook_progress', value },
      ...(isHook ? { parentToolUseID, toolUseID } : { toolUseID, parentToolUseID }),
      uuid: own,
      timestamp,
    }),
  );
const other = fc.tuple(envelope, uuid, text).map(
  ([around, own, said]): Fields => ({
    ...around,
    type: 'user',
    message: { role: 'user', content: said },
    uuid: own,
    timestamp: '2026-02-10T09:00:01.123Z',
  }),
);
const untimed = fc.constant<Fields>({ type: 'file-history-snapshot', messageId: 'm' });
const summary = uuid.map((leafUuid): Fields => ({ type: 'summary', summary: 'a title', leafUuid }));

test('rows in any order say the same as when each is read whole', () => {
  const row = fc.oneof(
    { arbitrary: progress, weight: 12 },
    { arbitrary: other, weight: 2 },
    { arbitrary: untimed, weight: 1 },
    { arbitrary: summary, weight: 1 },
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.nat(400), (rows, cut) => {
      const quick = new TranscriptParser(FILE, null);
      const whole = new TranscriptParser(FILE, null, readWholeLine);
      const lines = rows.map((fields) => Buffer.from(JSON.stringify(fields)));
      // One line that is cut off, in the middle of the others.
      const broken = lines[lines.length >> 1]?.subarray(0, cut);
      if (broken !== undefined) lines.splice(lines.length >> 1, 0, broken);
      for (const line of lines)
        expect(quick.parse(line, 0, line.length)).toEqual(whole.parse(line, 0, line.length));
      expect(quick.save()).toBe(whole.save());
    }),
    options,
  );
});

test('bytes that are taken for JSON are JSON', () => {
  const json = fc.oneof(
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc
      .array(
        fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1', '-', '.', '0', '\\', 'u00e4', 'true', '"a"'),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(json, (said) => {
      const bytes = Buffer.from(`${said}\n`);
      const end = jsonEnd(bytes, 0, bytes.length - 1);
      if (end === bytes.length - 1) expect(() => JSON.parse(said)).not.toThrow();
    }),
    { numRuns: 10 * options.numRuns },
  );
});

test('JSON as harnesses write it is known as such', () => {
  const value = { a: [], b: {}, c: [1, -2.5, 0, true, null, { d: 'x"\\\u0001ü' }], e: '' };
  const bytes = Buffer.from(JSON.stringify(value));
  expect(jsonEnd(bytes, 0, bytes.length)).toBe(bytes.length);
});
