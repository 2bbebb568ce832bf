/** What an edit did to its file, as the tool's result shows it: `{fileDiff, fileName, diffStat?}`. */

import { digest53 } from '../../../domain/hash.ts';
import { type Clamps, isObject, tokenCount } from '../fields.ts';

export interface FileChange {
  readonly digest: number;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
}

/** null when the result shows no change of a file. */
export function fileChange(display: unknown, clamps: Clamps): FileChange | null {
  if (!isObject(display) || typeof display.fileDiff !== 'string') return null;
  const { fileDiff, fileName, diffStat } = display;
  const digest = digest53(`${typeof fileName === 'string' ? fileName : ''}\n${fileDiff}`);
  if (!isObject(diffStat)) return { digest, ...countedLines(fileDiff) };
  const both = (change: string): number | null => {
    const counts = [`model_${change}_lines`, `user_${change}_lines`].map((name) =>
      tokenCount(diffStat[name], clamps),
    );
    return counts.every((count) => count === null)
      ? null
      : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  };
  return { digest, linesAdded: both('added'), linesDeleted: both('removed') };
}

/** Lines of a unified diff; those before the first hunk are its heading. */
function countedLines(diff: string): { linesAdded: number; linesDeleted: number } {
  let linesAdded = 0;
  let linesDeleted = 0;
  for (const line of diff.slice(Math.max(0, diff.indexOf('@@'))).split('\n')) {
    if (line.startsWith('+')) linesAdded++;
    else if (line.startsWith('-')) linesDeleted++;
  }
  return { linesAdded, linesDeleted };
}
