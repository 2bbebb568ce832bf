/** Any bytes, in any pieces: never an exception, and always the same records. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { geminiCliAdapter } from '../../../../src/ingest/sources/gemini-cli.ts';
import {
  DOCUMENT,
  document,
  fileAt,
  gemini,
  header,
  LOG,
  pretty,
  readLines,
  tokens,
  tool,
  user,
} from './chats.ts';

const id = fc.constantFrom('a', 'b', 'c', '__proto__', '');
const junk = fc.oneof(
  fc.json(),
  fc.constantFrom(
    null,
    1e308,
    -1,
    '',
    '__proto__',
    '\ud800',
    [],
    [[[]]],
    { text: 7 },
    Number.MAX_SAFE_INTEGER,
    true,
  ),
);
const message = fc.oneof(
  fc.tuple(id, fc.nat(50)).map(([name, at]) => user(name, 'go', at)),
  fc
    .tuple(
      id,
      fc.nat(50),
      fc.constantFrom('success', 'error', 'executing', 'awaiting_approval', 'odd'),
      fc.boolean(),
    )
    .map(([name, at, status, paid]) =>
      gemini(name, at, { toolCalls: [tool('t1', status)], ...(paid ? { tokens: tokens() } : {}) }),
    ),
  fc
    .tuple(
      fc.constantFrom('id', 'timestamp', 'type', 'content', 'tokens', 'toolCalls', 'model', 'displayContent'),
      junk,
    )
    .map(([name, value]) => ({
      ...gemini('g1', 2, { toolCalls: [tool('t1', 'success')], tokens: tokens() }),
      [name]: value,
    })),
  fc
    .tuple(fc.constantFrom('id', 'name', 'args', 'status', 'result', 'resultDisplay', 'timestamp'), junk)
    .map(([name, value]) => gemini('g1', 2, { toolCalls: [{ ...tool('t1', 'error'), [name]: value }] })),
);
const row = fc.oneof(
  message,
  fc
    .array(message, { maxLength: 4 })
    .map((messages) => ({ $set: { messages, lastUpdated: '2026-05-01T09:10:00.000Z' } })),
  fc.record({ $rewindTo: fc.oneof(id, junk) }),
  fc.record({ $set: junk }),
  fc
    .tuple(fc.constantFrom('sessionId', 'projectHash', 'startTime', 'directories', 'summary', 'kind'), junk)
    .map(([name, value]) => header({ [name]: value })),
  junk,
);

describe('gemini: any log', () => {
  test('whole or in pieces, the records are the same', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        (rows, cuts) => {
          const texts = rows.map((value) => JSON.stringify(value) ?? '');
          let parser = geminiCliAdapter.open(fileAt(LOG), null);
          const inPieces = texts.map((text, index) => {
            if (cuts[index]) parser = geminiCliAdapter.open(fileAt(LOG), parser.save());
            const bytes = Buffer.from(text);
            return parser.parse(bytes, 0, bytes.length);
          });
          expect(inPieces).toEqual(readLines(texts));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('no bytes and no state are too much for it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.oneof(fc.string(), fc.json()), (bytes, saved) => {
        const line = Buffer.from(bytes);
        geminiCliAdapter.open(fileAt(LOG), saved).parse(line, 0, line.length);
        geminiCliAdapter.describe(line);
        geminiCliAdapter.recognises('x.json', line);
        geminiCliAdapter.recognises('x.jsonl', line);
        const read = geminiCliAdapter.document?.read(line, fileAt(DOCUMENT), saved);
        if (read !== undefined && !('problem' in read)) expect([...read]).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [
      'nested lists',
      `{"id":"g","type":"gemini","toolCalls":[{"name":"x","args":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`,
    ],
    ['nested content', `{"id":"g","type":"user","content":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('%s end as a record', (_name, line) => {
    expect(readLines([line])[0]).not.toHaveProperty('rejected');
    expect(geminiCliAdapter.describe(Buffer.from(line)).role).toBeDefined();
  });
});

describe('gemini: any document', () => {
  test('read in two states, every message is given once in its last one', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), fc.array(message, { maxLength: 8 }), (one, two) => {
        const read = (rows: typeof one, saved: string | null) => {
          const reading = geminiCliAdapter.document?.read(
            Buffer.from(pretty(document(rows as never))),
            fileAt(DOCUMENT),
            saved,
          );
          if (reading === undefined || 'problem' in reading) throw new Error('no chat');
          const parts = [...reading];
          return { records: parts.flatMap((part) => part.records), saved: parts.at(-1)?.saved ?? saved };
        };
        const first = read(one, null);
        expect(new Set(first.records.map(({ offset }) => offset)).size).toBe(first.records.length);
        const second = read(two, first.saved);
        expect(read(two, second.saved).records).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
