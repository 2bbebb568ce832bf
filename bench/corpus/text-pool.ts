/** A few megabytes of JSON-escaped text that row bodies are cut from: copying bytes is what makes the corpus fast to write. */

import { createRandom } from '../../src/domain/random.ts';

const POOL_BYTES = 4 * 1024 * 1024;

/** Words of code and prose, some outside ASCII, some with JSON escapes, as tool output has them. */
const WORDS = [
  'const', 'return', 'await', 'export', 'function', 'interface', 'readonly', 'session', 'request', 'response',
  'database', 'migration', 'timeout', 'retry', 'cache', 'token', 'expected', 'received', 'undefined', 'null',
  'src/routes/login.ts:42', 'node_modules/.bin/vitest', 'tests passed', '✓', '→', '│', '— naïve', 'größe', '日本語',
  '🙂', '\\"user_id\\"', '\\"status\\": 200', '(index, value) =>', '{ ok: true }', 'if (!row) continue;', '=== null',
  'at Object.<anonymous>', 'C:\\\\work\\\\app', '12.4 ms', '0x7ffe', 'warning:', 'deprecated', 'Compiling 7 files',
] as const; // biome-ignore format: a word list

/** Text with the byte offsets at which it may be cut without splitting an escape sequence or a character. */
export class TextPool {
  readonly bytes: Buffer;
  private readonly cuts: Uint32Array;
  private readonly meanStep: number;

  constructor(seed: number) {
    const random = createRandom(seed);
    const pieces: string[] = [];
    const cuts: number[] = [0];
    let length = 0;
    while (length < POOL_BYTES) {
      const piece = random.chance(0.09) ? '\\n    ' : `${random.pick(WORDS)} `;
      pieces.push(piece);
      length += Buffer.byteLength(piece);
      cuts.push(length);
    }
    this.bytes = Buffer.from(pieces.join(''));
    this.cuts = Uint32Array.from(cuts);
    this.meanStep = length / pieces.length;
  }

  /** A slice of about `length` bytes (never more than the pool has) starting at a place chosen by `fraction` in [0, 1). */
  slice(fraction: number, length: number): { start: number; end: number } {
    const steps = Math.max(1, Math.min(this.cuts.length - 2, Math.round(length / this.meanStep)));
    const first = Math.floor(fraction * (this.cuts.length - 1 - steps));
    return { start: this.cuts[first] as number, end: this.cuts[first + steps] as number };
  }
}
