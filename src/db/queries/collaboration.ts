/** Gathers what the ledger tells of how agents work together: handovers, refusals, escalations, messages, ratings (docs/strategies.md). */

import type {
  AgentMoment,
  CollaborationHistory,
  CollaborationRating,
  EscalationWait,
  FinishedWork,
  WorkStep,
} from '../../domain/collaboration.ts';
import { WORKED_ON } from '../../domain/ledger.ts';
import type { Connection } from '../open.ts';
import { isDeath, type LedgerRow, timeIn } from './bead-ledger.ts';
import { prepared } from './prepared.ts';

type Row = Omit<LedgerRow, 'sessionId'> & { readonly type: string };

const ROW = `record_type AS type, record_id AS recordId, coalesce(at, 0) AS at, agent, task_id AS taskId, data`;
const ORDER = `flags = '' ORDER BY at, lineage, offset, record_id`;
/** As the index ledger_by_addressee has it, word for word. */
const ADDRESSEE = `iif(json_valid(data), coalesce(data ->> '$.acked_by', data ->> '$.to', data ->> '$.target'), NULL)`;
const LISTED = `IN (SELECT value FROM json_each(?))`;

/** What is read of the beads that an agent had, whoever did it; the rest is read by agent. */
const STEPS = `('assignment','work_item_event','quality_signal')`;
const AGENT_TYPES = `('activity','escalation','collaboration_rating','agent_session','agent_state','work_item','work_log','task_completion')`;
const TASK_TYPES = `('assignment','work_item','work_item_event','quality_signal','quality_review')`;

/** Each takes a JSON list of names; those of SINCE then the earliest time that matters, epoch ms. */
export const COLLABORATION_QUERIES = {
  agent: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_agent WHERE agent ${LISTED} AND record_type IN ${AGENT_TYPES} AND at >= ? AND ${ORDER}`,
  beads: `SELECT DISTINCT task_id FROM ledger INDEXED BY ledger_by_agent WHERE agent ${LISTED} AND record_type IN ${STEPS} AND at >= ? AND task_id IS NOT NULL`,
  beadless: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_agent WHERE agent ${LISTED} AND record_type IN ${STEPS} AND at >= ? AND task_id IS NULL AND ${ORDER}`,
  task: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_task WHERE task_id ${LISTED} AND record_type IN ${TASK_TYPES} AND ${ORDER}`,
  message: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_addressee WHERE ${ADDRESSEE} ${LISTED} AND record_type = 'activity' AND at >= ? AND ${ORDER}`,
  asked: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_addressee WHERE ${ADDRESSEE} ${LISTED} AND record_type = 'escalation' AND at >= ? AND ${ORDER}`,
  escalation: `SELECT ${ROW} FROM ledger WHERE record_type = 'escalation' AND record_id ${LISTED} AND ${ORDER}`,
  answered: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_task WHERE task_id ${LISTED} AND record_type = 'activity' AND ${ORDER}`,
} as const;

type Query = keyof typeof COLLABORATION_QUERIES;
export const SINCE: ReadonlySet<string> = new Set<Query>(['agent', 'beads', 'beadless', 'message', 'asked']);

/**
 * History of the agents named, each by the name that the ledger has; the same for an agent whoever else is asked for. `since`: what they
 * did before does not matter, epoch ms; points from a day after it on are whole.
 */
export function collaborationHistory(
  db: Connection,
  agents: readonly string[],
  since = 1,
): CollaborationHistory {
  const own = rowsOf(db, 'agent', agents, since);
  const ofType = (type: string): Row[] => own.filter((row) => row.type === type);
  const beadless = rowsOf(db, 'beadless', agents, since);
  const ofBeads = rowsOf(db, 'task', beadsOf(db, agents, since)).filter(({ at }) => at > 0);
  const ofTasks = workOnly(ofBeads);
  const activities = ofType('activity');
  return {
    agents,
    work: ofTasks
      .flatMap(townStep)
      .concat(refusedBranches(ofTasks, beadless))
      .sort((a, b) => a.at - b.at),
    beadEvents: ofTasks.flatMap(beadStep),
    finished: own.flatMap(finishedWork),
    deaths: ofType('agent_state').filter(isDeath).flatMap(momentOf),
    handoffs: activities.filter(({ data }) => data.event === 'handoff').flatMap(momentOf),
    acts: [...own, ...beadless, ...ofBeads].filter(isAct).flatMap(momentOf),
    messages: messagesTo(db, agents, since),
    escalations: ofType('escalation').flatMap((row) => momentOf({ ...row, at: raisedAt(row) })),
    waits: waitsOf(db, agents, activities, since),
    ratings: ofType('collaboration_rating').flatMap(rating),
    escalationsLogged: hasEscalations(db),
  };
}

