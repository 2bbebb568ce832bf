/** Rows of beads as records: kind, time, and the facts of work in them. Text that people and agents wrote is not looked at. */

import type { ParsedRecord } from '../../../domain/event.ts';
import type { LedgerEvent } from '../../../domain/ledger.ts';
import type { Clamps } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { commentFact } from './comment.ts';
import { readIssue } from './issue.ts';
import { eventKind, issueEventFacts } from './issue-event.ts';
import { linkFacts } from './links.ts';
import type { Reading, RowFacts } from './row.ts';
import { type BeadShape, ownId } from './shapes.ts';
import type { RecordClass } from './state.ts';
import { agentName, beadTime, optionalId, singleWord, term } from './words.ts';

type RowReader = (row: JsonObject, reading: Reading) => Omit<RowFacts, 'recordClass'>;

const READERS: Readonly<Record<Exclude<BeadShape, 'issue'>, RowReader>> = {
  issue_event: (row, { file, clamps }) => {
    const at = beadTime(row.created_at, file.nowMs, clamps);
    const taskId = optionalId(row.issue_id, clamps);
    return { kind: eventKind(row), at, taskId, facts: issueEventFacts(row, at, clamps) };
  },
  dependency: (row, { file, clamps }) => {
    const at = beadTime(row.created_at, file.nowMs, clamps);
    const facts = linkFacts(optionalId(row.issue_id, clamps), [row], file.nowMs, clamps);
    return { kind: 'dependency', at, taskId: optionalId(row.issue_id, clamps), facts };
  },
  label: (row, { clamps }) => {
    const taskId = optionalId(row.issue_id, clamps);
    return { kind: 'label', at: null, taskId, facts: labelFacts(taskId, row.label) };
  },
  comment: (row, { file, clamps }) => {
    const at = beadTime(row.created_at, file.nowMs, clamps);
    const taskId = optionalId(row.issue_id, clamps);
    return { kind: 'comment', at, taskId, facts: [commentFact(taskId, row, at, clamps)] };
  },
  interaction: (row, { file, clamps }) => {
    const at = beadTime(row.created_at, file.nowMs, clamps);
    const taskId = optionalId(row.issue_id, clamps);
    return { kind: 'interaction', at, taskId, facts: [interactionFact(row, taskId, clamps)] };
  },
  config: () => ({ kind: 'config', at: null, taskId: null, facts: [] }),
};

export function readRecord(
  shape: BeadShape,
  row: JsonObject,
  reading: Reading,
): { readonly result: ParsedRecord; readonly recordClass: RecordClass } {
  const read: RowFacts =
    shape === 'issue'
      ? readIssue(row, reading)
      : { ...READERS[shape](row, reading), recordClass: '-' as const };
  const { kind, at, taskId, facts, recordClass } = read;
  const result: ParsedRecord = {
    kind,
    at: at ?? Math.floor(reading.file.mtimeMs),
    timeSource: at === null ? 'inherited' : 'log',
    session: null,
    harness: 'unknown',
    uidKey: null,
    sibling: null,
    taskId,
    clampedFields: reading.clamps.count,
    copied: false,
    facts,
  };
  return { result, recordClass };
}

/** Only Gas Town's own labels (`gt:agent`, `gt:escalation`): the others are words of the project. */
function labelFacts(taskId: string | null, label: unknown): LedgerEvent[] {
  const word = singleWord(label);
  if (taskId === null || word === null || !word.startsWith('gt:')) return [];
  const head = { recordType: 'work_item_label' as const, recordId: `${taskId}>${word}`, version: 0, taskId };
  return [ledgerFact(head, { label: word })];
}

/** A call of a model or tool as the audit log names it: it has neither tokens nor cost (beads.md 4). */
function interactionFact(row: JsonObject, taskId: string | null, clamps: Clamps): LedgerEvent {
  const head = {
    recordType: 'activity' as const,
    recordId: `interaction:${ownId(row)}`,
    agent: agentName(row.actor, clamps),
    taskId,
  };
  const exitCode = Number.isSafeInteger(row.exit_code) ? (row.exit_code as number) : null;
  const data = {
    tool_name: term(row.tool_name, clamps),
    model: term(row.model, clamps),
    exit_code: exitCode,
  };
  return ledgerFact(head, { event: singleWord(row.kind) ?? 'interaction', ...data });
}
