/** What a row of beads is read with, and what it says. */

import type { FileContext } from '../../../domain/adapter.ts';
import type { LedgerEvent } from '../../../domain/ledger.ts';
import type { Clamps } from '../fields.ts';
import type { Former, RecordClass } from './state.ts';

export interface Reading {
  readonly file: FileContext;
  /** The same bead as it was read before; null = first sight. */
  readonly former: Former | null;
  readonly clamps: Clamps;
}

/** What a row says: `at` epoch ms, null when it names no time. */
export interface RowFacts {
  readonly kind: string;
  readonly at: number | null;
  readonly taskId: string | null;
  readonly facts: readonly LedgerEvent[];
  readonly recordClass: RecordClass;
}
