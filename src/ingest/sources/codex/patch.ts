/** What a patch changes: lines and a digest, from the patch itself or from the changes that the harness lists (codex.md 2). */

import { digest53 } from '../../../domain/hash.ts';
import { isObject } from '../fields.ts';
import type { OpenCall } from './open-calls.ts';

type Change = NonNullable<OpenCall>;

/** Of `apply_patch`'s own format: changed lines begin with + or -, directives with ***. */
export function patchChange(patch: string): Change {
  return changeOf(patch.split('\n'), () => true);
}

/** Of `{path: {type: add|delete|update, …}}`; null when no file changed. `text` reads a string of the line. */
export function listedChange(changes: unknown, text: (value: string) => string): Change | null {
  if (!isObject(changes)) {
    return null;
  }
  let added = 0;
  let deleted = 0;
  let all = '';
  for (const [path, change] of Object.entries(changes)) {
    const of = isObject(change) ? fileChange(change, text) : null;
    if (of !== null) {
      added += of.added;
      deleted += of.deleted;
      all += `${text(path)}\n${of.digest}\n`;
    }
  }
  return all === '' ? null : { digest: digest53(all), added, deleted };
}

function fileChange(change: Record<string, unknown>, text: (value: string) => string): Change | null {
  const { content, type, unified_diff } = change;
  if (typeof unified_diff === 'string') {
    const isHeader = (line: string): boolean => line.startsWith('+++ ') || line.startsWith('--- ');
    return changeOf(text(unified_diff).split('\n'), (line) => !isHeader(line));
  }
  if (typeof content !== 'string') {
    return null;
  }
  const whole = text(content);
  const lines = whole.split('\n').length - (whole === '' || whole.endsWith('\n') ? 1 : 0);
  const isDeleted = type === 'delete';
  return { digest: digest53(whole), added: isDeleted ? 0 : lines, deleted: isDeleted ? lines : 0 };
}

function changeOf(lines: readonly string[], counts: (line: string) => boolean): Change {
  const changed = lines.filter((line) => (line.startsWith('+') || line.startsWith('-')) && counts(line));
  const added = changed.filter((line) => line.startsWith('+')).length;
  return { digest: digest53(changed.join('\n')), added, deleted: changed.length - added };
}
