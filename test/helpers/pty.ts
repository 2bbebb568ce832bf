/** A real pseudo-terminal around a program: keys in, the screen as a person sees it out. Waits for content, never for time. */

import { execFileSync } from 'node:child_process';
import nodePty from '@lydell/node-pty';
import xterm from '@xterm/headless';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** How the program ended: its code, or the number of the signal that killed it. */
export interface PtyExit {
  readonly exitCode: number;
  readonly signal: number;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const FRAME_BEGIN = '\x1b[?2026h';
const FRAME_END = '\x1b[?2026l';

type Waiter = () => void;

export class PtyProgram {
  /** Everything that the program wrote, undecoded but for UTF-8. */
  raw = '';
  readonly exit: Promise<PtyExit>;
  private ended: PtyExit | null = null;
  /** How much of `raw` is on the screen by now. */
  private parsedLength = 0;
  private readonly pty: nodePty.IPty;
  private readonly terminal: xterm.Terminal;
  private readonly waiters = new Set<Waiter>();

  constructor(command: readonly string[], options: PtyOptions) {
    const [program, ...parameters] = command as [string, ...string[]];
    const size = { cols: options.columns ?? 120, rows: options.rows ?? 36 };
    this.terminal = new xterm.Terminal({ ...size, allowProposedApi: true, scrollback: 1_000 });
    this.pty = nodePty.spawn(program, parameters, {
      ...size,
      name: options.env.TERM ?? 'xterm-256color',
      cwd: options.cwd,
      env: options.env as Record<string, string>,
    });
    this.pty.onData((data) => {
      this.raw += data;
      this.terminal.write(data, () => {
        this.parsedLength += data.length;
        this.wake();
      });
    });
    this.exit = new Promise((resolve) => {
      this.pty.onExit(({ exitCode, signal }) => {
        this.ended = { exitCode, signal: signal ?? 0 };
        // The parser first gets what is still on its way.
        this.terminal.write('', () => {
          this.wake();
          resolve(this.ended as PtyExit);
        });
      });
    });
  }

  get pid(): number {
    return this.pty.pid;
  }

  /** Types keys, as bytes of the terminal. */
  write(keys: string): void {
    if (this.ended === null) this.pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.pty.resize(columns, rows);
    if (columns > 1 && rows > 0) this.terminal.resize(columns, rows);
  }

  /** Gives the terminal no size at all, as some hosts do for a moment. */
  resizeToNothing(): void {
    const { ptsName } = this.pty as unknown as { ptsName: string };
    execFileSync('sh', ['-c', `stty rows 0 cols 0 < ${ptsName}`]);
  }

  /** The visible rows, without blanks at their ends. */
  lines(): string[] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, row) => {
      const line = active.getLine(active.baseY + row);
      // Cells of a wider time before may still hang on the line: cut first, then trim.
      return line?.translateToString(false, 0, this.terminal.cols).trimEnd() ?? '';
    });
  }

  screen(): string {
    return this.lines().join('\n');
  }

  /** The row that carries the list's cursor at its left edge, or null: where the selection is. */
  cursorRow(): number | null {
    const row = this.lines().findIndex((line) => /^.[▌>] /.test(line));
    return row === -1 ? null : row;
  }

  /** Is the alternate screen shown? */
  isAlternateScreen(): boolean {
    return this.terminal.buffer.active.type === 'alternate';
  }

  isCursorShown(): boolean {
    return this.raw.lastIndexOf('\x1b[?25l') <= this.raw.lastIndexOf('\x1b[?25h');
  }

  /** Resolves when `condition` holds on the screen; rejects with the screen when it does not in time or the program has ended. */
  async waitFor(
    condition: string | RegExp | (() => boolean),
    what = String(condition),
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ): Promise<void> {
    const isTrue = this.asPredicate(condition);
    const holds = (): boolean => !this.isInsideFrame() && isTrue();
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const finish = (error: Error | null): void => {
        this.waiters.delete(check);
        clearTimeout(timer);
        if (error === null) resolve();
        else reject(error);
      };
      const check = (): void => {
        if (holds()) finish(null);
        else if (this.ended !== null)
          finish(this.failure(`ended with ${this.ended.exitCode}, waiting for ${what}`));
      };
      const timer = setTimeout(() => finish(this.failure(`no ${what} within ${timeoutMs} ms`)), timeoutMs);
      this.waiters.add(check);
      check();
    });
  }

  /** Resolves when `text` is not on the screen any more. */
  async waitUntilGone(text: string): Promise<void> {
    await this.waitFor(() => !this.screen().includes(text), `end of ${text}`);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.ended === null) this.pty.kill(signal);
  }

  /** Is a frame only half here? Programs announce a frame and its end (synchronised output); in between the screen is a mixture. */
  private isInsideFrame(): boolean {
    const from = Math.max(0, this.parsedLength - FRAME_BEGIN.length);
    return this.raw.lastIndexOf(FRAME_BEGIN, from) > this.raw.lastIndexOf(FRAME_END, from);
  }

  private asPredicate(condition: string | RegExp | (() => boolean)): () => boolean {
    if (typeof condition === 'function') return condition;
    if (typeof condition === 'string') return () => this.screen().includes(condition);
    return () => condition.test(this.screen());
  }

  private failure(what: string): Error {
    return new Error(
      `${what}; the screen shows:\n${this.screen().trimEnd()}\n(last output ${JSON.stringify(this.raw.slice(-300))})`,
    );
  }

  private wake(): void {
    for (const waiter of [...this.waiters]) waiter();
  }
}
