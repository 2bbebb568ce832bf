/** Bosun (OpenFleet): the accumulator of its sessions, and the documents of its session tracker (bosun.md). Its work stream is read by work-stream. */

import type { LineAdapter, LineText } from '../../domain/adapter.ts';
import { COMPLETED, createAccumulatorParser } from './bosun/accumulator.ts';
import { describeDocument, looksLikeDocument, readDocument } from './bosun/document.ts';
import { bosunRoots, isBosunFile } from './bosun/roots.ts';
import { isRejectedLine, parseJsonLine } from './json-line.ts';
import { JSON_FILES } from './names.ts';
import { shallowJson } from './work-stream/digest.ts';

/** Lines looked at: the first ones of a log may be bad. */
const HEAD_LINES = 16;

export const bosunAdapter: LineAdapter = {
  id: 'bosun',
  displayName: 'Bosun',
  version: 1,
  yields: [
    ...['tokens', 'reported_cost', 'tool_calls', 'tool_errors', 'errors', 'turn_ends', 'titles'],
    ...['session_ends', 'tasks', 'context', 'branch', 'cwd'],
  ] as const,
  names: JSON_FILES,
  roots: bosunRoots,
  acceptsPath: isBosunFile,
  recognises: (path, head) => (/\.json$/.test(path) ? looksLikeDocument(head) : isAccumulator(head)),
  open: createAccumulatorParser,
  describe: describeLine,
  document: { read: readDocument, describe: describeDocument },
};

function isAccumulator(head: Buffer): boolean {
  let start = 0;
  for (let line = 0; line < HEAD_LINES && start < head.length; line++) {
    const newline = head.indexOf(0x0a, start);
    const end = newline === -1 ? head.length : newline;
    const row = parseJsonLine(head, start, end);
    if (!isRejectedLine(row)) return row.type === COMPLETED;
    start = end + 1;
  }
  return false;
}

function describeLine(line: Buffer): LineText {
  const row = parseJsonLine(line, 0, line.length);
  if (isRejectedLine(row)) return { role: 'system', headline: line.toString('utf8', 0, 200), body: '' };
  const title = [row.taskTitle, row.taskId, row.id].find((word) => typeof word === 'string' && word !== '');
  const headline = `session ended: ${String(title ?? 'no title')} (${String(row.status ?? 'no status')})`;
  return { role: 'system', headline: headline.slice(0, 200), body: (shallowJson(row) ?? '').slice(0, 4000) };
}
