/** Agent work streams of orchestrators: JSON Lines of events, metrics and alerts (work-stream.md, bosun.md). */

import type { LineAdapter } from '../../domain/adapter.ts';
import { isRejectedLine, parseJsonLine } from './json-line.ts';
import { JSON_LINES } from './names.ts';
import { describeLine } from './work-stream/describe.ts';
import { isLogFile, logRoots } from './work-stream/files.ts';
import { WorkStreamParser } from './work-stream/parser.ts';
import { isForeignRow, rowShape } from './work-stream/rows.ts';

/** Lines looked at: the first ones of a log may be bad. */
const HEAD_LINES = 64;

export const workStreamAdapter: LineAdapter = {
  id: 'work-stream',
  displayName: 'Agent work stream',
  version: 1,
  yields: [
    ...['model_calls', 'tokens', 'reported_cost', 'tool_calls', 'tool_errors', 'tool_durations', 'errors'],
    ...[
      'cache_tokens',
      'reasoning_tokens',
      'titles',
      'branch',
      'pull_requests',
      'lines_changed',
      'files_changed',
    ],
    ...['commits', 'session_ends', 'tasks', 'agents'],
  ] as const,
  usageKinds: ['usage'],
  names: JSON_LINES,
  roots: logRoots,
  acceptsPath: isLogFile,
  recognises: (_path, head) => isWorkStream(head),
  open: (file, saved) => new WorkStreamParser(file, saved),
  describe: describeLine,
};

/** The first line that tells decides; bad lines, and a row with an empty `event_type`, do not stand against it. */
function isWorkStream(head: Buffer): boolean {
  let start = 0;
  for (let line = 0; line < HEAD_LINES && start < head.length; line++) {
    const newline = head.indexOf(0x0a, start);
    const end = newline === -1 ? head.length : newline;
    const verdict = verdictOf(head, start, end);
    if (verdict !== null) {
      return verdict;
    }
    start = end + 1;
  }
  return false;
}

/** true, false, or null when the line does not tell. */
function verdictOf(head: Buffer, start: number, end: number): boolean | null {
  const row = parseJsonLine(head, start, end);
  if (isRejectedLine(row)) {
    return null;
  }
  if (isForeignRow(row)) {
    return false;
  }
  return typeof row.event_type === 'string' || rowShape(row) !== null ? true : null;
}
