/** The work ledger: facts of work, reviews and sessions, one JSON object a line (ledger.md, task-completion.md). */

import { isAbsolute, resolve } from 'node:path';
import type { DiscoveryEnvironment, LineAdapter } from '../../domain/adapter.ts';
import { ledgerPath } from '../../domain/ledger-schema.ts';
import { isRejectedLine, parseJsonLine } from './json-line.ts';
import { describeLedgerLine } from './ledger/describe.ts';
import { createLedgerParser } from './ledger/parser.ts';
import { isForeignRow, lineType } from './ledger/rows.ts';
import { JSON_LINES } from './names.ts';

/** Lines looked at: the first ones of a log may be bad, or of a type that is not known. */
const HEAD_LINES = 64;

export const ledgerAdapter: LineAdapter = {
  id: 'ledger',
  displayName: 'Work ledger',
  version: 1,
  yields: ['tokens', 'reported_cost', 'rate_limits', 'tasks', 'quality', 'escalations', 'agents'],
  names: JSON_LINES,
  roots: (environment) => [placeOf(environment)],
  acceptsPath: (relativePath) => relativePath === '',
  recognises: (path, head) => !/\.json$/.test(path) && isLedger(head),
  open: createLedgerParser,
  describe: describeLedgerLine,
};

function placeOf(environment: DiscoveryEnvironment): string {
  const path = ledgerPath(environment);
  return isAbsolute(path) ? path : resolve(environment.cwd, path);
}

/** The first line that tells decides. */
function isLedger(head: Buffer): boolean {
  let start = 0;
  for (let line = 0; line < HEAD_LINES && start < head.length; line++) {
    const newline = head.indexOf(0x0a, start);
    const end = newline === -1 ? head.length : newline;
    const row = parseJsonLine(head, start, end);
    if (!isRejectedLine(row)) {
      if (isForeignRow(row)) return false;
      if (lineType(row) !== null) return true;
    }
    start = end + 1;
  }
  return false;
}
