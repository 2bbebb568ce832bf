/** Every sign the screen draws that is not text: one table, with an ASCII fall-back for terminals that have nothing else. */

export interface Glyphs {
  readonly working: string;
  readonly waiting: string;
  readonly looping: string;
  readonly stalled: string;
  readonly idle: string;
  readonly unknown: string;
  readonly completed: string;
  readonly failed: string;
  readonly gone: string;
  readonly high: string;
  readonly medium: string;
  readonly low: string;
  readonly prompt: string;
  readonly reply: string;
  readonly tool: string;
  readonly error: string;
  readonly compaction: string;
  readonly turnEnd: string;
  readonly end: string;
  readonly other: string;
  readonly cursor: string;
  readonly branch: string;
  readonly separator: string;
  readonly times: string;
  readonly ellipsis: string;
  readonly paused: string;
  readonly ascending: string;
  readonly descending: string;
  readonly notice: string;
  readonly marker: string;
  readonly upDown: string;
  readonly leftRight: string;
  /** Levels of a sparkline, lowest first; the highest leaves a gap to the row above. */
  readonly levels: readonly string[];
  /** Eighths of a cell for a gauge, emptiest first; the last one is a full cell. */
  readonly eighths: readonly string[];
  readonly gaugeLeft: string;
  readonly gaugeRight: string;
  readonly gaugeEmpty: string;
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly teeLeft: string;
  readonly teeRight: string;
  /** asciichart's ten symbols, in its order. */
  readonly chart: readonly string[];
}

export const UNICODE_GLYPHS: Glyphs = {
  working: '●',
  waiting: '◐',
  looping: '▲',
  stalled: '■',
  idle: '○',
  unknown: '?',
  completed: '✓',
  failed: '✗',
  gone: '·',
  high: '▲',
  medium: '◆',
  low: '•',
  prompt: '❯',
  reply: '◂',
  tool: '▸',
  error: '✗',
  compaction: '≋',
  turnEnd: '∎',
  end: '■',
  other: '·',
  cursor: '▌',
  branch: '└',
  separator: '·',
  times: '×',
  ellipsis: '…',
  paused: '‖',
  ascending: '↑',
  descending: '↓',
  notice: '!',
  marker: '▴',
  upDown: '↑↓',
  leftRight: '←→',
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇'],
  eighths: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  gaugeLeft: '▕',
  gaugeRight: '▏',
  gaugeEmpty: ' ',
  topLeft: '╭',
  topRight: '╮',
  bottomLeft: '╰',
  bottomRight: '╯',
  horizontal: '─',
  vertical: '│',
  teeLeft: '├',
  teeRight: '┤',
  chart: ['┼', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
};

export const ASCII_GLYPHS: Glyphs = {
  working: '*',
  waiting: '~',
  looping: '!',
  stalled: '#',
  idle: 'o',
  unknown: '?',
  completed: '+',
  failed: 'x',
  gone: '.',
  high: '!',
  medium: '#',
  low: '-',
  prompt: '>',
  reply: '<',
  tool: '$',
  error: 'x',
  compaction: '=',
  turnEnd: '.',
  end: '#',
  other: '.',
  cursor: '>',
  branch: '`',
  separator: '-',
  times: 'x',
  ellipsis: '~',
  paused: '||',
  ascending: '+',
  descending: '-',
  notice: '!',
  marker: '^',
  upDown: 'up/down',
  leftRight: 'left/right',
  levels: ['_', '.', '-', '=', '+', 'x', 'X', '#'],
  eighths: ['.', '.', '-', '-', '=', '=', '+', '#'],
  gaugeLeft: '[',
  gaugeRight: ']',
  gaugeEmpty: ' ',
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  horizontal: '-',
  vertical: '|',
  teeLeft: '+',
  teeRight: '+',
  chart: ['+', '|', '-', '-', '-', '`', '.', '.', "'", '|'],
};

/** The environment variables that say what a terminal can show. */
export type TerminalEnvironment = Readonly<Record<string, string | undefined>>;

/** ASCII for `TERM=dumb` and for a locale that names another character set than UTF-8 (`C`, `POSIX`, `en_US.ISO-8859-1`). */
export function glyphsFor(env: TerminalEnvironment): Glyphs {
  return wantsAscii(env) ? ASCII_GLYPHS : UNICODE_GLYPHS;
}

export function wantsAscii(env: TerminalEnvironment): boolean {
  if (env.TERM === 'dumb') {
    return true;
  }
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  if (locale === undefined) {
    return false;
  }
  const charset = locale.split('.')[1]?.split('@')[0]?.toLowerCase();
  if (charset === undefined) {
    return locale === 'C' || locale === 'POSIX';
  }
  return charset !== 'utf-8' && charset !== 'utf8';
}
