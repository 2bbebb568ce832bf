/** The text of one record, read from its log on demand and never stored. */

import { openForeign } from '../db/foreign.ts';
import { type LineText, shapeOf } from '../domain/adapter.ts';
import type { LogPlace } from '../domain/live.ts';
import { readLine } from '../ingest/read-line.ts';
import { readWholeFile } from '../ingest/small-file.ts';
import { adapterOf } from '../ingest/sources/registry.ts';

/** Larger documents are not shown: nothing that a harness writes comes near it. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What the record at a place says, in words; null when the log is gone or holds something else there. */
export function logText(place: LogPlace): LineText | null {
  const adapter = adapterOf(place.source);
  switch (shapeOf(adapter, place.path)) {
    case 'lines': {
      const line = readLine(place.path, place.offset, place.length);
      return line === null ? null : (adapter.describe?.(line) ?? null);
    }
    case 'document': {
      const content = readWholeFile(place.path, MAX_BYTES);
      return content === null ? null : (adapter.document?.describe(content, place.offset) ?? null);
    }
    case 'database':
      return fromDatabase(place);
  }
}

function fromDatabase({ source, path, offset }: LogPlace): LineText | null {
  try {
    const db = openForeign(path);
    try {
      return adapterOf(source).database?.describe(db, offset) ?? null;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}