function rowsOf(db: Connection, query: Query, values: Iterable<string>, since = 0): Row[] {
  const names = [...new Set(values)];
  if (names.length === 0) return [];
  const wanted = SINCE.has(query) ? [JSON.stringify(names), since] : [JSON.stringify(names)];
  const rows = prepared(db, COLLABORATION_QUERIES[query]).all(...wanted) as (Omit<Row, 'data'> & {
    data: string;
  })[];
  // In place: a copy of each row takes longer than the rest.
  for (const row of rows) (row as { data: unknown }).data = JSON.parse(row.data);
  return rows as unknown as Row[];
}

function beadsOf(db: Connection, agents: readonly string[], since: number): string[] {
  return prepared(db, COLLABORATION_QUERIES.beads).pluck().all(JSON.stringify(agents), since) as string[];
}

function tasksOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ taskId }) => (taskId === null ? [] : [taskId]));
}

/** Beads that stand for a message, an agent or a convoy are opened and closed, too: they are no work. */
function workOnly(rows: readonly Row[]): Row[] {
  const other = new Set(
    rows
      .filter(({ type, data }) => type === 'work_item' && (data.bead_kind ?? 'work') !== 'work')
      .map(({ taskId }) => taskId),
  );
  return rows.filter(({ taskId }) => !other.has(taskId));
}

const REFUSED: ReadonlySet<unknown> = new Set(['failed', 'rework_requested']);
const ACTIONS: ReadonlyMap<unknown, WorkStep['kind']> = new Map([
  ['sling', 'given'],
  ['hook', 'taken'],
  ['unhook', 'released'],
  ['done', 'finished'],
]);

function townStep({ type, taskId, agent, at, data }: Row): WorkStep[] {
  if (taskId === null) return [];
  const isGate = type === 'quality_signal' || (type === 'quality_review' && data.layer === 'gate');
  if (isGate && REFUSED.has(data.signal ?? data.label))
    return [{ kind: 'sent_back', taskId, agent: null, at }];
  const kind = type === 'assignment' ? ACTIONS.get(data.action) : undefined;
  return kind === undefined ? [] : [{ kind, taskId, agent, at }];
}

/** Refusals that name no bead, but a branch that the agent handed in for one. */
function refusedBranches(ofTasks: readonly Row[], beadless: readonly Row[]): WorkStep[] {
  const key = ({ agent, data }: Row): string => `${agent} ${data.branch}`;
  const beadOf = new Map(
    ofTasks
      .filter(({ type, data }) => type === 'assignment' && data.branch !== undefined)
      .map((row) => [key(row), row.taskId]),
  );
  return beadless.flatMap((row): WorkStep[] => {
    const isUnnamed = row.type === 'quality_signal' && REFUSED.has(row.data.signal);
    const taskId = isUnnamed ? (beadOf.get(key(row)) ?? null) : null;
    return taskId === null ? [] : [{ kind: 'sent_back', taskId, agent: null, at: row.at }];
  });
}

const EVENTS: ReadonlyMap<unknown, WorkStep['kind']> = new Map([
  ['claimed', 'taken'],
  ['status', 'taken'],
  ['released', 'released'],
  ['closed', 'closed'],
  ['reopened', 'sent_back'],
]);

/** Somebody else who makes an agent the assignee gives it the bead. A change of state between those without work says nothing. */
function beadStep({ type, taskId, agent, at, data }: Row): WorkStep[] {
  const kind = type === 'work_item_event' ? EVENTS.get(data.event) : undefined;
  if (kind === undefined || taskId === null) return [];
  if (data.event === 'status' && !WORKED_ON.has(data.status)) return [];
  const isGiven = data.event === 'claimed' && data.by !== undefined && data.by !== agent;
  return [{ kind: isGiven ? 'given' : kind, taskId, agent, at }];
}

