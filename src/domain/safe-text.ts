/** Makes text of logs safe to show: nothing in it can move a cursor, hide a word or turn a line around (S1, S2). */

/**
 * What a terminal obeys or does not show: C0, DEL, C1; bidi controls; zero-width and other invisible characters; line and
 * paragraph separators; surrogates without their partner; tag characters.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

/** The same set as far as JSON.stringify leaves it raw (it escapes C0 and lone surrogates itself). */
const RAW_IN_JSON =
  /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

export interface SafeTextOptions {
  /** Keep `\n` as a line break (multi-line bodies); otherwise it becomes a space. */
  readonly keepNewlines?: boolean;
}

/**
 * `text` with controls as visible escapes (`\x1b`, `<U+202E>`) and `\n`, `\t` as spaces. `maxWidth` caps the result in code
 * points, the last one being `…` when something was cut; an escape is never halved.
 */
export function safeText(text: string, maxWidth?: number, options: SafeTextOptions = {}): string {
  // Every code point of the input gives at least one of the result, so the rest need not be looked at.
  const input = maxWidth === undefined ? text : text.slice(0, (maxWidth + 1) * 2);
  const escaped = input.replace(UNSAFE, (character) =>
    options.keepNewlines === true && character === '\n' ? character : visible(character),
  );
  return maxWidth === undefined ? escaped : capped(escaped, maxWidth);
}

/** JSON of `value` without raw DEL, C1, bidi, zero-width or separator characters; `undefined` gives `null`. */
export function safeJson(value: unknown, space?: number): string {
  const json = JSON.stringify(value, null, space) ?? 'null';
  return json.replace(RAW_IN_JSON, unicodeEscapes);
}

function visible(character: string): string {
  if (character === '\n' || character === '\t') {
    return ' ';
  }
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `<U+${hex.toUpperCase().padStart(4, '0')}>`;
}

/** Pieces that must not be cut apart: our own escapes, else single code points. */
const PIECE = /\\x[0-9a-f]{2}|<U\+[0-9A-F]{4,6}>|[\s\S]/gu;

function capped(text: string, maxWidth: number): string {
  if (codePoints(text) <= maxWidth) {
    return text;
  }
  const room = Math.max(0, maxWidth - 1);
  let kept = '';
  let width = 0;
  for (const [piece] of text.matchAll(PIECE)) {
    width += codePoints(piece);
    if (width > room) {
      break;
    }
    kept += piece;
  }
  return maxWidth > 0 ? `${kept}…` : '';
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) {
    count++;
  }
  return count;
}

function unicodeEscapes(character: string): string {
  let escapes = '';
  for (let i = 0; i < character.length; i++) {
    escapes += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escapes;
}
