/**
 * Stands in for Ink's Output in the bundle. Ink takes every cell of every frame apart and puts it together again, which is most of what a
 * frame costs; here a row that the frame before had too is taken from there, and a row of simple text is put together from whole runs of
 * one style. What is not simple (wide letters, pieces on top of each other) goes to Ink's own, row by row: each row is the same to the byte.
 */

import { ansiCodesToString, diffAnsiCodes, reduceAnsiCodes, tokenize } from '@alcalzone/ansi-tokenize';
import InkOutput from 'ink-output-itself';
import sliceAnsi from 'slice-ansi';
import stringWidth, { SIMPLE } from './quick-string-width.mjs';

const COLOUR = /\u001B\[[\d;]*m/g;

/** Rows of the last frame by what was written into them. */
let knownRows = new Map();
let knownWidth = 0;

/** Codes that are in force together, with the ways to other styles that were taken before. */
class Style {
  /** By escape sequence: the style that it leads to. */
  after = new Map();
  /** By style: what must be written to get there. */
  ways = new Map();

  constructor(codes) {
    this.codes = codes;
  }

  follow(sequence) {
    return getOrMake(this.after, sequence, () =>
      styleOf(reduceAnsiCodes([...this.codes, ...tokenize(sequence)])),
    );
  }

  wayTo(style) {
    return getOrMake(this.ways, style, () => ansiCodesToString(diffAnsiCodes(this.codes, style.codes)));
  }
}

/** Styles by their codes: one of each, so that they can be told apart by identity. There are as many as the theme has. */
const styles = new Map();

function styleOf(codes) {
  return getOrMake(styles, JSON.stringify(codes), () => new Style(codes));
}

function getOrMake(map, key, make) {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

const PLAIN = styleOf([]);

export default class QuickOutput {
  constructor({ width, height }) {
    this.width = width;
    this.height = height;
    this.operations = [];
  }

  write(x, y, text, { transformers }) {
    if (text) this.operations.push({ x, y, text, transformers });
  }

  clip(clip) {
    this.operations.push({ clip });
  }

  unclip() {
    this.operations.push({ unclip: true });
  }

  get() {
    const rows = Array.from({ length: this.height }, () => []);
    const clips = [];
    for (const operation of this.operations) {
      if (operation.clip !== undefined) clips.push(operation.clip);
      else if (operation.unclip === true) clips.pop();
      else place(rows, operation, clips.at(-1));
    }
    if (this.width !== knownWidth) knownRows = new Map();
    const drawn = new Map();
    const output = rows.map((pieces) => {
      const key = JSON.stringify(pieces);
      const row = drawn.get(key) ?? knownRows.get(key) ?? drawRow(pieces, this.width);
      drawn.set(key, row);
      return row;
    });
    knownRows = drawn;
    knownWidth = this.width;
    return { output: output.join('\n'), height: this.height };
  }
}

/** Puts the lines of one text that are inside the clip into their rows, as `[x, line]`. */
function place(rows, { x, y, text, transformers }, clip) {
  const clipped = clip === undefined ? { x, y, lines: text.split('\n') } : clippedLines(x, y, text, clip);
  let row = clipped.y;
  for (const [index, line] of clipped.lines.entries()) {
    const pieces = rows[row];
    // Like Ink: once a row is missing, so are all that follow.
    if (pieces === undefined) return;
    const drawn = transformers.reduce((shown, transform) => transform(shown, index), line);
    if (drawn !== '') pieces.push([clipped.x, drawn]);
    row++;
  }
}

function clippedLines(x, y, text, { x1, x2, y1, y2 }) {
  const lines = text.split('\n');
  const nothing = { x, y, lines: [] };
  const sideways = typeof x1 === 'number' && typeof x2 === 'number';
  const upright = typeof y1 === 'number' && typeof y2 === 'number';
  if (sideways && (x + Math.max(0, ...lines.map((line) => stringWidth(line))) < x1 || x > x2)) return nothing;
  if (upright && (y + lines.length < y1 || y > y2)) return nothing;
  const cut = sideways ? lines.map((line) => cutLine(line, x, x1, x2)) : lines;
  const shown = upright ? cut.slice(Math.max(0, y1 - y), Math.min(cut.length, y2 - y)) : cut;
  return {
    x: sideways ? Math.max(x, x1) : x,
    y: upright ? Math.max(y, y1) : y,
    lines: shown,
  };
}

function cutLine(line, x, x1, x2) {
  const width = stringWidth(line);
  const from = x < x1 ? x1 - x : 0;
  const to = x + width > x2 ? x2 - x : width;
  return from === 0 && to === width && SIMPLE.test(line) ? line : sliceAnsi(line, from, to);
}

/** One row as Ink would write it. */
function drawRow(pieces, width) {
  return drawSimply(pieces, width) ?? drawByInk(pieces, width);
}

function drawByInk(pieces, width) {
  const output = new InkOutput({ width, height: 1 });
  for (const [x, line] of pieces) output.write(x, 0, line, { transformers: [] });
  return output.get().output;
}

/** null when the row is not simple: pieces that are not beside each other inside the width, or text whose cells must be counted. */
function drawSimply(pieces, width) {
  const runs = [];
  let column = 0;
  const fill = (to) => {
    if (to > column) runs.push({ text: ' '.repeat(to - column), style: PLAIN });
    column = Math.max(column, to);
  };
  for (const [x, line] of [...pieces].sort((a, b) => a[0] - b[0])) {
    const own = runsOf(line);
    if (own === null || !Number.isInteger(x) || x < column || x > width) return null;
    fill(x);
    for (const run of own) {
      runs.push(run);
      column += run.text.length;
    }
  }
  fill(width);
  let row = '';
  let style = PLAIN;
  for (const run of runs) {
    row += style.wayTo(run.style) + run.text;
    style = run.style;
  }
  return (row + style.wayTo(PLAIN)).trimEnd();
}

/** The runs of one style of a line; null when it holds more than colours and characters of one cell. */
function runsOf(line) {
  const runs = [];
  let style = PLAIN;
  let from = 0;
  const take = (to) => {
    if (to > from) runs.push({ text: line.slice(from, to), style });
  };
  for (const match of line.matchAll(COLOUR)) {
    take(match.index);
    style = style.follow(match[0]);
    from = match.index + match[0].length;
  }
  take(line.length);
  return runs.every((run) => SIMPLE.test(run.text)) ? runs : null;
}
