/** Facts of one message: prompt, model call, tools, errors, the end of a turn (gemini.md 3, 4, 5). */

import type { AgentEvent } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import { errorFacts } from '../../error-kind.ts';
import { type Clamps, idText } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { type Message, saidTexts, sessionKey, toolCallsOf } from './message.ts';
import { contentTexts, titleOf } from './texts.ts';
import { addToolFacts, type ToolOutlook } from './tool-facts.ts';
import { messageUsage } from './usage.ts';

/** What is remembered of a chat from message to message. */
export interface ChatMemory {
  /** The harness's own session id. */
  sessionId: string;
  /** Its first prompt was seen. */
  prompted: boolean;
  /** The last thing said of its state was that a person must answer. */
  waiting: boolean;
  /** Model that answers where a message names none. */
  model: string | null;
}

/** Text that the harness puts in the user's place. */
const INJECTED = '<session_context>';
/** A command to the harness itself, such as `/compress` or `/chat save`; a path has a second slash. */
const SLASH_COMMAND = /^\s*\/[A-Za-z][\w:-]*(?:\s|$)/;
const CANCELLED = /^\s*Request cancelled/i;
const API_ERROR = /API Error/i;
const NO_TOOLS: ToolOutlook = { calls: 0, waiting: false, reason: null };

/** The facts of a message as it is now; the same for a message that was seen before in another state. */
export function messageFacts(message: Message, memory: ChatMemory, clamps: Clamps): AgentEvent[] {
  const facts: AgentEvent[] = [];
  const tools = READERS[message.type ?? 'other'](message, memory, clamps, facts);
  if (facts.length > 0) addStatus(tools, memory, facts);
  return facts;
}

type Reader = (message: Message, memory: ChatMemory, clamps: Clamps, facts: AgentEvent[]) => ToolOutlook;

const READERS: Readonly<Record<NonNullable<Message['type']> | 'other', Reader>> = {
  user: addPrompt,
  gemini: addReply,
  info: addInterruption,
  error: addError,
  warning: () => NO_TOOLS,
  other: () => NO_TOOLS,
};

/** What a person typed: no context of the harness, no command to it, no results of tools. */
function addPrompt(
  { fields }: Message,
  memory: ChatMemory,
  _clamps: Clamps,
  facts: AgentEvent[],
): ToolOutlook {
  const said = saidTexts(fields).filter((text) => !text.trimStart().startsWith(INJECTED));
  const shown = contentTexts(fields.displayContent);
  const text = (said.length > 0 && shown.length > 0 ? shown : said).join('\n');
  if (text.trim() === '' || SLASH_COMMAND.test(text)) return NO_TOOLS;
  const promptType = memory.prompted ? 'followup' : 'initial';
  facts.push({ type: 'prompt', length: text.length, digest: digest53(text), promptType });
  if (!memory.prompted) {
    const title = titleOf(text);
    if (title !== null) facts.push({ type: 'session_info', title, titleRank: 1 });
  }
  memory.prompted = true;
  return NO_TOOLS;
}

function addReply(message: Message, memory: ChatMemory, clamps: Clamps, facts: AgentEvent[]): ToolOutlook {
  const { fields } = message;
  addCall(message, memory, clamps, facts);
  const tools = toolCallsOf(fields);
  if (fields.toolCalls !== undefined && !Array.isArray(fields.toolCalls)) clamps.count++;
  const outlook = addToolFacts(memory.sessionId, message, tools, clamps, facts);
  if (outlook.calls === 0 && saidTexts(fields).length > 0)
    facts.push({ type: 'turn_end', reason: 'done', durationMs: null });
  return outlook;
}

/** One message is one response of the model; it is known by its id, however often it is written (gemini.md 4). */
function addCall({ fields, id }: Message, memory: ChatMemory, clamps: Clamps, facts: AgentEvent[]): void {
  const usage = messageUsage(fields.tokens, clamps);
  if (usage === null) return;
  const model = modelOf(fields, clamps) ?? memory.model ?? 'unknown';
  const key = id === null ? null : sessionKey(memory.sessionId, id);
  facts.push({
    type: 'model_call',
    messageKey: key,
    requestKey: key,
    model,
    provider: null,
    usage,
    sidechain: false,
    visibleChars: 0,
    finished: true,
    serviceTier: null,
    speed: null,
    webSearches: null,
    reportedCostUsdMicros: null,
    durationMs: null,
  });
}

export function modelOf(fields: JsonObject, clamps: Clamps): string | null {
  return fields.model === null || fields.model === '' ? null : idText(fields.model, clamps);
}

function addInterruption(
  { fields }: Message,
  _memory: ChatMemory,
  _clamps: Clamps,
  facts: AgentEvent[],
): ToolOutlook {
  if (saidTexts(fields).some((text) => CANCELLED.test(text)))
    facts.push({ type: 'turn_end', reason: 'interrupted', durationMs: null });
  return NO_TOOLS;
}

/** The harness shows it and stops: nothing runs until somebody speaks. */
function addError(
  { fields }: Message,
  _memory: ChatMemory,
  _clamps: Clamps,
  facts: AgentEvent[],
): ToolOutlook {
  const text = saidTexts(fields).join('\n');
  const source = API_ERROR.test(text.slice(0, 200)) ? 'api' : 'agent';
  facts.push({ type: 'error', source, retryInMs: null, ...errorFacts(text) });
  facts.push({ type: 'turn_end', reason: 'done', durationMs: null });
  return NO_TOOLS;
}

/** Says that a person must answer, and later that nobody must any more. */
function addStatus({ waiting, reason }: ToolOutlook, memory: ChatMemory, facts: AgentEvent[]): void {
  if (waiting) facts.push({ type: 'session_status', status: 'waiting', rung: 'log', reason });
  else if (memory.waiting) {
    const isOver = facts.some((fact) => fact.type === 'turn_end');
    facts.push({ type: 'session_status', status: isOver ? 'idle' : 'working', rung: 'log', reason: null });
  }
  memory.waiting = waiting;
}
