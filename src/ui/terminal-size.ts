/** The size of the terminal, also where it says 0×0 or nothing, and how a screen follows it without drawing too often. */

import type { ScreenSize } from './screen.ts';

/** The part of an output stream that knows its size. */
export interface SizedStream {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

const FALLBACK: ScreenSize = { columns: 80, rows: 24 };
/** At most ten drawings a second while a window is dragged (T5). */
const RESIZE_MS = 100;

/** A terminal that says 0 (a pty without a size) or nothing counts as 80×24. */
export function terminalSize({ columns, rows }: Pick<SizedStream, 'columns' | 'rows'>): ScreenSize {
  return { columns: columns || FALLBACK.columns, rows: rows || FALLBACK.rows };
}

/** Calls `redraw` at the first change of size and, while more follow, once every 100 ms; returns what ends it. */
export function followSize(stream: SizedStream, redraw: () => void): () => void {
  let resting: NodeJS.Timeout | null = null;
  let again = false;
  const rest = (): void => {
    resting = null;
    if (again) {
      again = false;
      changed();
    }
  };
  const changed = (): void => {
    if (resting !== null) {
      again = true;
      return;
    }
    resting = setTimeout(rest, RESIZE_MS);
    redraw();
  };
  stream.on('resize', changed);
  return () => {
    stream.off('resize', changed);
    clearTimeout(resting ?? undefined);
  };
}

/**
 * The same stream without its `resize` events. Ink answers each of them by drawing the frame it has, made for the old size,
 * as often as they come; the monitor draws a new one instead (`followSize`).
 */
export function withoutResizeEvents<T extends object>(stream: T): T {
  return new Proxy(stream, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') {
        return value;
      }
      return (...args: unknown[]): unknown =>
        (property === 'on' || property === 'off') && args[0] === 'resize'
          ? target
          : value.apply(target, args);
    },
  });
}
