/** Ends by signal: which signals end a run, with which exit code, and waiting for one. */

import process from 'node:process';
import { EXIT } from '../domain/exit-codes.ts';
import { endProcess } from './crash.ts';

/** Exit code of each signal that ends agentperf: 128 + its number. */
const ENDING_SIGNALS = {
  SIGHUP: EXIT.hangup,
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
} as const satisfies Partial<Record<NodeJS.Signals, number>>;

export interface EndingSignals {
  /** From now on the first signal calls `end` with its exit code, instead of ending the process. */
  onEnd(end: (exitCode: number) => void): void;
}

/**
 * Listens from now on. Until somebody takes over, a signal ends the process in order (exit handlers run). A second signal does so
 * always: somebody is in a hurry, and everything that was committed stays.
 */
export function listenForEnd(): EndingSignals {
  let end: (exitCode: number) => void = endProcess;
  let ending = false;
  for (const [signal, exitCode] of Object.entries(ENDING_SIGNALS)) {
    process.on(signal, () => {
      if (ending) endProcess(exitCode);
      ending = true;
      end(exitCode);
    });
  }
  return {
    onEnd(taken) {
      end = taken;
    },
  };
}
