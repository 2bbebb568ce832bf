/** Looks at a JSON line as bytes: what is told by literals and numbers in known places needs no string and no object. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const POINT = 0x2e;
const MOST_DIGITS = 12;
/** What an escape of one letter may be, but `\/`, which is never written; of `\u0041` the text is not told by the bytes alone. */
const ESCAPED = new Uint8Array(256);
for (const letter of '"\\bfnrt') {
  ESCAPED[letter.charCodeAt(0)] = 1;
}

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function holdsAt(bytes: Uint8Array, at: number, literal: Uint8Array): boolean {
  for (let i = 0; i < literal.length; i++) {
    if (bytes[at + i] !== literal[i]) {
      return false;
    }
  }
  return true;
}

/** What the bytes of a string are, as far as they were looked at. */
export interface StringBytes {
  /** Index of the quote that ends it; -1 when there is none, when it is no JSON string, and when it has other escapes than `ESCAPED`. */
  readonly close: number;
  readonly hasEscapes: boolean;
  /** Has bytes outside printable ASCII. */
  readonly isOdd: boolean;
}

const NO_STRING: StringBytes = { close: -1, hasEscapes: false, isOdd: false };

/** The JSON string whose first byte behind its quote is `bytes[from]`. */
export function scanString(bytes: Uint8Array, from: number, end: number): StringBytes {
  let hasEscapes = false;
  let isOdd = false;
  for (let i = from; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      return { close: i, hasEscapes, isOdd };
    }
    if (byte < 0x20) {
      return NO_STRING;
    }
    if (byte === BACKSLASH) {
      hasEscapes = true;
      i++;
      if (ESCAPED[bytes[i] as number] !== 1) {
        return NO_STRING;
      }
    } else if (byte > 0x7e) {
      isOdd = true;
    }
  }
  return NO_STRING;
}

/** Index of the quote behind printable ASCII without escapes, at least one and at most `limit` bytes; -1 when there is anything else. */
export function scanName(bytes: Uint8Array, from: number, limit: number): number {
  for (let i = from; i <= from + limit; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      return i === from ? -1 : i;
    }
    if (!(byte >= 0x20 && byte <= 0x7e) || byte === BACKSLASH) {
      return -1;
    }
  }
  return -1;
}

/** Goes over a line from left to right as long as it is what is expected. */
export class ByteScan {
  #bytes: Uint8Array = new Uint8Array(0);
  /** The next byte. */
  at = 0;

  start(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Passes over `literal`. False: something else stands there. */
  skip(literal: Uint8Array): boolean {
    if (!holdsAt(this.#bytes, this.at, literal)) {
      return false;
    }
    this.at += literal.length;
    return true;
  }

  /** A whole number of at most twelve digits; -1: none begins there. What stands behind it is the caller's to look at. */
  count(): number {
    const from = this.at;
    let value = 0;
    for (;;) {
      const digit = (this.#bytes[this.at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) {
        break;
      }
      value = value * 10 + digit;
      this.at++;
    }
    const digits = this.at - from;
    const isNumber = digits > 0 && digits <= MOST_DIGITS && (digits === 1 || this.#bytes[from] !== ZERO);
    return isNumber ? value : -1;
  }

  /** As `count`, with one digit behind a point at most: exact, as every double of so few digits is. */
  decimal(): number {
    const whole = this.count();
    if (whole === -1 || this.#bytes[this.at] !== POINT) {
      return whole;
    }
    const tenth = (this.#bytes[this.at + 1] as number) - ZERO;
    this.at += 2;
    return tenth >= 0 && tenth <= 9 ? (whole * 10 + tenth) / 10 : -1;
  }
}
