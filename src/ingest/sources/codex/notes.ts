/** What rows say of their session besides events: told when it changes, so that records stay light. */

import type { AgentEvent } from '../../../domain/event.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { rowText } from '../claude-code/row-fields.ts';
import { isObject } from '../fields.ts';
import { instructionsOfMeta } from './instructions.ts';
import type { Row } from './row.ts';

type Noted =
  | 'cwd'
  | 'branch'
  | 'harnessVersion'
  | 'instructions'
  | 'effort'
  | 'agentType'
  | 'contextWindow'
  | 'model'
  | 'resumedFrom';
type Note = { readonly [Name in Noted]?: SessionInfo[Name] | undefined };

/** Adds those of the notes that say something else than before; an undefined one says nothing. */
export function noteSession({ state }: Pick<Row, 'state'>, note: Note, facts: AgentEvent[]): void {
  let news: Record<string, string | number | null> | null = null;
  for (const name in note) {
    const value = note[name as Noted];
    if (value !== undefined && state.told[name] !== value) {
      state.told[name] = value;
      news ??= {};
      news[name] = value;
    }
  }
  if (news !== null) {
    facts.push({ type: 'session_info', ...news });
  }
}

/** Of the thread's own first row. */
export function readSessionMeta(row: Row, facts: AgentEvent[]): void {
  const { fields, state } = row;
  const thread = state.thread;
  const git = isObject(fields.git) ? fields.git : {};
  state.provider = textOf(fields.model_provider, row) ?? null;
  state.otherModel = textOf(fields.model, row) ?? state.otherModel;
  noteSession(
    row,
    {
      cwd: textOf(fields.cwd, row),
      branch: textOf(git.branch, row),
      harnessVersion: textOf(fields.cli_version, row),
      instructions: instructionsOfMeta(row),
      agentType: thread?.agentType ?? undefined,
      resumedFrom: thread?.forkedFrom ?? undefined,
    },
    facts,
  );
}

/** Comes as often as once a request: it says how the next ones work, not that a turn began. */
export function readTurnContext(row: Row, facts: AgentEvent[]): void {
  const { fields } = row;
  takeTurnSettings(row);
  noteSession(
    row,
    { cwd: textOf(fields.cwd, row), effort: textOf(fields.effort, row) ?? settingsEffort(row) },
    facts,
  );
}

/** What requests after this row work with, whoever's turn it is. */
export function takeTurnSettings(row: Row): void {
  const { fields, state } = row;
  state.model = textOf(fields.model, row) ?? state.model;
  const { approval_policy, approvals_reviewer } = fields;
  const byPerson = typeof approvals_reviewer !== 'string' || approvals_reviewer === 'user';
  state.asksForRights = approval_policy !== 'never' && byPerson;
}

export function readThreadSettings(row: Row, facts: AgentEvent[]): void {
  const settings = row.fields.thread_settings;
  if (!isObject(settings)) {
    return;
  }
  row.state.otherModel = textOf(settings.model, row) ?? row.state.otherModel;
  noteSession(row, { cwd: textOf(settings.cwd, row), effort: textOf(settings.reasoning_effort, row) }, facts);
}

/** A turn began: how much its model may hold. */
export function readTaskStart(row: Row, facts: AgentEvent[]): void {
  row.state.turnError = null;
  noteSession(row, { contextWindow: windowOf(row.fields.model_context_window) }, facts);
}

function settingsEffort(row: Row): string | undefined {
  const mode = row.fields.collaboration_mode;
  const settings = isObject(mode) ? mode.settings : undefined;
  return isObject(settings) ? textOf(settings.reasoning_effort, row) : undefined;
}

/** Tokens that a model may hold; 0 and less is no window. */
export function windowOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 1 && value <= 1e9 ? Math.trunc(value) : undefined;
}

/** Text of a field; undefined when there is none. */
function textOf(value: unknown, row: Row): string | undefined {
  const text = typeof value === 'string' ? rowText(value, row) : null;
  return text === null || text === '' ? undefined : text;
}
