/** A process as tests want one. */

import type { HarnessProcess } from '../../../src/ingest/presence/harness-process.ts';

export function harnessProcess(fields: Partial<HarnessProcess> = {}): HarnessProcess {
  return {
    pid: 100,
    parentPid: 1,
    harness: 'claude_code',
    startMark: '5000',
    startedAt: Date.UTC(2026, 2, 3, 11),
    sessionIds: [],
    runsSession: true,
    cwd: null,
    openLogs: [],
    ...fields,
  };
}
