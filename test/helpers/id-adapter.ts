/** The smallest log format: a line is `{"id": "..."}`. Its saved state is the number of lines before the checkpoint. */

import type { LineAdapter } from '../../src/domain/adapter.ts';
import type { LineResult } from '../../src/domain/event.ts';
import { isRejection } from '../../src/domain/event.ts';
import type { LocatedRecord } from '../../src/domain/source.ts';
import { JSON_LINES } from '../../src/ingest/sources/names.ts';

function parseLine(text: string): LineResult {
  if (text.trim() === '') return { rejected: 'blank' };
  let id: unknown;
  try {
    id = (JSON.parse(text.replace(/^\ufeff/, '')) as { id?: unknown } | null)?.id;
  } catch {
    return { rejected: 'invalid_json' };
  }
  if (typeof id !== 'string') return { rejected: 'missing_event_type' };
  return {
    kind: 'line',
    at: null,
    timeSource: 'inherited',
    session: { id: 'session', parentId: null },
    harness: 'test',
    uidKey: null,
    sibling: null,
    taskId: id,
    clampedFields: 0,
    copied: false,
    facts: [],
  };
}

export const idAdapter: LineAdapter = {
  id: 'work-stream',
  displayName: 'Lines with an id',
  version: 1,
  yields: [],
  names: JSON_LINES,
  roots: () => [],
  acceptsPath: (path) => !path.includes('other'),
  recognises: (_path, head) => head.includes('"id"'),
  open: (_file, saved) => {
    let lines = Number(saved ?? 0);
    return {
      parse: (bytes, start, end) => {
        lines++;
        return parseLine(bytes.toString('utf8', start, end));
      },
      save: () => String(lines),
    };
  },
  describe: () => ({ role: 'system', headline: '', body: '' }),
};

/** The id of an accepted line, or why it was not accepted. */
export function idOf({ result }: LocatedRecord): string {
  return isRejection(result) ? result.rejected : (result.taskId as string);
}
