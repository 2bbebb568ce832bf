/** Many numbers put in order in linear time: medians of a hundred thousand tasks are asked for while a screen waits. Pure. */

/** Numbers with the place that each had. */
export interface Placed {
  readonly values: Float64Array;
  readonly places: Uint32Array;
}

/** Fewer numbers are put in order faster by comparing. */
const FEWEST = 256;
/** Digits of 11 bits, three a word of 32, two words a number; the last digit of a word has 10. */
const BITS = 11;
const RADIX = 1 << BITS;
const MASK = RADIX - 1;
const DIGITS_A_WORD = 3;
const DIGITS = 2 * DIGITS_A_WORD;

/** Those that are known: NaN and numbers below 0 stand for what is not. */
export function known(column: Float64Array): Placed {
  const values = new Float64Array(column.length);
  const places = new Uint32Array(column.length);
  let count = 0;
  for (let place = 0; place < column.length; place++) {
    const value = column[place] as number;
    if (!(value >= 0)) continue;
    // The bits of -0 are not those of 0.
    values[count] = value + 0;
    places[count++] = place;
  }
  return { values: values.subarray(0, count), places: places.subarray(0, count) };
}

/**
 * Those that are known, from the smallest to the largest, equal ones as they stood. Radix sort by the bits of the numbers, which have
 * their order, the least significant digit first (Knuth, The Art of Computer Programming 3, section 5.2.5): of many thousands of
 * numbers in a third of the time that comparing takes.
 */
export function ascending(column: Float64Array): Placed {
  let from = known(column);
  const { length } = from.values;
  if (length < FEWEST) return compared(column, from.places);
  let to: Placed = { values: new Float64Array(length), places: new Uint32Array(length) };
  const counts = countDigits(wordsOf(from.values));
  for (let digit = 0; digit < DIGITS; digit++) {
    const firsts = counts.subarray(digit * RADIX, (digit + 1) * RADIX);
    // All have the same digit.
    if (firsts.includes(length)) continue;
    sumBefore(firsts);
    moveBy(digit, firsts, from, to);
    [from, to] = [to, from];
  }
  return from;
}

/** Negative numbers may be among them. */
export function compared(values: Float64Array, places: Uint32Array): Placed {
  const order = places.sort((a, b) => (values[a] as number) - (values[b] as number));
  return { values: Float64Array.from(order, (place) => (values[place] as number) + 0), places: order };
}

/** Two a number, the less significant first, as on every machine that Node.js runs on. */
const wordsOf = ({ buffer, byteOffset, length }: Float64Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, 2 * length);

/** How many numbers have each value of each digit, the least significant digit first. */
function countDigits(words: Uint32Array): Uint32Array {
  const counts = new Uint32Array(DIGITS * RADIX);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    const first = (i & 1) * DIGITS_A_WORD * RADIX;
    const low = first + (word & MASK);
    const middle = first + RADIX + ((word >>> BITS) & MASK);
    const high = first + 2 * RADIX + (word >>> (2 * BITS));
    counts[low] = (counts[low] as number) + 1;
    counts[middle] = (counts[middle] as number) + 1;
    counts[high] = (counts[high] as number) + 1;
  }
  return counts;
}

/** Turns the count of each value into the first place of it. */
function sumBefore(counts: Uint32Array): void {
  let before = 0;
  for (let value = 0; value < counts.length; value++) {
    const count = counts[value] as number;
    counts[value] = before;
    before += count;
  }
}

function moveBy(digit: number, firsts: Uint32Array, from: Placed, to: Placed): void {
  const words = wordsOf(from.values);
  const word = digit < DIGITS_A_WORD ? 0 : 1;
  const shift = (digit % DIGITS_A_WORD) * BITS;
  const { values, places } = from;
  for (let i = 0; i < values.length; i++) {
    const value = ((words[2 * i + word] as number) >>> shift) & MASK;
    const at = firsts[value] as number;
    to.values[at] = values[i] as number;
    to.places[at] = places[i] as number;
    firsts[value] = at + 1;
  }
}