const SENT_BACK: ReadonlyMap<unknown, boolean> = new Map([
  ['passed', false],
  ['rework_requested', true],
  ['failed', true],
]);

/** Records that tell a whole piece of work. */
function finishedWork(row: Row): FinishedWork[] {
  const { type, agent, data, at } = row;
  if (agent === null) return [];
  const taskId = row.taskId ?? `${type}:${row.recordId}`;
  const closedAt = timeIn(row, 'closed_at');
  const completedAt = timeIn(row, 'completed_at');
  if (type === 'task_completion') return [{ agent, taskId, at: completedAt ?? at, sentBack: null }];
  if (type === 'work_log' && completedAt !== null)
    return [{ agent, taskId, at: completedAt, sentBack: SENT_BACK.get(data.quality_signal) ?? null }];
  const isWork = type === 'work_item' && (data.bead_kind ?? 'work') === 'work' && data.deleted !== true;
  return isWork && closedAt !== null ? [{ agent, taskId, at: closedAt, sentBack: null }] : [];
}

/** Activities that somebody else caused, or whose clock is not that of the town. */
const NOT_OWN: ReadonlySet<unknown> = new Set(['spawn', 'merge_started', 'comment', 'interaction']);

function isAct({ type, data }: Row): boolean {
  if (type === 'activity') return typeof data.event === 'string' && !NOT_OWN.has(data.event);
  return (type === 'assignment' && data.action !== 'sling') || type === 'agent_session';
}

function momentOf({ agent, at }: Pick<Row, 'agent' | 'at'>): AgentMoment[] {
  return agent === null || at <= 0 ? [] : [{ agent, at }];
}

function rating({ agent, at, data }: Row): CollaborationRating[] {
  const { kind, score } = data;
  if (agent === null || typeof score !== 'number' || !(score >= 0 && score <= 1)) return [];
  return kind === 'message_quality' || kind === 'helpfulness' ? [{ agent, at, rating: kind, score }] : [];
}

const MESSAGES: ReadonlySet<unknown> = new Set(['mail', 'nudge', 'polecat_nudged']);

function messagesTo(db: Connection, agents: readonly string[], since: number): AgentMoment[] {
  return rowsOf(db, 'message', agents, since).flatMap(({ at, agent, data }) => {
    const to = (data.to ?? data.target) as string;
    return MESSAGES.has(data.event) && to !== agent ? momentOf({ agent: to, at }) : [];
  });
}

const ANSWERS: ReadonlySet<unknown> = new Set(['escalation_acked', 'escalation_closed']);

/** Of the escalations that they acknowledged, or that wait for them and for nobody's answer else; one of each escalation and agent. */
function waitsOf(
  db: Connection,
  agents: readonly string[],
  activities: readonly Row[],
  since: number,
): EscalationWait[] {
  const wanted = new Set(agents);
  const answers = activities.filter(({ data }) => ANSWERS.has(data.event));
  const rows = [...rowsOf(db, 'asked', agents, since), ...rowsOf(db, 'escalation', tasksOf(answers))];
  const told = new Map<string | null, Row>();
  for (const row of rowsOf(db, 'answered', ids(rows)))
    if (ANSWERS.has(row.data.event) && row.agent !== null && !told.has(row.taskId)) told.set(row.taskId, row);
  const waits = new Map(rows.map((row) => [row.recordId, waitOf(row, told.get(row.recordId))]));
  return [...waits.values()].filter(
    (wait): wait is EscalationWait => wait !== null && wanted.has(wait.agent),
  );
}

/** The first who answered, as the event log or the escalation's bead tells; until then whom it was sent to. */
function waitOf(row: Row, told: Row | undefined): EscalationWait | null {
  const at = raisedAt(row);
  const agent = told?.agent ?? row.data.acked_by ?? row.data.to;
  if (typeof agent !== 'string' || at <= 0 || agent === row.agent) return null;
  return { agent, at, acknowledgedAt: told?.at ?? timeIn(row, 'acked_at') };
}

const ids = (rows: readonly Row[]): string[] => rows.map(({ recordId }) => recordId);

function raisedAt(row: Row): number {
  return timeIn(row, 'created_at') ?? row.at;
}

function hasEscalations(db: Connection): boolean {
  return prepared(db, `SELECT 1 FROM ledger WHERE record_type = 'escalation' LIMIT 1`).get() !== undefined;
}
