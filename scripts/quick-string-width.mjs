/**
 * Stands in for string-width in the bundle, Ink's own copies included: text of narrow letters, box and block characters, with or without
 * colours, is measured by its length; anything else goes to the real one. Its emoji pattern takes 25 ms to compile, and Ink measures every
 * piece of every frame.
 */

import stringWidth from 'string-width-itself';

/** Letters that take one cell each, whatever stands beside them. */
export const SIMPLE =
  /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u2248-\u224B\u2500-\u25FC\u2713\u2717\u276F\u2800-\u28FF]*$/;
const COLOURS = /\u001B\[[\d;]*m/g;

export default function quickStringWidth(text, options) {
  if (typeof text === 'string' && options === undefined) {
    if (SIMPLE.test(text)) return text.length;
    const plain = text.includes('\u001B[') ? text.replace(COLOURS, '') : text;
    if (SIMPLE.test(plain)) return plain.length;
  }
  return stringWidth(text, options);
}
