/** Runs the simulated fleet: writes its past into a folder, then lets it grow until it is stopped. */

import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceRoot } from '../../domain/source.ts';
import type { DemoLine, DemoLines } from './demo-line.ts';
import { demoSchedule } from './schedule.ts';

export interface DemoOptions {
  /** Any whole number: the same seed gives the same fleet. */
  readonly seed: number;
  /** An existing folder of its own; the caller removes it. */
  readonly directory: string;
  /** The clock, epoch ms. */
  readonly now: () => number;
}

export interface Demo {
  /** Where the pipeline reads the fleet. */
  readonly roots: SourceRoot[];
  /** Ends the growth; afterwards no timer is left and nothing is written. */
  stop(): Promise<void>;
}

/** Rejects with the file system's error when the folder cannot be written. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const startMs = options.now();
  const lines = demoSchedule(options.seed, startMs);
  const first = writePast(options.directory, startMs, lines);
  const growth = new Growth(options, startMs, lines, first);
  growth.schedule();
  return {
    roots: [
      { source: 'claude-code', path: join(options.directory, 'claude', 'projects'), explicit: true },
      { source: 'work-stream', path: join(options.directory, 'agent-work-logs'), explicit: true },
      { source: 'ledger', path: join(options.directory, 'ledger'), explicit: true },
    ],
    stop: async () => growth.stop(),
  };
}

/** Writes everything up to the start, dates each file by its last line, and returns the first line of the future. */
function writePast(directory: string, startMs: number, lines: DemoLines): DemoLine | null {
  const files = new Map<string, { readonly lines: string[]; lastOffsetMs: number }>();
  let future: DemoLine | null = null;
  // Not for-of: leaving one ends the generator, and the future is drawn from it.
  for (let { value, done } = lines.next(); done !== true; { value, done } = lines.next()) {
    const line = value as DemoLine;
    if (line.atOffsetMs > 0) {
      future = line;
      break;
    }
    const file = files.get(line.file) ?? { lines: [], lastOffsetMs: 0 };
    files.set(line.file, file);
    file.lines.push(line.line);
    file.lastOffsetMs = line.atOffsetMs;
  }
  for (const [name, file] of files) {
    const path = join(directory, name);
    const at = new Date(startMs + file.lastOffsetMs);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${file.lines.join('\n')}\n`);
    utimesSync(path, at, at);
  }
  return future;
}

/** Appends each line when its time has come. */
class Growth {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly options: DemoOptions,
    private readonly startMs: number,
    private readonly lines: DemoLines,
    private next: DemoLine | null,
  ) {}

  schedule(): void {
    if (this.next === null) return;
    const waitMs = Math.max(0, this.startMs + this.next.atOffsetMs - this.options.now());
    this.timer = setTimeout(() => this.writeDue(), waitMs);
    // The simulation never keeps a program alive that wants to end.
    this.timer.unref();
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.next = null;
  }

  private writeDue(): void {
    const dueMs = this.options.now() - this.startMs;
    while (this.next !== null && this.next.atOffsetMs <= dueMs) {
      const path = join(this.options.directory, this.next.file);
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, `${this.next.line}\n`);
      const { value, done } = this.lines.next();
      this.next = done === true ? null : value;
    }
    this.schedule();
  }
}
