/** Packs bytes as zstd allows it without compressing them: frames of raw blocks (RFC 8878). */

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** One segment, content size in four bytes. */
const DESCRIPTOR = 0xa0;
const BLOCK_BYTES = 100_000;

export function zstdOf(content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  const parts: Buffer[] = [Buffer.from([...MAGIC, DESCRIPTOR]), size];
  for (let from = 0; from === 0 || from < content.length; from += BLOCK_BYTES) {
    const block = content.subarray(from, from + BLOCK_BYTES);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (from + BLOCK_BYTES >= content.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}
