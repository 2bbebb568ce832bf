/** Prompts: what a person, or the thread that started this one, asked for (codex.md 6). */

import type { AgentEvent } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import { textLength } from '../claude-code/long-text.ts';
import { addTitle, TITLE_RANK } from '../claude-code/titles.ts';
import { isObject } from '../fields.ts';
import { type HeldPrompt, noteWork } from './file-state.ts';
import { instructionsOfText } from './instructions.ts';
import { noteSession } from './notes.ts';
import type { Row } from './row.ts';

/** Rows that tell of a prompt outright; a file has one of them, some have both. */
type PromptForm = 'event' | 'completed';

/** What the harness itself says in the user's name. */
const PREAMBLE = /^\s*(?:<[a-z!/]|# AGENTS\.md)/i;
/** Of events, only these: a person's own prompt may begin with a tag. */
const EVENT_PREAMBLE =
  /^\s*(?:<(?:environment_context|user_instructions|user_shell_command|permissions|collaboration_mode|skill|turn_aborted|subagent_notification)\b|# AGENTS\.md)/i;

/**
 * `message` items: of an assistant a sign of work, of a user a prompt. In an envelope the event that tells of the same prompt may stand
 * on either side of it: the item counts only when somebody works before an event came.
 */
export function readMessage(row: Row, facts: AgentEvent[]): void {
  const { fields, state } = row;
  if (fields.role === 'assistant') {
    takeHeldPrompt(row, facts);
    noteWork(state);
  } else if (fields.role === 'user') {
    const parts = contentParts(fields.content ?? fields.message);
    for (const part of parts) {
      noteSession(row, { instructions: instructionsOfText(part, row) }, facts);
    }
    if (state.promptEvents) {
      return;
    }
    const texts = parts.map((part) => row.texts.canonical(part)).filter((text) => !PREAMBLE.test(text));
    if (texts.length > 0 && row.enveloped) {
      state.heldPrompt = promptOf(row, texts);
    } else if (texts.length > 0) {
      addPrompt(row, promptOf(row, texts), facts);
    }
  }
}

/** Adds the prompt that only an item told of; called before what answers it. */
export function takeHeldPrompt(row: Row, facts: AgentEvent[]): void {
  const { state } = row;
  const held = state.heldPrompt;
  if (held !== null) {
    state.heldPrompt = null;
    addPrompt(row, held, facts);
  }
}

/** `event_msg/user_message{message}`. */
export function readUserMessage(row: Row, facts: AgentEvent[]): void {
  const { kind, message } = row.fields;
  const isPlain = typeof kind !== 'string' || kind === 'plain';
  if (isPlain) {
    addEventPrompt(row, 'event', typeof message === 'string' ? [row.texts.canonical(message)] : [], facts);
  }
}

/** Item `UserMessage{content[{text}]}` of paginated files. */
export function readUserItem(row: Row, content: unknown, facts: AgentEvent[]): void {
  addEventPrompt(row, 'completed', contentTexts(content, row), facts);
}

function addEventPrompt(row: Row, form: PromptForm, texts: readonly string[], facts: AgentEvent[]): void {
  const { state } = row;
  const own = texts.filter((text) => !EVENT_PREAMBLE.test(text));
  // A prompt without text is a picture.
  if (own.length === 0 && texts.length > 0) {
    return;
  }
  state.promptEvents = true;
  state.heldPrompt = null;
  if (state.prompts.isNew(form)) {
    addPrompt(row, promptOf(row, own), facts);
  }
}

/** Only the first prompt gives a title: finding it costs more than all else of a prompt. */
function promptOf({ state }: Row, texts: readonly string[]): HeldPrompt {
  const text = texts.join('\n');
  const length = texts.reduce((sum, part) => sum + textLength(part), 0);
  return { length, digest: digest53(text), title: state.prompted ? null : titleOf(text) };
}

function addPrompt(row: Row, { digest, length, title }: HeldPrompt, facts: AgentEvent[]): void {
  const { state } = row;
  const isFirst = !state.prompted;
  state.prompted = true;
  state.compactions.end();
  facts.push({ type: 'prompt', length, digest, promptType: isFirst ? 'initial' : 'followup' });
  if (isFirst && title !== null) {
    facts.push({ type: 'session_info', title, titleRank: TITLE_RANK.prompt });
  }
}

/** The title that a prompt gives, already redacted. */
function titleOf(text: string): string | null {
  const facts: AgentEvent[] = [];
  addTitle(text, TITLE_RANK.prompt, facts);
  const [fact] = facts;
  return fact?.type === 'session_info' ? (fact.title ?? null) : null;
}

/** Texts of a message, long ones by their stand-ins. */
function contentTexts(content: unknown, row: Row): string[] {
  return contentParts(content).map((text) => row.texts.canonical(text));
}

/** The same as the line holds them. */
function contentParts(content: unknown): string[] {
  if (typeof content === 'string') {
    return [content];
  }
  return (Array.isArray(content) ? content : [])
    .map((part: unknown) => (isObject(part) ? part.text : undefined))
    .filter((text) => typeof text === 'string');
}
