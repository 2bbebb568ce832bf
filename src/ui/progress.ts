/** Long work of the write side. */

import type { MonitorState } from '../domain/live.ts';

/** What is being done and how much of it is, 0 to 1; null = nothing that takes long. */
export function progressOf(monitor: MonitorState): { does: string; share: number } | null {
  const { mode, bytesRead, bytesTotal, repricing } = monitor;
  if (mode === 'reading') return { does: 'reading', share: shareOf(bytesRead, bytesTotal) };
  return repricing === null ? null : { does: 're-pricing', share: shareOf(repricing.done, repricing.total) };
}

function shareOf(done: number, total: number): number {
  return total <= 0 ? 0 : Math.min(1, done / total);
}
