/** Writes one simulated Claude Code transcript: rows in the shape and order of version 2.1 (claude-code.md 2 to 4). */

import type { Random } from '../../domain/random.ts';
import { type DemoLine, timestampAt } from './demo-line.ts';

/** A block of a model's answer; each becomes a row of its own with the usage of the whole call. */
export type Block =
  | { readonly type: 'thinking'; readonly thinking: string }
  | { readonly type: 'text'; readonly text: string }
  | ToolUse;

export interface ToolUse {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ClaudeLogOptions {
  readonly random: Random;
  /** Epoch ms of the demo's start. */
  readonly startMs: number;
  /** First row, ms after the start (negative = before). */
  readonly offsetMs: number;
  readonly sessionId: string;
  readonly cwd: string;
  readonly branch: string;
  readonly model: string;
  /** Set for a sub-agent: its rows go into a file of its own. */
  readonly agentId?: string;
  /** Tokens of context that the first call finds. */
  readonly context?: number;
  /** Cache writes are kept an hour instead of five minutes. */
  readonly hourCache?: boolean;
}

const VERSION = '2.1.39';
/** Tokens at which Claude Code compacts by itself. */
const COMPACT_AT = 158_000;
const CONTEXT_AFTER_COMPACTION = 24_000;
const SYSTEM_PROMPT_TOKENS = 17_800;
/** Tokens of text, near enough for a simulation. */
const CHARACTERS_PER_TOKEN = 3.8;

/** One transcript being written. Each method moves the session's clock and returns the lines it wrote. */
export class ClaudeLog {
  /** Where the session's clock stands, ms after the start of the demo. */
  offsetMs: number;
  readonly file: string;
  private parent: string | null = null;
  private context: number;
  private cached = 0;
  private turnStartMs: number;

  constructor(private readonly options: ClaudeLogOptions) {
    this.offsetMs = options.offsetMs;
    this.turnStartMs = options.offsetMs;
    this.context = options.context ?? SYSTEM_PROMPT_TOKENS;
    const folder = `claude/projects/${options.cwd.replace(/[^a-zA-Z0-9]/g, '-')}`;
    this.file =
      options.agentId === undefined
        ? `${folder}/${options.sessionId}.jsonl`
        : `${folder}/${options.sessionId}/subagents/agent-${options.agentId}.jsonl`;
  }

  wait(ms: number): void {
    this.offsetMs += Math.round(ms);
  }

  needsCompaction(): boolean {
    return this.context > COMPACT_AT;
  }

  title(title: string): DemoLine[] {
    return [this.write({ type: 'ai-title', sessionId: this.options.sessionId, aiTitle: title })];
  }

  /** A person (or the parent agent) asks for something: a turn begins. */
  prompt(text: string): DemoLine[] {
    this.turnStartMs = this.offsetMs;
    this.context += Math.ceil(text.length / CHARACTERS_PER_TOKEN);
    return [this.row({ type: 'user', message: { role: 'user', content: text } })];
  }

  interrupt(): DemoLine[] {
    const content = [{ type: 'text', text: '[Request interrupted by user for tool use]' }];
    return [this.row({ type: 'user', message: { role: 'user', content } })];
  }

  toolUse(name: string, input: Readonly<Record<string, unknown>>): ToolUse {
    return { type: 'tool_use', id: `toolu_01${this.options.random.base62(22)}`, name, input };
  }

  /** One model call: a row for each block, under one message id, with output tokens that grow from row to row. */
  call(blocks: readonly Block[]): DemoLine[] {
    const { random } = this.options;
    const characters = JSON.stringify(blocks).length;
    const output = Math.ceil(characters / CHARACTERS_PER_TOKEN) + random.int(20, 240);
    const base = { messageId: `msg_01${random.base62(22)}`, requestId: `req_011C${random.base62(20)}` };
    const usage = this.startUsage();
    const lines = blocks.map((block, index) => {
      this.wait(random.int(350, 1_400));
      const isLast = index === blocks.length - 1;
      const outputTokens = isLast ? output : Math.ceil((output * (index + 1)) / (blocks.length + 1));
      return this.assistantRow(base, block, { ...usage, output_tokens: outputTokens }, isLast);
    });
    this.context += output;
    return lines;
  }

  /** The result of a tool; `details` is the harness's own structured form of it. */
  result(toolUse: ToolUse, text: string, details: Readonly<Record<string, unknown>> | null): DemoLine[] {
    this.context += Math.ceil(text.length / CHARACTERS_PER_TOKEN) + this.options.random.int(120, 900);
    const isError = details === null;
    const content = [{ tool_use_id: toolUse.id, type: 'tool_result', content: text, is_error: isError }];
    const toolUseResult = details ?? `Error: ${text}`;
    const sourceToolAssistantUUID = this.parent;
    return [
      this.row({ type: 'user', message: { role: 'user', content }, toolUseResult, sourceToolAssistantUUID }),
    ];
  }

