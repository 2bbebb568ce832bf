/** Facts of the conversation items that call a tool; each item is one call (codex.md 2 and 6). */

import type { AgentEvent } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { asksHuman, toolKind } from '../../tool-kind.ts';
import { MARK } from '../claude-code/long-text.ts';
import { rowId } from '../claude-code/row-fields.ts';
import { type FileState, noteWork } from './file-state.ts';
import { patchChange } from './patch.ts';
import { takeHeldPrompt } from './prompts.ts';
import { encodedOf, objectInText } from './read-row.ts';
import type { FactReader, Row } from './row.ts';

const LOCAL_SHELL = 'local_shell';
const WEB_SEARCH = 'web_search';
/** Begins both names of the argument by which a shell call asks for more rights. */
const RIGHTS_WORDS = ['with_escalated_permissions', 'require_escalated'];
const PATCH_TOOL = /(?:^|\.)apply_?patch$/;

/** `function_call{name, arguments}` and `custom_tool_call{name, input}`. */
export const readFunctionCall: FactReader = (row, facts) => {
  const { fields } = row;
  addCall(row, toolName(row), fields.arguments ?? fields.input, facts);
};

export const readLocalShellCall: FactReader = (row, facts) => {
  addCall(row, LOCAL_SHELL, row.fields.action, facts);
};

/** Has no output of its own: what is written down is done. */
export const readWebSearchCall: FactReader = (row, facts) => {
  const { fields } = row;
  const id = rowId(fields.id, row) ?? `${row.state.thread?.id}\n${row.at}\n${argsDigest(row, fields.action)}`;
  addCall(row, WEB_SEARCH, fields.action, facts, hash53(id));
  facts.push({
    type: 'tool_result',
    toolKey: hash53(id),
    name: null,
    isError: false,
    resultDigest: null,
    changeDigest: null,
    linesAdded: null,
    linesDeleted: null,
    denied: false,
    durationMs: null,
    error: null,
  });
};

function addCall(
  row: Row,
  name: string | null,
  input: unknown,
  facts: AgentEvent[],
  key: number | null = callKey(row.fields.call_id, row),
): void {
  const { state } = row;
  takeHeldPrompt(row, facts);
  noteWork(state);
  if (name === null) {
    row.clamps.count++;
  }
  if (key !== null && name !== WEB_SEARCH) {
    const patch = name !== null && PATCH_TOOL.test(name) && typeof input === 'string';
    state.openCalls.open(key, patch ? patchChange(row.texts.full(input)) : null);
  }
  facts.push({
    type: 'tool_call',
    toolKey: key,
    name,
    kind: toolKind(name),
    argsDigest: argsDigest(row, input),
    summary: null,
    asksHuman: asksHuman(name) || (state.asksForRights && asksForRights(input, row)),
  });
}

/** The facts of a call with a plain name and one text of arguments; null when more of its row must be known. */
export function plainCall(
  toolKey: number,
  name: string,
  input: string,
  argsDigest: number,
  state: FileState,
): AgentEvent[] | null {
  const isPlain = name !== WEB_SEARCH && !PATCH_TOOL.test(name) && state.heldPrompt === null;
  if (!isPlain || RIGHTS_WORDS.some((word) => input.includes(word))) {
    return null;
  }
  noteWork(state);
  state.openCalls.open(toolKey, null);
  return [
    {
      type: 'tool_call',
      toolKey,
      name,
      kind: toolKind(name),
      argsDigest,
      summary: null,
      asksHuman: asksHuman(name),
    },
  ];
}

/** Name with its namespace: `mcp__github` and `create_issue` are `mcp__github__create_issue`. */
function toolName(row: Row): string | null {
  const { name, namespace } = row.fields;
  const own = typeof name === 'string' ? rowId(name, row) : null;
  const space = typeof namespace === 'string' && namespace !== '' ? rowId(namespace, row) : null;
  if (own === null || space === null) {
    return own;
  }
  return space.startsWith('mcp__') ? `${space.replace(/_+$/, '')}__${own}` : `${space}.${own}`;
}

function argsDigest(row: Row, input: unknown): number | null {
  if (typeof input === 'string') {
    return row.texts.digest(input);
  }
  if (input === undefined || input === null) {
    return null;
  }
  const json = row.texts.json(input);
  if (json === null) {
    row.clamps.count++;
  }
  return json?.digest ?? null;
}

/** Does a shell call ask a person for more rights than the sandbox gives? */
function asksForRights(input: unknown, row: Row): boolean {
  const fields = typeof input === 'string' ? rightsArguments(input, row) : input;
  if (typeof fields !== 'object' || fields === null) {
    return false;
  }
  const { sandbox_permissions, with_escalated_permissions } = fields as Record<string, unknown>;
  return with_escalated_permissions === true || sandbox_permissions === 'require_escalated';
}

/** The arguments parsed, but only when they speak of rights at all. */
function rightsArguments(input: string, { line, texts }: Row): unknown {
  const place = input.startsWith(MARK) ? encodedOf(input, line) : null;
  const bytes = place?.bytes.subarray(place.start, place.end);
  const mayAsk = RIGHTS_WORDS.some((word) => bytes?.includes(word) ?? input.includes(word));
  return mayAsk ? objectInText(texts.full(input)) : null;
}

/** Key of a call's id; null when there is none. */
export function callKey(value: unknown, row: Row): number | null {
  const id = typeof value === 'string' && value !== '' ? rowId(value, row) : null;
  return id === null ? null : hash53(id);
}
