/** Which table of beads a line is from, and what names its record (beads.md 1 to 4). */

import { hash53 } from '../../../domain/hash.ts';
import type { JsonObject } from '../json-line.ts';
import { shallowJson } from '../work-stream/digest.ts';

export type BeadShape =
  | 'issue'
  | 'issue_event'
  | 'dependency'
  | 'label'
  | 'comment'
  | 'interaction'
  | 'config';

/** Asked in this order: the tables beside the issues name the issue they are about. */
const SHAPES: readonly (readonly [BeadShape, (row: JsonObject) => boolean])[] = [
  ['issue_event', (row) => isText(row.issue_id) && isText(row.event_type)],
  ['dependency', (row) => isText(row.issue_id) && isText(row.depends_on_id)],
  ['label', (row) => isText(row.issue_id) && isText(row.label)],
  ['comment', (row) => isText(row.issue_id) && 'text' in row],
  ['interaction', (row) => isText(row.id) && isText(row.kind) && !('title' in row) && !('status' in row)],
  ['issue', (row) => isText(row.id) && ('title' in row || 'issue_type' in row) && 'status' in row],
  ['config', (row) => isText(row.key) && 'value' in row && Object.keys(row).length === 2],
];

/** null: a line of no table of beads. */
export function beadShape(row: JsonObject): BeadShape | null {
  return SHAPES.find(([, is]) => is(row))?.[0] ?? null;
}

/** What names a record within its file. A record without an id is named by what it says. */
export function recordName(shape: BeadShape, row: JsonObject): string {
  switch (shape) {
    case 'issue':
    case 'interaction':
      return `${shape}:${row.id}`;
    case 'issue_event':
    case 'comment':
      return `${shape}:${row.issue_id}:${ownId(row)}`;
    case 'dependency':
      return `${shape}:${row.issue_id}:${row.type}:${row.depends_on_id}`;
    case 'label':
      return `${shape}:${row.issue_id}:${row.label}`;
    case 'config':
      return `${shape}:${row.key}`;
    default:
      return shape satisfies never;
  }
}

/** The id of a row of a table (an integer, or text in newer ones), else a hash of what it says. */
export function ownId(row: JsonObject): string {
  const { id } = row;
  if ((typeof id === 'number' && Number.isFinite(id)) || isText(id)) return String(id).slice(0, 128);
  return `#${hash53(shallowJson(row) ?? '').toString(36)}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
