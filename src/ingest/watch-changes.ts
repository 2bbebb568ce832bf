/** Turns raw change notices into at most one call a path and event-loop turn, and looks again once a path has gone quiet. */

import { type Stats, statSync } from 'node:fs';

/** Stat values that tell one state of a file from another. */
interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** Notices handed on in one turn: a folder of 10,000 new files must not hold up the loop. */
const NOTICES_PER_TURN = 500;

export class ChangeFeed {
  private readonly pending = new Set<string | null>();
  private flush: NodeJS.Immediate | null = null;
  /** State in which each path was last reported; stat is taken before the report, so that a later change always differs. */
  private readonly stamps = new Map<string, Stamp>();
  /** Time of the last notice (performance clock) of each path that waits for its second look. */
  private readonly unsettled = new Map<string, number>();
  private settleTimer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(
    private readonly onChange: (path: string | null) => void,
    private readonly settleMs: number,
  ) {}

  /** Something may have changed at `path`; null: somewhere. Reported in this turn of the event loop. */
  notice(path: string | null): void {
    if (this.isClosed) return;
    this.pending.add(path);
    this.flush ??= setImmediate(() => this.report());
  }

  /** Reports `path` only when its stat differs from the last reported one, or none is known. */
  look(path: string): void {
    const stats = statOrNull(path);
    const known = this.stamps.get(path);
    const isSame = stats === null ? known === undefined : known !== undefined && isSameStamp(stats, known);
    if (!isSame) this.notice(path);
  }

  /** Forgets the stamps of all paths but these. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of this.stamps.keys()) {
      if (!paths.has(path) && !this.unsettled.has(path)) this.stamps.delete(path);
    }
  }

  close(): void {
    this.isClosed = true;
    if (this.flush !== null) clearImmediate(this.flush);
    if (this.settleTimer !== null) clearTimeout(this.settleTimer);
    this.pending.clear();
    this.unsettled.clear();
  }

  private report(): void {
    this.flush = null;
    const batch = [...this.pending].slice(0, NOTICES_PER_TURN);
    for (const path of batch) this.pending.delete(path);
    if (this.pending.size > 0) this.flush = setImmediate(() => this.report());
    for (const path of batch) {
      if (this.isClosed) return;
      if (path === null) this.onChange(null);
      else this.reportPath(path);
    }
  }

  private reportPath(path: string): void {
    const stats = statOrNull(path);
    if (stats?.isDirectory()) return;
    if (stats === null) this.stamps.delete(path);
    else this.stamps.set(path, stampOf(stats));
    this.unsettled.set(path, performance.now());
    this.settleTimer ??= setTimeout(() => this.settle(), this.settleMs);
    this.onChange(path);
  }

  /** The last append of a burst may come without a notice of its own: each path is looked at again after its last one. */
  private settle(): void {
    this.settleTimer = null;
    const quietSince = performance.now() - this.settleMs;
    for (const [path, noticedAt] of this.unsettled) {
      if (noticedAt > quietSince) continue;
      this.unsettled.delete(path);
      this.look(path);
    }
    if (this.unsettled.size === 0) return;
    const untilNext = Math.min(...this.unsettled.values()) - quietSince;
    this.settleTimer ??= setTimeout(() => this.settle(), untilNext);
  }
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** A small object of its own: a kept `Stats` would be five times as large. */
function stampOf(stats: Stats): Stamp {
  return { size: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs, ino: stats.ino };
}

function isSameStamp(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.ino === b.ino;
}
