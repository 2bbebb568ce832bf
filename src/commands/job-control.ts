/** Ctrl-Z and its signals: the terminal is the shell's while we are stopped, and drawn anew when we go on (T4). */

import process from 'node:process';

export interface Stoppable {
  /** Hands the terminal back. */
  leave(): void;
  /** Takes it again, and draws everything. */
  resume(): void;
}

export interface JobControl {
  /** Stops the whole job as Ctrl-Z in line mode does: a shell or npm above us must stop too. */
  suspend(): void;
  close(): void;
}

const hasJobControl = process.platform !== 'win32';

export function controlJob(target: Stoppable): JobControl {
  const stop = (): void => {
    target.leave();
    process.kill(process.pid, 'SIGSTOP');
  };
  const go = (): void => target.resume();
  if (hasJobControl) process.on('SIGTSTP', stop).on('SIGCONT', go);
  return {
    suspend() {
      // Our own handler runs for the group's signal and stops us.
      if (hasJobControl) process.kill(0, 'SIGTSTP');
    },
    close() {
      if (hasJobControl) process.off('SIGTSTP', stop).off('SIGCONT', go);
    },
  };
}
