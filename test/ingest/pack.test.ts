import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AgentEvent, SKIP_REASONS } from '../../src/domain/event.ts';
import type { FileBatch } from '../../src/domain/source.ts';
import { LinePacker, type PackedBatch, transferList, unpackBatch } from '../../src/ingest/pack.ts';
import { withLines } from '../helpers/ingest.ts';
import { EVENTS, fields, flag, number, numberOrNull, orNull, text, textOrNull } from './event-arbitraries.ts';

/** Few session ids, so that equal and changing sessions both follow each other. */
const session = fields({ id: fc.constantFrom('s1', 's2', 's1/a'), parentId: fc.constantFrom(null, 's1') });
const record = fields({
  kind: text,
  at: numberOrNull,
  timeSource: fc.constantFrom('log' as const, 'inherited' as const, 'ingest' as const),
  session: orNull(session),
  harness: text,
  uidKey: numberOrNull,
  sibling: orNull(fields({ contentKey: number, scope: text, role: text })),
  taskId: textOrNull,
  clampedFields: fc.nat(),
  copied: flag,
  facts: fc.array(fc.oneof(...Object.values<fc.Arbitrary<AgentEvent>>(EVENTS)), { maxLength: 6 }),
});
const rejection = fields({ rejected: fc.constantFrom(...SKIP_REASONS) });
const line = fields({
  offset: fc.nat(2 ** 40),
  length: fc.nat(),
  lineNo: fc.nat(),
  result: fc.oneof({ weight: 4, arbitrary: record }, rejection),
});
const batch: fc.Arbitrary<FileBatch> = fields({
  fileId: fc.nat(),
  lineage: fc.nat(),
  source: fc.constantFrom('claude-code' as const, 'work-stream' as const),
  fromOffset: fc.nat(),
  lines: fc.array(line, { maxLength: 12 }),
  toOffset: fc.nat(),
  toLineNo: fc.nat(),
  tailLength: fc.nat(),
  proof: fields({ fingerprintLength: fc.nat(), fingerprint: text, guardLength: fc.nat(), guard: text }),
  endStat: orNull(fields({ size: fc.nat(), mtimeMs: number, ctimeMs: number })),
  savedState: text,
  mtimeMs: number,
});

/** Unpacked to its last line. */
const unpacked = (packed: PackedBatch): FileBatch => withLines(unpackBatch(packed));

function packBatch({ lines, ...header }: FileBatch, packer = new LinePacker()): PackedBatch {
  for (const { offset, length, lineNo, result } of lines) packer.add(offset, length, lineNo, result);
  return { ...header, lines: packer.take() };
}

test('unpacking a packed batch gives the same batch, absent fields and nulls told apart', () => {
  fc.assert(
    fc.property(batch, (original) => {
      expect(unpacked(packBatch(original))).toStrictEqual(original);
    }),
    { numRuns: 300 },
  );
});

test.each(Object.entries<fc.Arbitrary<AgentEvent>>(EVENTS))('every field of %s arrives', (_type, event) => {
  const [original] = fc.sample(batch, { numRuns: 1, seed: 1 });
  const [accepted] = fc.sample(record, { numRuns: 1, seed: 1 });
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 3 }), (facts) => {
      const lines = [{ offset: 0, length: 1, lineNo: 1, result: { ...accepted!, facts } }];
      expect(unpacked(packBatch({ ...original!, lines })).lines).toStrictEqual(lines);
    }),
    { numRuns: 50 },
  );
});

test('batches of one file follow each other in one packer: a large one, then a small one', () => {
  const [accepted] = fc.sample(record, { numRuns: 1, seed: 3 });
  const [original] = fc.sample(batch, { numRuns: 1, seed: 3 });
  const lines = Array.from({ length: 5000 }, (_, i) => ({
    offset: i,
    length: 1,
    lineNo: i,
    result: accepted!,
  }));
  const packer = new LinePacker();
  expect(unpacked(packBatch({ ...original!, lines }, packer))).toStrictEqual({ ...original!, lines });
  expect(unpacked(packBatch(original!, packer))).toStrictEqual(original!);
});

test('a packed batch crosses a message port, and its numbers are moved, not copied', () => {
  const [original] = fc.sample(batch, { numRuns: 1, seed: 5 });
  const packed = packBatch(original!);
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(packed, transferList(packed));
  const received = receiveMessageOnPort(port2)?.message;
  port1.close();
  expect(unpacked(received)).toStrictEqual(original!);
  expect(packed.lines.numbers.length).toBe(0);
});
