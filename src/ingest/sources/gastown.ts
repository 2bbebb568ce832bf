/** Gas Town: the event log of a town, and what its sessions are said to cost (gastown.md). Its beads are read by `beads`. */

import type { LineAdapter } from '../../domain/adapter.ts';
import { describeLine } from './gastown/describe.ts';
import { GASTOWN_NAMES, gastownRoots, isGastownFile } from './gastown/files.ts';
import { GastownParser } from './gastown/parser.ts';
import { isGastownRow } from './gastown/rows.ts';
import { isRejectedLine, parseJsonLine } from './json-line.ts';

/** Lines looked at: the first ones of a log may be bad. */
const HEAD_LINES = 64;

export const gastownAdapter: LineAdapter = {
  id: 'gastown',
  displayName: 'Gas Town',
  version: 1,
  yields: ['tasks', 'quality', 'escalations', 'agents', 'reported_cost'],
  names: GASTOWN_NAMES,
  roots: gastownRoots,
  acceptsPath: isGastownFile,
  recognises: (_path, head) => isGastown(head),
  open: (file, saved) => new GastownParser(file, saved),
  describe: describeLine,
};

/** The first line that is a JSON object decides. */
function isGastown(head: Buffer): boolean {
  let start = 0;
  for (let line = 0; line < HEAD_LINES && start < head.length; line++) {
    const newline = head.indexOf(0x0a, start);
    const end = newline === -1 ? head.length : newline;
    const row = parseJsonLine(head, start, end);
    if (!isRejectedLine(row)) return isGastownRow(row);
    start = end + 1;
  }
  return false;
}
