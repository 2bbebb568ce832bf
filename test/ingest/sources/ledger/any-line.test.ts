import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejection, type LineResult } from '../../../../src/domain/event.ts';
import { COMMON_LINE_FIELDS, fieldsOf, LEDGER_LINE_TYPES } from '../../../../src/domain/ledger-schema.ts';
import { bosunAdapter } from '../../../../src/ingest/sources/bosun.ts';
import { ledgerAdapter } from '../../../../src/ingest/sources/ledger.ts';

const FILE = {
  path: '/x/a.jsonl',
  mtimeMs: Date.parse('2026-03-01T00:00:00Z'),
  nowMs: Date.parse('2026-04-01T00:00:00Z'),
};

/** Values of all types in known fields, and fields nobody knows. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  fc.constantFrom(
    '2026-03-02T10:00:00Z',
    1_772_445_600_000,
    -1,
    1e300,
    '',
    'passed',
    'success',
    'idle',
    '12',
  ),
);
const names = [
  ...new Set(LEDGER_LINE_TYPES.flatMap((type) => Object.keys({ ...COMMON_LINE_FIELDS, ...fieldsOf(type) }))),
];
const ledgerRow = fc
  .tuple(
    fc.constantFrom(...LEDGER_LINE_TYPES, 'unheard_of', '__proto__'),
    fc.dictionary(fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor'), fc.string()), value, {
      maxKeys: 12,
    }),
  )
  .map(([type, fields]) => ({ ...fields, type }));
const SESSION_FIELDS = [
  'id',
  'taskId',
  'sessionKey',
  'startedAt',
  'endedAt',
  'tokenCount',
  'inputTokens',
  'costUsd',
  'status',
  'executor',
  'model',
];
const sessionRow = fc
  .dictionary(fc.oneof(fc.constantFrom(...SESSION_FIELDS), fc.string()), value, { maxKeys: 12 })
  .map((fields) => ({ ...fields, type: 'completed_session' }));

function read(adapter: typeof ledgerAdapter, rows: readonly unknown[], inPieces: boolean): LineResult[] {
  let saved: string | null = null;
  let parser = adapter.open(FILE, saved);
  return rows.map((row) => {
    const line = Buffer.from(JSON.stringify(row));
    const result = parser.parse(line, 0, line.length);
    if (inPieces) {
      saved = parser.save();
      parser = adapter.open(FILE, saved);
    }
    return result;
  });
}

describe.each([
  ['ledger', ledgerAdapter, ledgerRow],
  ['bosun', bosunAdapter as typeof ledgerAdapter, sessionRow],
] as const)('%s: any line', (_name, adapter, row) => {
  it('has an answer that can be stored, the same in pieces as whole', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const whole = read(adapter, rows, false);
        expect(read(adapter, rows, true)).toEqual(whole);
        for (const result of whole) {
          if (isRejection(result)) continue;
          expect(Number.isSafeInteger(result.at)).toBe(true);
          if (result.session === null) expect(result.facts.every(({ type }) => type === 'ledger')).toBe(true);
          for (const fact of result.facts) {
            if (fact.type === 'ledger') expect(fact.data).toBe(JSON.stringify(JSON.parse(fact.data)));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of any bytes is read or rejected, and can be described', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const line = Buffer.from(bytes);
        expect(adapter.open(FILE, null).parse(line, 0, line.length)).toBeDefined();
        expect(adapter.describe(line).role).toBe('system');
      }),
    );
  });
});

it('any JSON document is read or a problem', () => {
  const message = fc.dictionary(fc.constantFrom('id', 'type', 'role', 'content', 'timestamp', 'meta'), value);
  const document = fc.record({
    id: fc.string({ minLength: 1 }),
    lastActiveAt: fc.string(),
    messages: fc.array(fc.oneof(message, value)),
    metadata: value,
  });
  fc.assert(
    fc.property(fc.oneof(document, fc.jsonValue()), (content) => {
      const bytes = Buffer.from(JSON.stringify(content));
      const reading = bosunAdapter.document!.read(bytes, FILE, null);
      const parts = 'problem' in reading ? [] : [...reading];
      for (const { records, saved } of parts) {
        expect(records.every(({ offset }) => Number.isSafeInteger(offset))).toBe(true);
        const again = bosunAdapter.document!.read(bytes, FILE, saved);
        expect('problem' in again ? null : [...again].flatMap((part) => part.records)).toEqual([]);
        for (const { offset } of records)
          expect(bosunAdapter.document!.describe(bytes, offset)).not.toBeNull();
      }
    }),
  );
});
