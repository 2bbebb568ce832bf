/** What the header and the live view both ask: they are drawn together, so it is asked once. */

import type { Connection } from '../db/open.ts';
import { sessionCondition } from '../db/queries/filter.ts';
import { dataVersion } from '../db/queries/prepared.ts';
import { type SessionRow, selectSessionRows } from '../db/queries/sessions.ts';
import type { ReportFilter } from '../domain/report.ts';
import { type ReadContext, readContext } from './session-reports.ts';

const ALL = 1_000_000;

export interface Recent {
  /** Sessions of the filter, newest first. */
  rows(filter: ReportFilter): readonly SessionRow[];
  context(now: number): ReadContext;
}

export function createRecent(db: Connection): Recent {
  return {
    rows: lastAnswer(db, (filter: ReportFilter) => selectSessionRows(db, sessionCondition(filter), ALL)),
    context: lastAnswer(db, (now: number) => readContext(db, now)),
  };
}

/** The answer at hand, as long as the question is the same and nobody has committed since. */
function lastAnswer<Question, Answer>(
  db: Connection,
  ask: (question: Question) => Answer,
): (question: Question) => Answer {
  let last: { readonly key: string; readonly version: number; readonly answer: Answer } | null = null;
  return (question) => {
    const key = JSON.stringify(question);
    const version = dataVersion(db);
    if (last === null || last.key !== key || last.version !== version)
      last = { key, version, answer: ask(question) };
    return last.answer;
  };
}
