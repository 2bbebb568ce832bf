/** Makes tasks of what is known of them. Pure: the clock comes in. */

import { UNKNOWN_HARNESS } from '../domain/harness.ts';
import { TELLING_TYPES } from '../domain/ledger.ts';
import { OWN_SESSION, type TaskRecord } from '../domain/task.ts';
import type { TaskFacts, TaskSession } from '../domain/task-facts.ts';
import { flagsOf } from './task-flags.ts';
import { endingOf } from './task-outcome.ts';
import { qualityOf } from './task-quality.ts';
import { inferTaskType, saidTaskType } from './task-type.ts';
import { usageFields } from './task-usage.ts';
import { attemptOf, flag, larger, newest, number, rowsOf, sumKnown, text, time } from './task-words.ts';

export interface BuildOptions {
  readonly now: number;
  /** The name that models are joined and compared by. */
  readonly canonical: (
    model: string,
    provider: string | null,
  ) => { canonical: string; provider: string | null };
}

export function buildTask(facts: TaskFacts, { now, canonical }: BuildOptions): TaskRecord {
  const { bead, sessions, usage } = facts;
  const told = rowsOf(facts, ...TELLING_TYPES);
  const main = sessions.at(-1) ?? null;
  const ending = endingOf(facts, now);
  const quality = qualityOf(facts);
  const model = modelOf(facts, canonical);
  const agent =
    newest(rowsOf(facts, 'task_completion', 'work_log'), (row) => row.agent) ??
    bead?.agent ??
    newest(told, (row) => row.agent) ??
    main?.agent ??
    null;
  const rigId = newest(told, text('rig_id')) ?? bead?.rigId ?? null;
  const type = typeOf(facts);
  const startedAt = startOf(facts, ending.completedAt);
  const assignedAt = bead?.assignedAt ?? null;
  const attempts = attemptsOf(facts);
  const retryCount =
    newest(told, number('retry_count')) ?? (attempts > 1 ? attempts - 1 : bead === null ? null : 0);
  const task = {
    orchestrator: facts.orchestrator,
    taskId: facts.taskId,
    beadId: bead !== null || rowsOf(facts, 'work_log').length > 0 ? facts.taskId : null,
    title:
      newest(rowsOf(facts, 'work_item'), text('title')) ?? newest(told, text('title')) ?? main?.title ?? null,
    inferred: facts.orchestrator === OWN_SESSION || (type.isInferred && type.word !== null),
    agent,
    ...placeOf(facts, agent, main),
    harness: harnessOf(main) ?? newest(told, text('harness')),
    model: model?.canonical ?? null,
    provider: model?.provider ?? newest(told, text('provider')),
    effort: sessions.findLast(({ effort }) => effort !== null)?.effort ?? null,
    taskType: type.word,
    complexity: newest(told, text('complexity')),
    language: newest(told, text('language')),
    repoSizeCategory: newest(told, text('repo_size_category')),
    rigId,
    convoyId: newest(told, text('convoy_id')) ?? bead?.convoyId ?? null,
    assignedAt,
    startedAt,
    completedAt: ending.completedAt,
    taskDurationMs: durationOf(facts, assignedAt ?? startedAt, ending.completedAt),
    outcome: ending.outcome,
    outcomeReason: ending.reason,
    attempts: Math.max(attempts, (retryCount ?? 0) + 1),
    retryCount,
    firstShot: firstShotOf(facts, ending.outcome, retryCount),
    qualitySignal: quality.signal,
    qualityGatePassed: quality.gatePassed,
    qualityGatesRun: quality.gatesRun,
    qualityGatesFailed: quality.gatesFailed,
    quality: quality.parts,
    ...usageFields(facts),
    estimatedInputTokens: newest(told, number('estimated_input_tokens')),
    estimatedOutputTokens: newest(told, number('estimated_output_tokens')),
    estimatedCostUsdMicros: newest(told, number('estimated_cost_usd_micros')),
    modelCalls: usage?.modelCalls ?? null,
    ...changesOf(facts),
    prNumber: newest(told, number('pr_number')) ?? prNumberOf(main),
    prUrl: sessions.findLast(({ prUrl }) => prUrl !== null)?.prUrl ?? null,
    prCreated:
      newest(told, flag('pr_created')) ?? (sessions.some(({ prUrl }) => prUrl !== null) ? true : null),
    prMerged: newest(told, flag('pr_merged')),
    sessionIds: [...new Set(sessions.map(({ sessionId }) => sessionId))],
  };
  return { ...task, flags: flagsOf(task, facts.rows, ending.contradicted) };
}

/** The model that cost most in the sessions; without any, the one that records name. */
function modelOf(facts: TaskFacts, canonical: BuildOptions['canonical']) {
  const { usage } = facts;
  if (usage !== null && usage.model !== null) return { canonical: usage.model, provider: usage.provider };
  const name = newest(facts.rows, text('model'));
  return name === null ? null : canonical(name, newest(facts.rows, text('provider')));
}

