/** Facts of `event_msg` rows by their type (codex.md 2 and 6). */

import type { AgentEvent } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import { errorFacts } from '../../error-kind.ts';
import { addTitle, TITLE_RANK } from '../claude-code/titles.ts';
import { durationMs, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { noteWork } from './file-state.ts';
import { readTaskStart, readThreadSettings } from './notes.ts';
import { readUserItem, readUserMessage } from './prompts.ts';
import { addRateLimits } from './rate-limits.ts';
import { type FactReader, noFacts, type Row } from './row.ts';
import { readCommandEnd, readMcpEnd, readPatchEnd } from './tool-results.ts';
import { readTokenCount } from './usage.ts';

const work: FactReader = ({ state }) => noteWork(state);

export const EVENTS: ReadonlyMap<string, FactReader> = new Map<string, FactReader>([
  ['token_count', readTokenCount],
  ['account/rateLimits/updated', (row, facts) => addRateLimits(row, row.fields.rate_limits, facts)],
  ['user_message', readUserMessage],
  ['agent_message', work],
  ['task_started', readTaskStart],
  ['turn_started', readTaskStart],
  ['task_complete', readTaskComplete],
  ['turn_complete', readTaskComplete],
  ['turn_aborted', readTurnAborted],
  ['context_compacted', (row, facts) => addCompaction(row, 'event', facts)],
  ['item_completed', readItem],
  ['exec_command_end', (row, facts) => readCommandEnd(row, row.fields, facts)],
  ['patch_apply_end', (row, facts) => readPatchEnd(row, row.fields, facts)],
  ['mcp_tool_call_end', (row, facts) => readMcpEnd(row, row.fields, facts)],
  ['error', (row, facts) => addError(row, row.fields.error ?? row.fields, facts)],
  ['thread_settings_applied', readThreadSettings],
  ['thread_name_updated', readThreadName],
  ...[
    'agent_reasoning',
    'agent_reasoning_raw_content',
    'thread_rolled_back',
    'thread_goal_updated',
    'web_search_end',
    'image_generation_end',
    'entered_review_mode',
    'exited_review_mode',
    'sub_agent_activity',
    'collab_agent_spawn_end',
    'collab_agent_interaction_end',
    'collab_waiting_end',
    'collab_close_end',
    'collab_resume_end',
    'guardian_assessment',
    'view_image_tool_call',
    'dynamic_tool_call_request',
    'dynamic_tool_call_response',
    'undo_completed',
  ].map((type): [string, FactReader] => [type, noFacts]),
]);

/** Items that tell more than that there was one. */
const ITEMS: ReadonlyMap<unknown, (row: Row, item: JsonObject, facts: AgentEvent[]) => void> = new Map([
  [
    'UserMessage',
    (row: Row, item: JsonObject, facts: AgentEvent[]) => readUserItem(row, item.content, facts),
  ],
  ['AgentMessage', (row: Row) => noteWork(row.state)],
  ['CommandExecution', readCommandEnd],
  ['FileChange', readPatchEnd],
  ['McpToolCall', readMcpEnd],
  [
    'ContextCompaction',
    (row: Row, _item: JsonObject, facts: AgentEvent[]) => addCompaction(row, 'item', facts),
  ],
]);

function readItem(row: Row, facts: AgentEvent[]): void {
  const { item } = row.fields;
  if (isObject(item)) {
    ITEMS.get(item.type)?.(row, item, facts);
  }
}

/** A compaction stands in two rows of different kinds; which one comes first differs. */
export function addCompaction(row: Row, form: 'row' | 'event' | 'item', facts: AgentEvent[]): void {
  if (row.state.compactions.isNew(form)) {
    facts.push({ type: 'compaction', trigger: null, preTokens: row.state.contextTokens });
  }
}

function readTaskComplete(row: Row, facts: AgentEvent[]): void {
  noteWork(row.state);
  if (isObject(row.fields.error)) {
    addError(row, row.fields.error, facts);
  }
  addTurnEnd(row, 'done', facts);
}

/** `replaced`: the next turn begins at once, so nobody waits. */
function readTurnAborted(row: Row, facts: AgentEvent[]): void {
  noteWork(row.state);
  const { reason } = row.fields;
  if (reason !== 'replaced') {
    addTurnEnd(row, reason === 'interrupted' ? 'interrupted' : 'done', facts);
  }
}

function addTurnEnd(row: Row, reason: 'done' | 'interrupted', facts: AgentEvent[]): void {
  const duration = row.fields.duration_ms;
  const rounded = typeof duration === 'number' ? Math.round(duration) : duration;
  facts.push({ type: 'turn_end', reason, durationMs: durationMs(rounded ?? undefined, row.clamps) });
}

/** An error of the turn is told by an event, by the turn's end, or by both. */
function addError(row: Row, error: unknown, facts: AgentEvent[]): void {
  const { message, codex_error_info, kind } = isObject(error) ? error : {};
  const name = isObject(codex_error_info) ? Object.keys(codex_error_info)[0] : (codex_error_info ?? kind);
  const parts = [message, name].filter((part) => typeof part === 'string' && part !== '');
  const text = parts.map((part) => row.texts.full(part as string)).join(' ');
  const digest = digest53(text);
  if (row.state.turnError !== digest) {
    row.state.turnError = digest;
    facts.push({ type: 'error', source: 'api', retryInMs: null, ...errorFacts(text) });
  }
}

function readThreadName(row: Row, facts: AgentEvent[]): void {
  const name = row.fields.thread_name;
  addTitle(typeof name === 'string' ? row.texts.canonical(name) : null, TITLE_RANK.harness, facts);
}
