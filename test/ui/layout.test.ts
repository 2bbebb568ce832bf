import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { ASCII_GLYPHS, UNICODE_GLYPHS as G, glyphsFor } from '../../src/ui/glyphs.ts';
import {
  cellWidth,
  fitSegments,
  fitText,
  gauge,
  levelGlyph,
  resample,
  segmentsWidth,
  sparkline,
  spread,
  truncate,
  wrap,
} from '../../src/ui/layout.ts';
import { HOSTILE } from '../helpers/fake-fleet-parts.ts';

const NASTY = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('日本語のタイトル', '👩‍👩‍👧‍👦 family', 'e\u0301e\u0301', '🇩🇪🇫🇷', HOSTILE, 'กำลังทำงาน', ''),
);
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069]/u;

describe('truncate', () => {
  test.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['one more', 7, 'one mo…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['anything', 1, '…'],
    ['anything', 0, ''],
    ['a\u001b[31mb', 20, 'a\\x1b[31mb'],
    ['two\nlines', 20, 'two lines'],
  ])('%j in %d cells is %j', (text, width, cut) => {
    expect(truncate(text, width, G)).toBe(cut);
  });

  test('uses an ASCII mark where there is nothing else', () => {
    expect(truncate('a long text', 6, ASCII_GLYPHS)).toBe('a lon~');
  });
});

test('whatever the text, a fitted cell has exactly its width and nothing a terminal obeys', () => {
  fc.assert(
    fc.property(
      NASTY,
      fc.integer({ min: 0, max: 30 }),
      fc.constantFrom('left', 'right'),
      (text, width, align) => {
        const cell = fitText(text, width, G, align as 'left' | 'right');
        expect(stringWidth(cell)).toBe(width);
        expect(cell).not.toMatch(CONTROL);
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever the segments, a fitted line has exactly its width', () => {
  fc.assert(
    fc.property(
      fc.array(NASTY, { maxLength: 4 }),
      NASTY,
      fc.integer({ min: 1, max: 50 }),
      (texts, right, width) => {
        const left = texts.map((text) => ({ text }));
        expect(segmentsWidth(fitSegments(left, width, G))).toBe(width);
        expect(segmentsWidth(spread(left, [{ text: right }], width, G))).toBe(width);
      },
    ),
    { numRuns: 300 },
  );
});

test('a line that is cut says so even where the cut falls between two segments', () => {
  const cut = fitSegments([{ text: 'mobile · ' }, { text: 'release' }], 9, G);
  expect(cut.map((part) => part.text).join('')).toBe('mobile ·…');
});

describe('wrap', () => {
  test.each([
    ['a bc def', 4, ['a bc', 'def']],
    ['unbreakable', 4, ['unbr', 'eaka', 'ble']],
    ['日本語', 4, ['日本', '語']],
    ['one\n\ntwo\r\n', 10, ['one', '', 'two', '']],
  ])('%j in %d cells', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('no line is wider than asked for', () => {
    fc.assert(
      fc.property(NASTY, fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(Math.max(0, ...wrap(text, width).map(cellWidth))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 200 },
    );
  });
});

describe('pictures', () => {
  test('a sparkline scales to its largest value and leaves unknown blank', () => {
    expect(sparkline([0, 1, 7, null, 3.5], G)).toBe('▁▁▇ ▄');
    expect(sparkline([0, 0], G)).toBe('▁▁');
    expect(sparkline([1, 8], ASCII_GLYPHS)).toBe(`_${ASCII_GLYPHS.levels.at(-1)}`);
  });

  test.each([
    [0, '▕        ▏'],
    [0.5, '▕████    ▏'],
    [0.5625, '▕████▌   ▏'],
    [1, '▕████████▏'],
    [7, '▕████████▏'],
  ])('a gauge at %d', (share, picture) => {
    expect(gauge(share, 8, G)).toBe(picture);
  });

  test('a level never leaves its scale', () => {
    expect([levelGlyph(-1, G), levelGlyph(0, G), levelGlyph(1, G), levelGlyph(9, G)].join('')).toBe('▁▁▇▇');
  });

  test('resampling keeps short series and averages long ones', () => {
    expect(resample([1, 2], 5)).toEqual([1, 2]);
    expect(resample([1, 3, 5, 7], 2)).toEqual([2, 6]);
  });
});

test.each([
  [{ LANG: 'C' }, ASCII_GLYPHS],
  [{ LANG: 'POSIX' }, ASCII_GLYPHS],
  [{ LANG: 'C.UTF-8' }, G],
  [{ LANG: 'en_US.utf8' }, G],
  [{ LANG: 'en_US.ISO-8859-1' }, ASCII_GLYPHS],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, ASCII_GLYPHS],
  [{ LANG: '', TERM: 'xterm' }, G],
  [{ TERM: 'dumb', LANG: 'en_US.UTF-8' }, ASCII_GLYPHS],
])('glyphs for %j', (env, glyphs) => {
  expect(glyphsFor(env)).toBe(glyphs);
});

test('the ASCII glyphs are ASCII, and every glyph takes one cell but words and marks', () => {
  const all = Object.values(ASCII_GLYPHS).flat().join('');
  expect(all).toMatch(/^[\x20-\x7e]*$/u);
  for (const glyph of [...G.levels, ...G.eighths, G.working, G.cursor, G.horizontal, G.ellipsis]) {
    expect(stringWidth(glyph)).toBe(1);
  }
});