  /** A sign of life while a command runs. */
  bashProgress(toolUse: ToolUse, elapsedTimeSeconds: number): DemoLine[] {
    const data = { type: 'bash_progress', output: '', fullOutput: '', elapsedTimeSeconds, totalLines: 0 };
    return [this.row({ type: 'progress', data, toolUseID: 'bash-progress-0', parentToolUseID: toolUse.id })];
  }

  /** Ties a sub-agent to the tool call that started it. */
  agentProgress(toolUse: ToolUse, agentId: string, prompt: string): DemoLine[] {
    const message = { type: 'user', message: { role: 'user', content: [{ type: 'text', text: prompt }] } };
    const data = { message, normalizedMessages: [], type: 'agent_progress', prompt, agentId };
    return [this.row({ type: 'progress', data, toolUseID: `agent_${agentId}`, parentToolUseID: toolUse.id })];
  }

  compact(): DemoLine[] {
    const boundary = {
      logicalParentUuid: this.parent,
      type: 'system',
      subtype: 'compact_boundary',
      content: 'Conversation compacted',
      isMeta: false,
      level: 'info',
      compactMetadata: { trigger: 'auto', preTokens: this.context },
    };
    this.parent = null;
    this.context = CONTEXT_AFTER_COMPACTION;
    this.cached = 0;
    const first = this.row(boundary);
    const content =
      'This session is being continued from a previous conversation. Summary of the work so far.';
    const summary = { type: 'user', message: { role: 'user', content }, isVisibleInTranscriptOnly: true };
    return [first, this.row({ ...summary, isCompactSummary: true })];
  }

  /** The model's answer stands, nothing runs: the turn is over. */
  endTurn(): DemoLine[] {
    const durationMs = this.offsetMs - this.turnStartMs;
    return [this.row({ type: 'system', subtype: 'turn_duration', durationMs, isMeta: false })];
  }

  pullRequest(repository: string, prNumber: number): DemoLine[] {
    const prUrl = `https://git.example/${repository}/pull/${prNumber}`;
    const { sessionId } = this.options;
    const timestamp = timestampAt(this.options.startMs, this.offsetMs);
    return [this.write({ type: 'pr-link', sessionId, prNumber, prUrl, prRepository: repository, timestamp })];
  }

  private startUsage(): Record<string, unknown> {
    const written = this.context - this.cached;
    const usage = {
      input_tokens: this.options.random.int(2, 9),
      cache_creation_input_tokens: written,
      cache_read_input_tokens: this.cached,
      cache_creation: {
        ephemeral_5m_input_tokens: this.options.hourCache === true ? 0 : written,
        ephemeral_1h_input_tokens: this.options.hourCache === true ? written : 0,
      },
    };
    this.cached = this.context;
    return usage;
  }

  private assistantRow(
    call: { readonly messageId: string; readonly requestId: string },
    block: Block,
    usage: Record<string, unknown>,
    isLast: boolean,
  ): DemoLine {
    const content = [block.type === 'thinking' ? { ...block, signature: 'c2lnbmF0dXJl' } : block];
    const endsWith = block.type === 'tool_use' ? 'tool_use' : 'end_turn';
    const message = {
      model: this.options.model,
      id: call.messageId,
      type: 'message',
      role: 'assistant',
      content,
      stop_reason: isLast ? endsWith : null,
      stop_sequence: null,
      usage: { ...usage, service_tier: 'standard', inference_geo: 'global' },
    };
    return this.row({ message, requestId: call.requestId, type: 'assistant' });
  }

  private row(fields: Readonly<Record<string, unknown>>): DemoLine {
    const { options } = this;
    const uuid = options.random.uuid();
    const envelope = {
      parentUuid: this.parent,
      isSidechain: options.agentId !== undefined,
      userType: 'external',
      cwd: options.cwd,
      sessionId: options.sessionId,
      version: VERSION,
      gitBranch: options.branch,
      ...(options.agentId === undefined ? {} : { agentId: options.agentId }),
    };
    this.parent = uuid;
    return this.write({
      ...envelope,
      ...fields,
      uuid,
      timestamp: timestampAt(options.startMs, this.offsetMs),
    });
  }

  private write(value: Readonly<Record<string, unknown>>): DemoLine {
    return { atOffsetMs: this.offsetMs, file: this.file, line: JSON.stringify(value) };
  }
}
