/** A terminal's screen as an SVG picture: the README shows the golden frames themselves. */

import type { Run, TestTerminal } from './terminal.ts';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const MARGIN = 14;
const FONT_SIZE = 14;
/** A terminal's own colours; what a theme leaves alone is drawn in them. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
}

export const DARK: Palette = { background: '#0d1117', foreground: '#e6edf3' };
export const LIGHT: Palette = { background: '#ffffff', foreground: '#1f2328' };
const FONTS = "'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,'Noto Sans Mono CJK JP',monospace";

/** `rows`: lines of the screen from the top that are drawn; all of them when left out. */
export function terminalSvg(
  terminal: TestTerminal,
  title: string,
  palette: Palette = DARK,
  rows = terminal.rows,
): string {
  const width = Math.ceil(terminal.columns * CELL_WIDTH + 2 * MARGIN);
  const height = Math.ceil(rows * CELL_HEIGHT + 2 * MARGIN);
  const lines = Array.from({ length: rows }, (_, row) => rowSvg(terminal.runs(row), row));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${palette.background}"/>`,
    `<g font-family="${FONTS}" font-size="${FONT_SIZE}" fill="${palette.foreground}" color="${palette.foreground}" xml:space="preserve">`,
    ...lines.filter((row) => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function rowSvg(runs: readonly Run[], row: number): string {
  const top = MARGIN + row * CELL_HEIGHT;
  return runs.map((run) => backgroundSvg(run, top) + runSvg(run, top)).join('');
}

function backgroundSvg(run: Run, top: number): string {
  if (run.background === null) {
    return '';
  }
  return `<rect x="${x(run.column)}" y="${top}" width="${fixed(run.width * CELL_WIDTH + 0.4)}" height="${CELL_HEIGHT}" fill="${run.background}"/>`;
}

function runSvg(run: Run, top: number): string {
  if (run.text.trim() === '') {
    return '';
  }
  const shape = boxShape(run, top);
  if (shape !== null) {
    return shape;
  }
  const colour = run.foreground === null ? '' : ` fill="${run.foreground}"`;
  const weight = run.bold ? ' font-weight="bold"' : '';
  const length = ` textLength="${fixed(run.width * CELL_WIDTH)}" lengthAdjust="spacingAndGlyphs"`;
  return `<text x="${x(run.column)}" y="${fixed(top + CELL_HEIGHT - 4.5)}"${length}${colour}${weight}>${escaped(run.text)}</text>`;
}

/** Blocks and lines are drawn, not written: fonts leave seams between them, terminals do not. */
function boxShape(run: Run, top: number): string | null {
  const fill = run.foreground ?? 'currentColor';
  const level = '▁▂▃▄▅▆▇█'.indexOf(run.text);
  if (level >= 0) {
    const height = ((level + 1) / 8) * CELL_HEIGHT;
    return `<rect x="${x(run.column)}" y="${fixed(top + CELL_HEIGHT - height)}" width="${fixed(CELL_WIDTH)}" height="${fixed(height)}" fill="${fill}"/>`;
  }
  const eighth = '▏▎▍▌▋▊▉'.indexOf(run.text);
  if (eighth >= 0) {
    return `<rect x="${x(run.column)}" y="${top}" width="${fixed(((eighth + 1) / 8) * CELL_WIDTH)}" height="${CELL_HEIGHT}" fill="${fill}"/>`;
  }
  if (run.text === '▕') {
    const eighthWidth = CELL_WIDTH / 8;
    return `<rect x="${fixed(MARGIN + (run.column + 1) * CELL_WIDTH - eighthWidth)}" y="${top}" width="${fixed(eighthWidth)}" height="${CELL_HEIGHT}" fill="${fill}"/>`;
  }
  const path = LINES.get(run.text);
  if (path === undefined) {
    return null;
  }
  const d = path(run.column * CELL_WIDTH + MARGIN, top);
  return `<path d="${d}" fill="none" stroke="${fill}" stroke-width="1.2"/>`;
}

type LinePath = (left: number, top: number) => string;

const H = CELL_WIDTH;
const V = CELL_HEIGHT;
const LINES: ReadonlyMap<string, LinePath> = new Map<string, LinePath>([
  ['─', (l, t) => `M${fixed(l)} ${fixed(t + V / 2)}h${fixed(H)}`],
  ['│', (l, t) => `M${fixed(l + H / 2)} ${fixed(t)}v${fixed(V)}`],
  ['╭', (l, t) => `M${fixed(l + H / 2)} ${fixed(t + V)}v${fixed(-V / 2 + 4)}q0 -4 4 -4h${fixed(H / 2 - 4)}`],
  ['╮', (l, t) => `M${fixed(l)} ${fixed(t + V / 2)}h${fixed(H / 2 - 4)}q4 0 4 4v${fixed(V / 2 - 4)}`],
  ['╰', (l, t) => `M${fixed(l + H / 2)} ${fixed(t)}v${fixed(V / 2 - 4)}q0 4 4 4h${fixed(H / 2 - 4)}`],
  ['╯', (l, t) => `M${fixed(l)} ${fixed(t + V / 2)}h${fixed(H / 2 - 4)}q4 0 4 -4v${fixed(-V / 2 + 4)}`],
  [
    '┤',
    (l, t) => `M${fixed(l)} ${fixed(t + V / 2)}h${fixed(H / 2)}M${fixed(l + H / 2)} ${fixed(t)}v${fixed(V)}`,
  ],
  ['┼', (l, t) => `M${fixed(l)} ${fixed(t + V / 2)}h${fixed(H)}M${fixed(l + H / 2)} ${fixed(t)}v${fixed(V)}`],
]);

function x(column: number): string {
  return fixed(MARGIN + column * CELL_WIDTH);
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/"/gu, '&quot;');
}
