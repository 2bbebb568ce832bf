/** Text of one ledger line for the detail view, made on demand (never stored, not yet safe for a terminal). */

import type { LineText } from '../../../domain/adapter.ts';
import { isRejectedLine, parseJsonLine } from '../json-line.ts';
import { shallowJson } from '../work-stream/digest.ts';
import { lineType } from './rows.ts';

const HEADLINE_LIMIT = 200;
const BODY_LIMIT = 4000;

/** Fields that say best what a record is about, behind its type. */
const TELLING = [
  'agent_id',
  'bead_id',
  'task_id',
  'session_id',
  'quality_signal',
  'severity',
  'outcome',
  'status',
  'step',
  'label',
  'score',
  'action',
] as const;

/** What a line says, for a person. Any bytes have an answer. */
export function describeLedgerLine(line: Buffer): LineText {
  const row = parseJsonLine(line, 0, line.length);
  if (isRejectedLine(row)) return said(line.toString('utf8', 0, HEADLINE_LIMIT), '');
  const type = lineType(row) ?? (typeof row.type === 'string' ? row.type : 'line');
  const parts = TELLING.map((name) => row[name]).filter(
    (value) => typeof value === 'number' || (typeof value === 'string' && value !== ''),
  );
  return said([type.replaceAll('_', ' '), ...parts].join(' · '), shallowJson(row) ?? '');
}

function said(headline: string, body: string): LineText {
  const [first = ''] = headline.split(/[\r\n]/, 1);
  return { role: 'system', headline: first.slice(0, HEADLINE_LIMIT), body: body.slice(0, BODY_LIMIT) };
}
