/** Byte texts: strings whose characters are the bytes of UTF-8 text. Made without decoding, they are decoded only where text is wanted. */

/** What the characters of a string are. */
export type CharactersAre = 'text' | 'bytes';

/** The UTF-8 bytes of a text, four to a word, the last word filled up with zeros. Valid until the next call. */
export interface TextWords {
  readonly words: Int32Array;
  readonly count: number;
  readonly byteLength: number;
}

const SCRATCH_BYTES = 64 * 1024;
/** Written anew by every call: an array of its own for each text would cost more than the text. */
const SCRATCH = Buffer.alloc(SCRATCH_BYTES);
const SCRATCH_WORDS = wordsOf(SCRATCH);

const NOT_ASCII = /[\x80-\xff]/;
/** One bit in each byte of a word. */
const TOP_BITS = 0x80808080;
const BYTE_UNITS = 0x01010101;

export function textWords(text: string, characters: CharactersAre): TextWords {
  const bytes = roomFor(characters === 'bytes' ? text.length : 3 * text.length);
  return filledUp(bytes, bytes.write(text, characters === 'bytes' ? 'latin1' : 'utf8'));
}

function filledUp(bytes: Buffer, byteLength: number): TextWords {
  const count = (byteLength + 3) >> 2;
  for (let i = byteLength; i < 4 * count; i++) {
    bytes[i] = 0;
  }
  return { words: bytes === SCRATCH ? SCRATCH_WORDS : wordsOf(bytes), count, byteLength };
}

/** As `textWords`, of bytes. */
export function byteWords(source: Buffer, start: number, end: number): TextWords {
  const byteLength = end - start;
  const bytes = roomFor(byteLength);
  source.copy(bytes, 0, start, end);
  return filledUp(bytes, byteLength);
}

/** The text of a byte text. */
export function decodedBytes(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, 'latin1').toString('utf8') : text;
}

/** Length of `decodedBytes(text)`, in a third of the time. The bytes must be valid UTF-8. */
export function decodedLength(text: string): number {
  const { words, count, byteLength } = textWords(text, 'bytes');
  let length = byteLength;
  for (let i = 0; i < count; i++) {
    const word = words[i] as number;
    const high = word & TOP_BITS;
    if (high !== 0) {
      // Continuation bytes (10xxxxxx) are no character; a sequence of four (11110xxx) is two.
      const continuing = high & ~(word << 1);
      const ofFour = high & (word << 1) & (word << 2) & (word << 3);
      length += bytesMarked(ofFour) - bytesMarked(continuing);
    }
  }
  return length;
}

/** How many bytes of a word have their top bit set; the other bits must be 0. */
function bytesMarked(word: number): number {
  return Math.imul(word >>> 7, BYTE_UNITS) >>> 24;
}

function roomFor(length: number): Buffer {
  return length <= SCRATCH_BYTES ? SCRATCH : Buffer.alloc((length + 3) & ~3);
}

function wordsOf(bytes: Buffer): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
