/** A bead as it is now: the work item, what changed since it was last read, and what kind of thing of Gas Town it stands for. */

import { type LedgerEvent, WORKED_ON } from '../../../domain/ledger.ts';
import { array, type Clamps } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { closedAs } from './close-reason.ts';
import { commentFact } from './comment.ts';
import { type DescriptionFields, descriptionFields } from './description.ts';
import { linkFacts, parentOf, readLinks } from './links.ts';
import { beadKind, objectFacts } from './objects.ts';
import type { Reading, RowFacts } from './row.ts';
import type { Former, RecordClass } from './state.ts';
import { agentName, beadTime, isSet, optionalId, singleWord, term, title } from './words.ts';

/** All that the facts of one bead are made from. Times are epoch ms. */
export interface Issue {
  readonly id: string;
  readonly row: JsonObject;
  readonly fields: DescriptionFields;
  readonly status: string | null;
  readonly issueType: string | null;
  readonly assignee: string | null;
  /** Labels of the kind `gt:*`. */
  readonly labels: readonly string[];
  readonly createdAt: number | null;
  readonly startedAt: number | null;
  readonly closedAt: number | null;
  /** The newest time that the bead names: which of two versions of it stands. */
  readonly version: number | null;
  readonly nowMs: number;
  readonly clamps: Clamps;
}

const COMMENT_LIMIT = 500;
const LABEL_LIMIT = 32;

export function readIssue(row: JsonObject, { file, former, clamps }: Reading): RowFacts {
  const issue = issueOf(row, file.nowMs, clamps);
  const recordClass = classOf(issue.status);
  const links = array(row.dependencies ?? undefined, clamps) ?? [];
  const facts = [
    workItem(issue, links),
    ...changeFacts(issue, former, recordClass),
    ...linkFacts(issue.id, links, file.nowMs, clamps),
    ...commentFacts(issue),
    ...objectFacts(issue),
  ];
  return { kind: 'issue', at: issue.version, taskId: issue.id, facts, recordClass };
}

function issueOf(row: JsonObject, nowMs: number, clamps: Clamps): Issue {
  const time = (name: string): number | null => beadTime(row[name], nowMs, clamps);
  const [createdAt, startedAt, closedAt] = [time('created_at'), time('started_at'), time('closed_at')];
  const known = [createdAt, startedAt, closedAt, time('updated_at'), time('deleted_at')];
  const times = known.filter((at): at is number => at !== null);
  return {
    id: optionalId(row.id, clamps) as string,
    row,
    fields: descriptionFields(row.description, row.notes),
    status: term(row.status, clamps),
    issueType: term(row.issue_type, clamps),
    assignee: agentName(row.assignee, clamps),
    labels: gtLabels(row.labels, clamps),
    createdAt,
    startedAt,
    closedAt,
    version: times.length === 0 ? null : Math.max(...times),
    nowMs,
    clamps,
  };
}

function gtLabels(value: unknown, clamps: Clamps): string[] {
  const words = (array(value ?? undefined, clamps) ?? []).slice(0, LABEL_LIMIT).map(singleWord);
  return words.filter((word): word is string => word?.startsWith('gt:') === true).sort();
}

