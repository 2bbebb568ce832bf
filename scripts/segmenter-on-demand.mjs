/**
 * Stands in for the grapheme segmenters that packages of the bundle make while they are loaded: the first one of a process takes 10 ms, and
 * in plain ASCII every letter is a grapheme, so that a screen without other text (style codes are ASCII too) never needs one.
 */

const ASCII = /^[\0-\x7F]*$/;

/** `make` gives the real one. */
export function segmenterOnDemand(make) {
  let made = null;
  return {
    segment(text) {
      if (ASCII.test(text) && !text.includes('\r\n')) return letters(text);
      made ??= make();
      return made.segment(text);
    },
  };
}

function letters(text) {
  const all = Array.from(text, (segment, index) => ({ segment, index, input: text }));
  return Object.assign(all, { containing: (index = 0) => all[index] });
}
