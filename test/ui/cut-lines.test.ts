import { expect, test } from 'vitest';
import { cutLines } from '../../src/ui/cut-lines.ts';
import { ASCII_GLYPHS, UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';

const LINES = ['one   ', 'two and more', 'three'].map((text) => [{ text }]);
const texts = (height: number, glyphs = UNICODE_GLYPHS) =>
  cutLines(LINES, { width: 8, height, glyphs }).map((line) => line.map(({ text }) => text).join(''));

test('lines that all fit are only fitted', () => {
  expect(texts(3)).toEqual(['one     ', 'two and…', 'three   ']);
});

test('the last of fewer lines ends with an ellipsis, behind what it says', () => {
  expect(texts(1)).toEqual(['one    …']);
  expect(texts(2)).toEqual(['one     ', 'two a… …']);
  expect(texts(1, ASCII_GLYPHS)).toEqual(['one    ~']);
  expect(texts(0)).toEqual([]);
});
