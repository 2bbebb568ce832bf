/** Whether this machine reports file changes, or agentperf must poll (F26). */

import fs from 'node:fs';
import os from 'node:os';

export function watcherMode(folder = os.tmpdir()): string {
  try {
    fs.watch(folder).close();
    return 'events of the file system, and a sweep over recent files';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const advice = code === 'ENOSPC' ? ' (raise fs.inotify.max_user_watches)' : '';
    return `polling, because watching is unavailable: ${code}${advice}`;
  }
}
