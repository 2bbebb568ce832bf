/** Text of one record of a beads file, made on demand and never stored. */

import type { LineText } from '../../../domain/adapter.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { shallowJson } from '../work-stream/digest.ts';
import { linesOf, refusalKey } from './document.ts';
import { type BeadShape, beadShape, recordName } from './shapes.ts';
import { contentCode, keyCode, placeOf } from './state.ts';

const HEADLINE_LIMIT = 200;
const BODY_LIMIT = 4_000;

const HEADLINES: Readonly<Record<BeadShape, (row: JsonObject) => readonly unknown[]>> = {
  issue: (row) => [row.id, row.status, row.title],
  issue_event: (row) => [row.issue_id, row.event_type, row.actor, row.comment],
  dependency: (row) => [row.issue_id, row.type, row.depends_on_id],
  label: (row) => [row.issue_id, 'label', row.label],
  comment: (row) => [row.issue_id, row.author, row.text],
  interaction: (row) => [row.issue_id, row.kind, row.model, row.tool_name],
  config: (row) => [row.key],
};

/** The record whose place is `offset` as the file gives it now: of several lines with one id, the last. */
export function describeRecord(content: Buffer, offset: number): LineText | null {
  const refusals = new Map<string, number>();
  let found: LineText | null = null;
  for (const { start, end } of linesOf(content)) {
    const row = parseJsonLine(content, start, end);
    const shape = isRejectedLine(row) ? null : beadShape(row);
    if (isRejectedLine(row) || shape === null) {
      const reason = isRejectedLine(row) ? row.rejected : 'missing_event_type';
      const key = refusalKey(reason, contentCode(content, start, end), refusals);
      if (placeOf(key) !== offset) continue;
      return said(content.toString('utf8', start, Math.min(end, start + BODY_LIMIT)), '');
    }
    if (placeOf(keyCode(recordName(shape, row))) === offset) found = describeRow(shape, row);
  }
  return found;
}

function describeRow(shape: BeadShape, row: JsonObject): LineText {
  const words = HEADLINES[shape](row).filter((word) => typeof word === 'string' && word !== '');
  const text = typeof row.description === 'string' ? row.description : shallowJson(row);
  return said(words.join(' '), text ?? '');
}

function said(headline: string, body: string): LineText {
  const line = headline.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  return {
    role: 'system',
    headline: line.slice(0, HEADLINE_LIMIT).trimEnd(),
    body: body.slice(0, BODY_LIMIT),
  };
}
