/** Makes facts of the work ledger: what orchestrators and issue trackers say of work, without text of people or agents. */

import type { LedgerEvent, LedgerType } from '../../domain/ledger.ts';

type FactValue = string | number | boolean | readonly string[] | null | undefined;

/** Where a fact belongs; what is left out is not known. */
export interface FactHead {
  readonly recordType: LedgerType;
  /** null = the place of the record. */
  readonly recordId: string | null;
  readonly version?: number | null;
  readonly agent?: string | null;
  readonly taskId?: string | null;
  readonly sessionId?: string | null;
  readonly flags?: readonly string[];
}

/** Fields that hold a time: epoch ms here, ISO 8601 in UTC in the ledger. */
const TIME_NAME = /(?:^|_)at$|^last_activity$/;

/**
 * A field that is null, undefined, false or an empty list is left out: absent is "not said". `answers`: fields as logged where `false` says
 * something, too; what is neither true nor false is left out.
 */
export function ledgerFact(
  head: FactHead,
  data: Readonly<Record<string, FactValue>>,
  answers: Readonly<Record<string, unknown>> = {},
): LedgerEvent {
  const said = Object.entries(data)
    .filter(([, value]) => isSaid(value))
    .map(([name, value]): [string, unknown] => [name, storedValue(name, value)]);
  const answered = Object.entries(answers).filter(([, value]) => typeof value === 'boolean');
  return {
    type: 'ledger',
    recordType: head.recordType,
    recordId: head.recordId,
    version: head.version ?? null,
    agent: head.agent ?? null,
    taskId: head.taskId ?? null,
    sessionId: head.sessionId ?? null,
    data: JSON.stringify(Object.fromEntries([...said, ...answered])),
    flags: (head.flags ?? []).join(','),
  };
}

function storedValue(name: string, value: FactValue): FactValue {
  return typeof value === 'number' && TIME_NAME.test(name) ? new Date(value).toISOString() : value;
}

function isSaid(value: FactValue): boolean {
  return (
    value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
  );
}
