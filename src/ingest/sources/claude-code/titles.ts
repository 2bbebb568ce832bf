/** Titles of sessions: a user's own, the harness's, or the first prompt's first line; redacted and short (DATA.md 7). */

import type { AgentEvent } from '../../../domain/event.ts';
import { redact } from '../../../domain/redact.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { canonicalText } from './long-text.ts';
import type { Row } from './row.ts';
import { rowId } from './row-fields.ts';

const TITLE_CHARACTERS = 120;
/** Characters of a text that a title is looked for in. */
const SEARCHED_CHARACTERS = 1000;

/** Rank of a title by where it comes from (event.ts). */
export const TITLE_RANK = { user: 3, harness: 2, prompt: 1 } as const;

type TitleRank = NonNullable<SessionInfo['titleRank']>;

/** Adds a title when the text has one. */
export function addTitle(text: unknown, titleRank: TitleRank, facts: AgentEvent[]): void {
  const title = typeof text === 'string' ? titleOf(text) : null;
  if (title !== null) {
    facts.push({ type: 'session_info', title, titleRank });
  }
}

/** Adds the title that an earlier `summary` row gave to this row's session, when this is the row it names. */
export function addAwaitedTitle(row: Row, facts: AgentEvent[]): void {
  const title = row.uid === null ? null : row.state.passRow(row.uid, row.session.id);
  addTitle(title, TITLE_RANK.harness, facts);
}

/**
 * A `summary` row names a leaf row, often one of another session in another file: it is this session's title only when that row
 * stands in this file, right before or anywhere after it.
 */
export function readSummaryRow(row: Row, facts: AgentEvent[]): void {
  const { summary } = row.fields;
  const leafUuid = rowId(row.fields.leafUuid, row);
  const title = typeof summary === 'string' ? titleOf(row.texts.canonical(summary)) : null;
  if (title === null || leafUuid === null) {
    return;
  }
  const sessionId = row.state.sessionOfRow(leafUuid);
  if (sessionId === null) {
    row.state.awaitRow(leafUuid, title);
  } else if (sessionId === row.session.id) {
    addTitle(title, TITLE_RANK.harness, facts);
  }
}

/** First line that says something, redacted; null when there is none. */
function titleOf(text: string): string | null {
  const line = canonicalText(text)
    .slice(0, SEARCHED_CHARACTERS)
    .split(/[\r\n\u0000]/)
    .find((candidate) => candidate.trim() !== '');
  const title = line === undefined ? '' : redact(wellFormed(line)).trim();
  return title === '' ? null : wellFormed(title.slice(0, TITLE_CHARACTERS)).trimEnd();
}
