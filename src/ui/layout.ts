/** Text made to fit a number of terminal cells: measuring, cutting, padding, wrapping, sparklines, gauges. Pure. */

import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { safeText } from '../domain/safe-text.ts';
import type { Glyphs } from './glyphs.ts';
import type { Role } from './theme.ts';

/** A piece of a line in one style. Its text may come from a log: the line component makes it safe again before it is drawn. */
export interface Segment {
  readonly text: string;
  readonly role?: Role | undefined;
  readonly bold?: boolean;
  /** Drawn only: a screen reader does not read it. */
  readonly decorative?: boolean;
}

export type Align = 'left' | 'right';

const ASCII_ONLY = /^[\x20-\x7e]*$/u;

/** Terminal cells that `text` takes. */
export function cellWidth(text: string): number {
  return ASCII_ONLY.test(text) ? text.length : measuredWidth(text);
}

const MEASURED = new Map<string, number>();
const MOST_MEASURED = 4000;

/** Measuring is what a frame costs most of, and a frame is nearly the one before it: short texts are remembered. */
function measuredWidth(text: string): number {
  const known = MEASURED.get(text);
  if (known !== undefined) {
    return known;
  }
  const width = stringWidth(text);
  if (text.length <= 120) {
    if (MEASURED.size >= MOST_MEASURED) {
      MEASURED.clear();
    }
    MEASURED.set(text, width);
  }
  return width;
}

/** `text`, safe, in at most `width` cells; an ellipsis stands where something was cut. Never splits a grapheme. */
export function truncate(text: string, width: number, glyphs: Glyphs): string {
  if (width <= 0) {
    return '';
  }
  const safe = safeText(text.slice(0, (width + 1) * 16));
  if (cellWidth(safe) <= width) {
    return safe;
  }
  let cut = '';
  // cli-truncate may overshoot by one cell when a wide character stands at the edge, so ask for less until it fits.
  for (let room = width; room > 0; room--) {
    cut = cliTruncate(safe, room, { truncationCharacter: glyphs.ellipsis });
    if (cellWidth(cut) <= width) {
      return cut;
    }
  }
  return '';
}

/** `text`, safe, in exactly `width` cells. */
export function fitText(text: string, width: number, glyphs: Glyphs, align: Align = 'left'): string {
  const cut = truncate(text, width, glyphs);
  const space = ' '.repeat(Math.max(0, width - cellWidth(cut)));
  return align === 'left' ? cut + space : space + cut;
}

/** `…/nux` of `rig/polecats/nux`: the last part of a path tells it from others, so the first ones go. The whole name when nothing fits. */
export function shortPath(name: string, width: number, glyphs: Glyphs): string {
  const parts = name.split('/');
  const variants = parts.map((_, from) =>
    from === 0 ? name : `${glyphs.ellipsis}/${parts.slice(from).join('/')}`,
  );
  return variants.find((variant) => cellWidth(safeText(variant)) <= width) ?? name;
}

/** Cells that all segments take together, as they will be drawn. */
export function segmentsWidth(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + cellWidth(safeText(segment.text)), 0);
}

/** Segments in exactly `width` cells: cut at the right edge, padded with unstyled space. */
export function fitSegments(
  segments: readonly Segment[],
  width: number,
  glyphs: Glyphs,
  align: Align = 'left',
): Segment[] {
  const wanted = segmentsWidth(segments);
  if (wanted <= width) {
    const space: Segment = { text: ' '.repeat(width - wanted) };
    const whole = segments.map((segment) => ({ ...segment, text: safeText(segment.text) }));
    return align === 'left' ? [...whole, space] : [space, ...whole];
  }
  return cutSegments(segments, width, glyphs);
}

/** At least one segment does not fit: what does, then an ellipsis, then what a wide character left blank. */
function cutSegments(segments: readonly Segment[], width: number, glyphs: Glyphs): Segment[] {
  const fitted: Segment[] = [];
  let room = width - cellWidth(glyphs.ellipsis);
  for (const segment of segments) {
    const text = room <= 0 ? '' : truncate(segment.text, room, { ...glyphs, ellipsis: '' });
    const isWhole = cellWidth(text) === cellWidth(safeText(segment.text));
    room -= cellWidth(text);
    fitted.push({ ...segment, text: isWhole ? text : text.trimEnd() + (width > 0 ? glyphs.ellipsis : '') });
    if (!isWhole) {
      room += cellWidth(text) - cellWidth(text.trimEnd());
      break;
    }
  }
  return room > 0 ? [...fitted, { text: ' '.repeat(room) }] : fitted;
}

