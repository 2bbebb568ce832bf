import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TranscriptParser } from '../../../src/ingest/sources/claude-code/parser.ts';
import {
  type LineReader,
  readLine,
  readWholeLine,
  WHOLE_LINE_BYTES,
} from '../../../src/ingest/sources/claude-code/read-line.ts';
import {
  assistantRow,
  envelopeRow,
  type Fields,
  MAIN_FILE,
  NOW,
  resultRow,
  SESSION,
  userRow,
} from './claude-code-rows.ts';
import { NASTY_TEXTS } from './nasty-texts.ts';

const FILE = { path: MAIN_FILE, mtimeMs: NOW - 1000, nowMs: NOW };

const nastyPart = fc.constantFrom(...NASTY_TEXTS);
const shortText = fc
  .array(fc.oneof(nastyPart, fc.string({ maxLength: 12 })), { maxLength: 6 })
  .map((parts) => parts.join(''));
/** Around the length from which a text is long, and far above it. */
const longText = fc
  .tuple(
    shortText,
    fc.oneof(nastyPart, fc.constant('x'), fc.constant('lorem ipsum\n')),
    fc.integer({ min: 4000, max: 9000 }),
    shortText,
  )
  .map(([head, part, length, tail]) => head + part.repeat(Math.ceil(length / part.length)) + tail);
const text = fc.oneof({ arbitrary: shortText, weight: 1 }, { arbitrary: longText, weight: 2 });