/** An orchestrator's word, a bead's type; else worked out of branch, title and tools. */
function typeOf(facts: TaskFacts): { word: string | null; isInferred: boolean } {
  const said =
    newest(rowsOf(facts, 'task_completion'), text('task_type')) ??
    newest(rowsOf(facts, 'work_log'), text('bead_type')) ??
    newest(rowsOf(facts, 'work_item'), text('issue_type'));
  if (said !== null) return { word: saidTaskType(said), isInferred: false };
  for (const session of facts.sessions) {
    const word = inferTaskType(session);
    if (word !== null) return { word, isInferred: true };
  }
  return { word: null, isInferred: true };
}

/**
 * Where its agent belongs, else where it was worked on. A rig of Gas Town is the workspace of one repository, so that it is the
 * project of beads whose sessions nobody has; the prefix of a bead's id is none.
 */
function placeOf({ profiles, bead }: TaskFacts, agent: string | null, main: TaskSession | null) {
  const profile = agent === null ? undefined : profiles.get(agent);
  const isOfRig = bead?.agent?.includes('/') === true;
  return {
    department: profile?.department ?? main?.department ?? null,
    project: profile?.project ?? main?.project ?? (isOfRig ? bead.rigId : null),
  };
}

function harnessOf(main: TaskSession | null): string | null {
  return main === null || main.harness === UNKNOWN_HARNESS ? null : main.harness;
}

function startOf(facts: TaskFacts, completedAt: number | null): number | null {
  const told =
    newest(rowsOf(facts, 'task_completion', 'work_log'), time('started_at')) ?? facts.bead?.startedAt;
  if (told !== null && told !== undefined) return told;
  const begun = facts.sessions.map(({ firstAt, span }) =>
    firstAt === null ? null : Math.max(firstAt, span?.from ?? firstAt),
  );
  const first = begun.filter((at) => at !== null);
  if (first.length > 0) return Math.min(...first);
  const duration =
    newest(facts.rows, number('task_duration_ms')) ?? newest(facts.rows, number('duration_ms'));
  return completedAt === null || duration === null || duration < 0 ? null : completedAt - duration;
}

function durationOf(facts: TaskFacts, from: number | null, to: number | null): number | null {
  const told = newest(rowsOf(facts, 'task_completion'), number('task_duration_ms'));
  if (told !== null) return told;
  if (from !== null && to !== null && to >= from) return to - from;
  return to === null ? null : newest(rowsOf(facts, 'task_attempt'), number('duration_ms'));
}

/** How often somebody set about it: attempts, how often its end was told, or how often a bead was given out. */
function attemptsOf(facts: TaskFacts): number {
  const rows = rowsOf(facts, 'task_attempt');
  const ids = new Set(rows.map(({ recordId }) => recordId));
  const told = new Set(rows.map((row) => row.sessionId));
  for (const { attemptId, sessionId } of facts.sessions)
    if (attemptId !== null && !told.has(sessionId)) ids.add(attemptId);
  const ends = ['task_completion', 'work_log'].map(
    (type) => new Set(rowsOf(facts, type).map(attemptOf)).size,
  );
  return Math.max(1, ids.size, ...ends, facts.bead?.assignments ?? 0);
}

function firstShotOf(
  facts: TaskFacts,
  outcome: TaskRecord['outcome'],
  retryCount: number | null,
): boolean | null {
  const attempt = rowsOf(facts, 'task_attempt').at(-1);
  const told = attempt === undefined ? null : flag('first_shot_success')(attempt);
  if (told !== null) return told;
  if (outcome === null) return null;
  if (outcome !== 'success') return false;
  if (facts.bead !== null) return !facts.bead.rework;
  return retryCount === null ? null : retryCount === 0;
}

/** Of what was changed both may know a part: the larger of the orchestrator's word and the sum over the sessions. */
function changesOf({ rows, sessions }: TaskFacts) {
  const change = (name: string, own: (session: TaskSession) => number | null): number | null => {
    const told = rows.map(number(name)).reduce(larger, null);
    // A session that was cut between tasks does not say which of them its changes are of.
    return larger(told, sumKnown(sessions.filter(({ span }) => span === null).map(own)));
  };
  return {
    filesModified: change('files_modified', (session) => session.filesModified),
    linesAdded: change('lines_added', (session) => session.linesAdded),
    linesDeleted: change('lines_deleted', (session) => session.linesDeleted),
    commits: change('commits', (session) => session.commits),
  };
}

function prNumberOf(main: TaskSession | null): number | null {
  const digits = /\/(?:pull|merge_requests)\/(\d{1,9})(?:\D|$)/.exec(main?.prUrl ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}
