/** Trends as the screen needs them: days do not change with every line of a log, so they are asked for every few seconds at most. */

import type { TrendReport } from '../domain/trends.ts';

const LAST_MS = 5_000;

export class TrendCache {
  private asked: { readonly at: number; readonly trends: readonly TrendReport[] } | null = null;

  at(now: number, ask: () => readonly TrendReport[]): readonly TrendReport[] {
    if (this.asked === null || Math.abs(now - this.asked.at) >= LAST_MS) {
      this.asked = { at: now, trends: ask() };
    }
    return this.asked.trends;
  }
}