const content = fc.oneof(
  text,
  fc.array(
    fc.oneof(
      text.map((value) => ({ type: 'text', text: value })),
      text.map((data) => ({ type: 'image', source: { type: 'base64', data } })),
    ),
    { maxLength: 3 },
  ),
);
const detail = fc.oneof(
  text,
  fc.record({ stdout: text, stderr: text, interrupted: fc.boolean(), durationMs: fc.integer() }),
  fc.record({
    filePath: text,
    originalFile: text,
    structuredPatch: fc.array(
      fc.record({
        lines: fc.array(
          text.map((line) => `+${line}`),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({ type: fc.constant('create'), filePath: shortText, content: text }),
  fc.record({
    structuredPatch: fc.constant(5),
    uuid: text,
    timestamp: text,
    type: text,
    message: fc.constant({}),
  }),
);
const block = fc.oneof(
  text.map((value) => ({ type: 'text', text: value })),
  text.map((thinking) => ({ type: 'thinking', thinking })),
  fc.record({
    type: fc.constant('tool_use'),
    id: text,
    name: text,
    input: fc.record({ file_path: shortText, content: text, more: fc.array(text, { maxLength: 2 }) }),
  }),
);
const envelope = fc.oneof(
  { arbitrary: fc.constant({}), weight: 4 },
  {
    arbitrary: fc
      .constantFrom('uuid', 'sessionId', 'cwd', 'version', 'agentId', 'timestamp', 'requestId', 'type')
      .chain((key) => text.map((value): Fields => ({ [key]: value }))),
    weight: 1,
  },
);

const row: fc.Arbitrary<Fields> = fc.oneof(
  fc
    .tuple(content, detail, fc.boolean(), envelope)
    .map(([value, extra, isError, fields]) =>
      resultRow({ content: value, is_error: isError }, extra, fields),
    ),
  fc.tuple(content, envelope).map(([value, fields]) => userRow(value, fields)),
  fc
    .tuple(fc.array(block, { maxLength: 3 }), fc.boolean(), envelope)
    .map(([blocks, isApiErrorMessage, fields]) =>
      assistantRow({ content: blocks }, { isApiErrorMessage, ...fields }),
    ),
  fc.tuple(text, envelope).map(([prompt, fields]) =>
    envelopeRow('progress', {
      data: { type: 'agent_progress', prompt },
      parentToolUseID: prompt,
      ...fields,
    }),
  ),
  text.map((message) =>
    envelopeRow('system', { subtype: 'api_error', error: { status: 500, message }, retryInMs: 5.5 }),
  ),
  text.map((title) => ({ type: 'custom-title', sessionId: SESSION, customTitle: title })),
);

const padding = fc.integer({ min: WHOLE_LINE_BYTES - 200, max: 2 * WHOLE_LINE_BYTES });

/** A line that is parsed whole, its first character outside ASCII as it is or escaped. */
const wholeLine = fc
  .tuple(row, fc.boolean())
  .map(([fields, escaped]) => {
    const line = JSON.stringify(fields);
    return escaped ? line.replace(/[\u0080-\uffff]/, escapeOf) : line;
  })
  .filter((line) => Buffer.byteLength(line) <= WHOLE_LINE_BYTES);

/** Fields in another order, between padding that makes the line long enough for the first tier. */
const bigLine = fc.tuple(row, padding, fc.boolean()).map(([fields, size, reversed]) => {
  const entries = Object.entries({ before: [1, { type: 'x' }], ...fields, padding: 'p'.repeat(size) });
  return JSON.stringify(Object.fromEntries(reversed ? entries.reverse() : entries));
});

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const parsedBy = (read: LineReader, line: string | Buffer) => {
  const bytes = Buffer.from(line);
  return new TranscriptParser(FILE, null, read).parse(bytes, 0, bytes.length);
};

describe('the two tiers of reading', () => {
  it('give the same record for every line: speed never decides what is counted', () => {
    fc.assert(
      fc.property(bigLine, (line) => {
        expect(parsedBy(readLine, line)).toEqual(parsedBy(readWholeLine, line));
      }),
      { numRuns: 300 },
    );
  });

  it('are one for lines that are parsed whole: decoding strings late changes nothing', () => {
    fc.assert(
      fc.property(wholeLine, (line) => {
        expect(parsedBy(readLine, line)).toEqual(parsedBy(readWholeLine, line));
      }),
      { numRuns: 300 },
    );
  });

  it('are one for bytes that are no UTF-8, too', () => {
    fc.assert(
      fc.property(
        wholeLine,
        fc.uint8Array({ min: 0x80, minLength: 1, maxLength: 4 }),
        fc.nat(),
        (line, bytes, place) => {
          const broken = Buffer.from(line);
          broken.set(bytes.subarray(0, broken.length), place % Math.max(1, broken.length - bytes.length));
          expect(parsedBy(readLine, broken)).toEqual(parsedBy(readWholeLine, broken));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('agree on lines that end too early or go on too long', () => {
    fc.assert(
      fc.property(
        bigLine,
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('', '}', '"', '{}', '\\'),
        (line, cut, extra) => {
          const broken = line.slice(0, line.length - cut) + extra;
          expect(parsedBy(readLine, broken)).toEqual(parsedBy(readWholeLine, broken));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('read the line at its place in a larger buffer, and a byte order mark before it', () => {
    const line = Buffer.from(`\ufeff${JSON.stringify(userRow('x'.repeat(20_000)))}`);
    const buffer = Buffer.concat([Buffer.from('"\\'), line, Buffer.from('"}')]);
    const inside = new TranscriptParser(FILE, null).parse(buffer, 2, 2 + line.length);
    expect(inside).toEqual(parsedBy(readWholeLine, line));
    expect(inside).toMatchObject({ kind: 'user', clampedFields: 0 });
  });

  it('tell long results apart by start, length, end and samples between', () => {
    const digestOf = (value: string) => {
      const line = Buffer.from(JSON.stringify(resultRow({ content: value }, { stdout: 'p'.repeat(9000) })));
      const parsed = parsedBy(readLine, line);
      return 'facts' in parsed
        ? parsed.facts.find((fact) => fact.type === 'tool_result')?.resultDigest
        : undefined;
    };
    const base = 'abcdefgh'.repeat(2000);
    const variants = [
      base,
      `X${base.slice(1)}`,
      `${base.slice(0, -1)}X`,
      `${base}h`,
      `${base.slice(0, 8000)}${base.slice(8001)}a`,
    ];
    expect(new Set(variants.map(digestOf)).size).toBe(variants.length);
    expect(digestOf(base)).toBe(digestOf(`${base}`));
  });

  it('leave a body unread: a line that is broken only inside of it is accepted, as documented', () => {
    const line = Buffer.from(JSON.stringify(userRow('x'.repeat(20_000))).replace('xxxxxxx"', 'x\\qxxxx"'));
    expect(parsedBy(readLine, line)).toMatchObject({ kind: 'user' });
    expect(parsedBy(readWholeLine, line)).toEqual({ rejected: 'invalid_json' });
  });
});
