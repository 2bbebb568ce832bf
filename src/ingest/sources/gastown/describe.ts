/** Text of one line of a Gas Town log, made on demand and never stored. */

import type { LineText } from '../../../domain/adapter.ts';
import { isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { shallowJson } from '../work-stream/digest.ts';

const HEADLINE_LIMIT = 200;
const BODY_LIMIT = 4000;
/** Fields of a payload that say what an event is about, in the order of the headline. */
const SUBJECTS = ['bead', 'mr', 'escalation_id', 'target', 'to', 'worker', 'branch', 'subject', 'reason'];

/** What a line says, for a person. Any bytes have an answer. */
export function describeLine(line: Buffer): LineText {
  const row = parseJsonLine(line, 0, line.length);
  if (isRejectedLine(row)) return said(line.toString('utf8', 0, BODY_LIMIT), '');
  if (typeof row.type === 'string') return said(headline(row), shallowJson(row.payload) ?? '');
  return said(`cost of ${text(row.session_id)}: ${text(row.cost_usd)} USD`, shallowJson(row) ?? '');
}

function headline(row: JsonObject): string {
  const payload = isObject(row.payload) ? row.payload : {};
  const subjects = SUBJECTS.map((name) => text(payload[name])).filter((word) => word !== '');
  return [text(row.actor), text(row.type), ...subjects].filter((word) => word !== '').join(' ');
}

function said(headline: string, body: string): LineText {
  const line =
    headline
      .slice(0, BODY_LIMIT)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  return {
    role: 'system',
    headline: line.slice(0, HEADLINE_LIMIT).trimEnd(),
    body: body.slice(0, BODY_LIMIT),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