/** Left and right ends of one line of exactly `width` cells; the left end gives way first. */
export function spread(
  left: readonly Segment[],
  right: readonly Segment[],
  width: number,
  glyphs: Glyphs,
): Segment[] {
  const rightWidth = Math.min(width, segmentsWidth(right));
  const gap = rightWidth === 0 || rightWidth >= width ? 0 : 1;
  return [
    ...fitSegments(left, width - rightWidth - gap, glyphs),
    ...(gap === 1 ? [{ text: ' ' }] : []),
    ...fitSegments(right, rightWidth, glyphs),
  ];
}

/** The first of `variants` that fits in `width` cells, else the last. */
export function firstThatFits<T extends readonly Segment[]>(variants: readonly T[], width: number): T {
  return variants.find((variant) => segmentsWidth(variant) <= width) ?? (variants.at(-1) as T);
}

/** Lines of at most `width` cells; breaks at spaces where it can, inside words where it must. Empty lines are kept. */
export function wrap(text: string, width: number): string[] {
  if (width <= 0) {
    return [];
  }
  return text.split('\n').flatMap((line) => wrapLine(safeText(line.replace(/\r$/u, '')), width));
}

let segmenter: Intl.Segmenter | null = null;

/** Made once it is needed: the first one of a process takes 10 ms. */
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  let currentWidth = 0;
  const breakLine = (): void => {
    lines.push(current.trimEnd());
    current = '';
    currentWidth = 0;
  };
  for (const [token] of line.matchAll(/\s+|\S+/gu)) {
    const tokenWidth = cellWidth(token);
    if (currentWidth + tokenWidth <= width) {
      current += token;
      currentWidth += tokenWidth;
      continue;
    }
    if (token.trim() === '') {
      breakLine();
      continue;
    }
    if (current.trim() !== '' && tokenWidth <= width) {
      breakLine();
    }
    for (const { segment } of graphemes(token)) {
      const graphemeWidth = cellWidth(segment);
      if (currentWidth + graphemeWidth > width) {
        breakLine();
      }
      if (graphemeWidth <= width) {
        current += segment;
        currentWidth += graphemeWidth;
      }
    }
  }
  breakLine();
  return lines;
}

/** One glyph a value, scaled to the largest; null and a row without any value above 0 are drawn as the lowest level's blank. */
export function sparkline(values: readonly (number | null)[], glyphs: Glyphs): string {
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === null) {
        return ' ';
      }
      if (largest === 0 || value <= 0) {
        return glyphs.levels[0];
      }
      return levelGlyph(value / largest, glyphs);
    })
    .join('');
}

/** The newest `width` values, or all of them squeezed into `width` by averaging neighbours. */
export function resample(values: readonly number[], width: number): number[] {
  if (values.length <= width) {
    return [...values];
  }
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * values.length) / width);
    const to = Math.max(from + 1, Math.floor(((index + 1) * values.length) / width));
    const slice = values.slice(from, to);
    return slice.reduce((sum, value) => sum + value, 0) / slice.length;
  });
}

/** One cell that fills with `share` (0 to 1): the context gauge of a row. */
export function levelGlyph(share: number, glyphs: Glyphs): string {
  const { levels } = glyphs;
  const index = Math.min(levels.length, Math.max(1, Math.ceil(share * levels.length))) - 1;
  return levels[index] as string;
}

/** A bar of `width` cells between two edges (not counted), filled to `share` in eighths of a cell. */
export function gauge(share: number, width: number, glyphs: Glyphs): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const full = Math.floor(eighths / 8);
  const part = eighths % 8 === 0 ? '' : (glyphs.eighths[(eighths % 8) - 1] as string);
  const bar = (glyphs.eighths[7] as string).repeat(full) + part;
  return (
    glyphs.gaugeLeft +
    bar +
    glyphs.gaugeEmpty.repeat(Math.max(0, width - full - (part === '' ? 0 : 1))) +
    glyphs.gaugeRight
  );
}
