/** What gates, tests, reviewers and people said of a task (REQUIREMENTS.md R1.3): each part of its quality 0 to 1, null where nobody spoke. */

import { QUALITY_SIGNALS, type QualityPart, type QualitySignal } from '../domain/task.ts';
import type { TaskFacts, TaskRow } from '../domain/task-facts.ts';
import { flag, newest, number, type Rows, rowsOf, text, words } from './task-words.ts';

/** What a label means where no score stands beside it. */
const LABEL_SCORES: ReadonlyMap<string | null, number> = new Map<string | null, number>([
  ['passed', 1],
  ['approved', 1],
  ['accepted', 1],
  ['rework_requested', 0.5],
  ['changes_requested', 0.5],
  ['partial', 0.5],
  ['failed', 0],
  ['rejected', 0],
]);

/** Of a work bead, sent back means that it did not pass at first sight. */
const SIGNAL_SCORES: Readonly<Record<QualitySignal, number>> = {
  passed: 1,
  rework_requested: 0.5,
  failed: 0,
};

/** Reviewers that are persons: named so, or by an e-mail address. */
const PERSON = /^(?:human|person|user|people|overseer|operator|maintainer)(?:$|[:/_.-])|@/i;
/** A label by which a person sets all else aside. */
const OVERRIDE = 'override';

export interface TaskQuality {
  readonly signal: QualitySignal | null;
  readonly gatePassed: boolean | null;
  readonly gatesRun: readonly string[] | null;
  readonly gatesFailed: readonly string[] | null;
  readonly parts: Readonly<Record<QualityPart, number | null>>;
}

export function qualityOf(facts: TaskFacts): TaskQuality {
  const told = rowsOf(facts, 'task_completion', 'task_attempt');
  const reviews = rowsOf(facts, 'quality_review').filter((row) => scoreOf(row) !== null);
  const byPeople = reviews.filter(isByPerson);
  const layer = (name: string): Rows =>
    reviews.filter((row) => text('layer')(row) === name && !isByPerson(row));
  const signal = facts.bead?.qualitySignal ?? newest(rowsOf(facts, 'work_log'), signalOf) ?? null;
  const gateLabel = newest(layer('gate'), signalOf);
  const said = newest(told, flag('quality_gate_passed'));
  const known = signal ?? gateLabel;
  const gatesRun = newest(told, words('quality_gates_run'));
  const gatesFailed = newest(told, words('quality_gates_failed'));
  const gate = layer('gate').at(-1);
  const passed = said === null ? null : said ? 1 : 0;
  return {
    signal: known,
    gatePassed: said ?? (known === null ? null : known === 'passed'),
    gatesRun,
    gatesFailed,
    parts: {
      gate:
        passed ??
        (gate === undefined ? null : scoreOf(gate)) ??
        (known === null ? null : SIGNAL_SCORES[known]),
      ci: ciOf(told, gatesRun, gatesFailed),
      review: mean(layer('code_review')),
      evaluation: mean(layer('output_evaluation')),
      peer: mean(layer('peer_feedback')),
      human: byPeople.length === 0 ? null : scoreOf(byPeople.at(-1) as TaskRow),
    },
  };
}

function signalOf(row: TaskRow): QualitySignal | null {
  const word = text('quality_signal')(row) ?? text('label')(row);
  return QUALITY_SIGNALS.find((signal) => signal === word) ?? null;
}

/** Share of the gates that passed, else of what tests and build said. */
function ciOf(rows: Rows, run: readonly string[] | null, failed: readonly string[] | null): number | null {
  if (run !== null && run.length > 0)
    return run.filter((name) => failed?.includes(name) !== true).length / run.length;
  const results = [newest(rows, flag('test_passed')), newest(rows, flag('build_passed'))].filter(
    (result) => result !== null,
  );
  return results.length === 0 ? null : results.filter(Boolean).length / results.length;
}

function isByPerson(row: TaskRow): boolean {
  return text('label')(row) === OVERRIDE || PERSON.test(text('reviewer')(row) ?? '');
}

/** 0 to 1; null = neither a usable score nor a label that means one. An override without a score lets it pass. */
function scoreOf(row: TaskRow): number | null {
  const score = number('score')(row);
  if (score !== null) return score >= 0 && score <= 1 ? score : null;
  const label = text('label')(row);
  return label === OVERRIDE ? 1 : (LABEL_SCORES.get(label) ?? null);
}

function mean(rows: Rows): number | null {
  const scores = rows.map(scoreOf).filter((score) => score !== null);
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