function workItem(issue: Issue, links: readonly unknown[]): LedgerEvent {
  const { id, row, fields, clamps, createdAt, closedAt, assignee } = issue;
  const head = {
    recordType: 'work_item' as const,
    recordId: id,
    version: issue.version,
    agent: assignee,
    taskId: id,
    sessionId: optionalId(row.closed_by_session, clamps),
    flags: createdAt !== null && closedAt !== null && closedAt < createdAt ? ['closed_before_created'] : [],
  };
  return ledgerFact(head, {
    title: title(row.title, clamps),
    status: issue.status,
    issue_type: issue.issueType,
    bead_kind: beadKind(issue),
    priority: priority(row.priority, clamps),
    rig: rigOf(issue),
    assignee,
    created_by: agentName(row.created_by, clamps),
    created_at: createdAt,
    started_at: issue.startedAt,
    closed_at: closedAt,
    closed_as: closedAt === null ? null : closedAs(row.close_reason),
    updated_at: beadTime(row.updated_at, issue.nowMs, clamps),
    due_at: beadTime(row.due_at, issue.nowMs, clamps),
    estimated_minutes: wholeNumber(row.estimated_minutes),
    parent: optionalId(row.parent, clamps) ?? parentOf(readLinks(links, issue.nowMs, { count: 0 })),
    labels: issue.labels,
    molecule: fields.get('attached_molecule'),
    convoy_id: fields.get('convoy_id'),
    dispatched_by: agentName(fields.get('dispatched_by'), clamps),
    mode: singleWord(fields.get('mode')),
    no_merge: fields.get('no_merge') === 'true',
    mol_type: term(row.mol_type, clamps),
    wisp_type: term(row.wisp_type, clamps),
    work_type: term(row.work_type, clamps),
    ephemeral: isSet(row.ephemeral),
    pinned: isSet(row.pinned),
    template: isSet(row.is_template),
    deleted: issue.status === 'tombstone',
    original_type: term(row.original_type, clamps),
  });
}

/** 0 (most urgent) to 4; anything else is not a priority. */
function priority(value: unknown, clamps: Clamps): number | null {
  const isPriority = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 4;
  if (!isPriority && value !== undefined && value !== null) clamps.count++;
  return isPriority ? (value as number) : null;
}

function wholeNumber(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

/** The rig that the bead names, else the prefix of its id: what stands before the last hyphen and before Gas Town's infixes. */
function rigOf({ id, row, fields, issueType, clamps }: Issue): string | null {
  const named = term(row.rig, clamps) ?? fields.get('rig') ?? null;
  if (named !== null) return named.split('/', 1)[0] || null;
  if (issueType === 'agent') return id.split('-', 1)[0] || null;
  return /^(.+?)-(?:(?:wisp|mol|cv)-)?[^-]+$/.exec(id)?.[1] ?? null;
}

function classOf(status: string | null): RecordClass {
  if (status === 'closed' || status === 'tombstone') return 'c';
  return WORKED_ON.has(status) ? 'w' : 'o';
}

type Change = 'closed' | 'reopened' | 'claimed' | 'released';

/** What a bead's change of state is called, by its state before and now. */
const CHANGES: Readonly<Record<string, Change>> = {
  oc: 'closed',
  wc: 'closed',
  co: 'reopened',
  cw: 'reopened',
  ow: 'claimed',
  wo: 'released',
};

/**
 * The export has no history: what happened is the difference to what was read before (beads.md 5). A version that is older than what
 * was read before is no news: somebody checked out an older branch.
 */
function changeFacts(issue: Issue, former: Former | null, now: RecordClass): LedgerEvent[] {
  const isNews = former !== null && (issue.version ?? 0) >= former.at;
  const event = isNews ? CHANGES[`${former.recordClass}${now}`] : undefined;
  if (event === undefined) return [];
  const { id, version, status } = issue;
  const recordId = `${id}/${event}/${version ?? 0}`;
  const head = {
    recordType: 'work_item_event' as const,
    recordId,
    version,
    agent: issue.assignee,
    taskId: id,
  };
  return [ledgerFact(head, { event, status, derived: true, rework: event === 'reopened' })];
}

function commentFacts({ id, row, nowMs, clamps }: Issue): LedgerEvent[] {
  const comments = array(row.comments ?? undefined, clamps) ?? [];
  return comments.slice(0, COMMENT_LIMIT).flatMap((comment) => {
    if (typeof comment !== 'object' || comment === null) return [];
    const fields = comment as JsonObject;
    return [commentFact(id, fields, beadTime(fields.created_at, nowMs, clamps), clamps)];
  });
}
