/** beads: the work items of a repository or town, as exports and backups give them (beads.md). */

import type { Adapter } from '../../domain/adapter.ts';
import { describeRecord } from './beads/describe.ts';
import { linesOf, readBeads } from './beads/document.ts';
import { beadsRoots, isBeadsFile } from './beads/files.ts';
import { beadShape } from './beads/shapes.ts';
import { isRejectedLine, parseJsonLine } from './json-line.ts';
import { JSON_LINES } from './names.ts';

/** Lines looked at: a merge conflict may stand at the top. */
const HEAD_LINES = 64;

export const beadsAdapter: Adapter = {
  id: 'beads',
  displayName: 'beads',
  version: 1,
  yields: ['tasks', 'titles', 'quality', 'escalations', 'agents', 'reported_cost'],
  names: JSON_LINES,
  roots: beadsRoots,
  acceptsPath: isBeadsFile,
  recognises: isBeads,
  document: { read: readBeads, describe: describeRecord },
};

/** The first line that is a JSON object decides. Rows of `config` could be anybody's: their file's name says it. */
function isBeads(path: string, head: Buffer): boolean {
  let line = 0;
  for (const { start, end } of linesOf(head)) {
    if (++line > HEAD_LINES) return false;
    const row = parseJsonLine(head, start, end);
    if (isRejectedLine(row)) continue;
    const shape = beadShape(row);
    if (shape === 'config') return /(?:^|[\\/])backup[\\/]config\.jsonl$/.test(path);
    if (shape === 'interaction') return typeof row.id === 'string' && row.id.startsWith('int-');
    return shape !== null && (shape !== 'issue' || 'created_at' in row);
  }
  return false;
}
