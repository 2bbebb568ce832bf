/** A terminal without a window: what Ink writes goes through a real parser (xterm), and the cells can be looked at. */

import './terminal-environment.ts';
import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';
import stringWidth from 'string-width';

/** One styled run of text on a line. */
export interface Run {
  /** First column. */
  readonly column: number;
  /** Columns it takes. */
  readonly width: number;
  readonly text: string;
  /** `#rrggbb`; null = the terminal's own. */
  readonly foreground: string | null;
  readonly background: string | null;
  readonly bold: boolean;
}

/** Plays the part of stdout. */
export class TestTerminal extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything that was written. */
  raw = '';
  private readonly terminal: xterm.Terminal;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    measureAsStringWidth(this.terminal);
  }

  write = (data: string, done?: () => void): boolean => {
    this.raw += data;
    this.terminal.write(data, done);
    return true;
  };

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.terminal.resize(columns, rows);
    this.emit('resize');
  }

  /** Resolves when all that was written is on the screen. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.terminal.write('', resolve));
  }

  /** The screen as lines without trailing blanks. */
  lines(): string[] {
    const { active } = this.terminal.buffer;
    return Array.from(
      { length: this.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  }

  text(): string {
    return `${this.lines().join('\n').trimEnd()}\n`;
  }

  /** Lines that have scrolled away above the screen: more than none means that a frame was too tall. */
  scrolledLines(): number {
    return this.terminal.buffer.active.baseY;
  }

  runs(row: number): Run[] {
    const { active } = this.terminal.buffer;
    const line = active.getLine(active.baseY + row);
    const runs: Run[] = [];
    for (let column = 0; line !== undefined && column < this.columns; column++) {
      const cell = line.getCell(column);
      if (cell === undefined || cell.getWidth() === 0) {
        continue;
      }
      const run: Run = {
        column,
        width: cell.getWidth(),
        text: cell.getChars() || ' ',
        foreground: cell.isFgRGB() ? hex(cell.getFgColor()) : null,
        background: cell.isBgRGB() ? hex(cell.getBgColor()) : null,
        bold: cell.isBold() !== 0,
      };
      const last = runs.at(-1);
      if (last !== undefined && sameStyle(last, run) && run.width === 1 && isPlain(last.text + run.text)) {
        runs[runs.length - 1] = { ...last, width: last.width + 1, text: last.text + run.text };
      } else {
        runs.push(run);
      }
    }
    return runs;
  }
}

/** Plays the part of stdin. */
export class TestKeyboard extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  private pending: string | null = null;

  press(keys: string): void {
    this.pending = keys;
    this.emit('readable');
  }

  read(): string | null {
    const keys = this.pending;
    this.pending = null;
    return keys;
  }

  setRawMode(mode: boolean): this {
    this.isRaw = mode;
    return this;
  }

  setEncoding(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** xterm's built-in widths are those of 2009; a modern terminal measures as string-width does. */
function measureAsStringWidth(terminal: xterm.Terminal): void {
  const wcwidth = (codepoint: number): 0 | 1 | 2 =>
    codepoint < 32 ? 0 : (Math.min(2, stringWidth(String.fromCodePoint(codepoint))) as 0 | 1 | 2);
  terminal.unicode.register({
    version: 'string-width',
    wcwidth,
    charProperties: (codepoint, preceding) => {
      const width = wcwidth(codepoint);
      const joins = width === 0 && preceding !== 0;
      return ((joins ? (preceding >> 1) & 3 : width) << 1) | (joins ? 1 : 0);
    },
  });
  terminal.unicode.activeVersion = 'string-width';
}

function hex(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}

function sameStyle(a: Run, b: Run): boolean {
  return a.foreground === b.foreground && a.background === b.background && a.bold === b.bold;
}

/** Runs of ASCII are one piece; everything else stands at its own column, whatever the font's width for it. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/u.test(text);
}
