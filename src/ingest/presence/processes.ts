/** The process table as far as it matters here: which way to look at it this system has, and how often that may be done. */

import type { HarnessProcess } from './harness-process.ts';
import { createLinuxLook } from './processes-linux.ts';
import { macosLook } from './processes-macos.ts';

export interface ProcessTable {
  /** Ms between two looks. */
  readonly everyMs: number;
  /** Running harness processes of this user; null when it could not be told this time. Never rejects. */
  look(): Promise<HarnessProcess[] | null>;
}

/** null: nothing is known of processes on this system. */
export function processTable(platform: NodeJS.Platform): ProcessTable | null {
  if (platform === 'linux') {
    const look = createLinuxLook();
    return { everyMs: 5_000, look: async () => look() };
  }
  // Two programs have to be started for each look.
  return platform === 'darwin' ? { everyMs: 10_000, look: () => macosLook() } : null;
}
