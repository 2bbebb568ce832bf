/** Claude Code rows in the field order of version 2.1.39 (claude-code.md 2 and 3), written without building objects. */

import type { Random } from '../../src/domain/random.ts';
import type { RowWriter } from './row-writer.ts';
import type { TextPool } from './text-pool.ts';
import type { Truth } from './truth.ts';

export interface CallUsage {
  readonly messageId: string;
  readonly requestId: string;
  readonly model: string;
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheCreation5m: number;
  readonly cacheCreation1h: number;
  /** As the last row has it. */
  readonly output: number;
}

export interface FileIdentity {
  readonly sessionId: string;
  readonly agentId: string | null;
  readonly cwd: string;
  readonly branch: string;
  readonly version: string;
}

/** Share of shell and file results that failed in real logs: 826 of 18,530 (claude-code.md 5). */
const ERROR_SHARE = 0.045;
/** Envelope of a tool result line without its body. */
const RESULT_ENVELOPE = 900;

/** Writes the rows of one transcript and counts what they mean. */
export class ClaudeRows {
  private parent: string | null = null;
  private readonly envelope: string;

  constructor(
    private readonly out: RowWriter,
    private readonly random: Random,
    private readonly pool: TextPool,
    private readonly truth: Truth,
    identity: FileIdentity,
    public now: number,
  ) {
    const agent = identity.agentId === null ? '' : `,"agentId":"${identity.agentId}"`;
    this.envelope = `,"isSidechain":${identity.agentId !== null},"userType":"external","cwd":"${identity.cwd}","sessionId":"${identity.sessionId}","version":"${identity.version}","gitBranch":"${identity.branch}"${agent}`;
  }

  prompt(length: number, extra = ''): void {
    this.open();
    this.out.ascii(',"type":"user","message":{"role":"user","content":"');
    this.text(length);
    this.close(
      `"}${extra},"thinkingMetadata":{"maxThinkingTokens":31999},"todos":[],"permissionMode":"default"`,
    );
  }

  snapshot(): void {
    const id = this.random.uuid();
    const at = new Date(this.now).toISOString();
    this.out.ascii(
      `{"type":"file-history-snapshot","messageId":"${id}","snapshot":{"messageId":"${id}","trackedFileBackups":{},"timestamp":"${at}"},"isSnapshotUpdate":false}\n`,
    );
    this.count();
  }

  thinking(call: CallUsage, outputTokens: number): void {
    this.openAssistant(call);
    this.out.ascii('{"type":"thinking","thinking":"');
    this.text(this.random.logNormal(640, 0.8));
    this.out.ascii(`","signature":"${this.random.base62(48).repeat(7)}"}`);
    this.closeAssistant(call, outputTokens);
  }

  reply(call: CallUsage, outputTokens: number): void {
    this.openAssistant(call);
    this.out.ascii('{"type":"text","text":"');
    this.text(this.random.logNormal(500, 0.9));
    this.out.ascii('"}');
    this.closeAssistant(call, outputTokens);
  }

  /** Returns the row's uuid and the call's id, which the result names. */
  toolUse(call: CallUsage, outputTokens: number, tool: string): { uuid: string; toolId: string } {
    const toolId = `toolu_01${this.random.base62(22)}`;
    this.openAssistant(call);
    this.out.ascii(`{"type":"tool_use","id":"${toolId}","name":"${tool}","input":{`);
    this.toolInput(tool);
    this.out.ascii('},"caller":{"type":"direct"}}');
    this.closeAssistant(call, outputTokens);
    this.truth.tool_calls += 1;
    return { uuid: this.parent as string, toolId };
  }

  private toolInput(tool: string): void {
    if (tool === 'Edit') {
      this.out.ascii(`"file_path":"/home/dev/app/src/file${this.random.int(1, 400)}.ts","old_string":"`);
      this.text(this.random.logNormal(700, 0.9));
      this.out.ascii('","new_string":"');
      this.text(this.random.logNormal(900, 0.9));
      this.out.ascii('"');
    } else if (tool === 'Read') {
      this.out.ascii(`"file_path":"/home/dev/app/src/file${this.random.int(1, 400)}.ts"`);
    } else {
      this.out.ascii(`"command":"npm run job -- --case ${this.random.int(1, 9_999)}","description":"`);
      this.text(this.random.logNormal(120, 0.5));
      this.out.ascii('"');
    }
  }

  /** A result whose line is about `size` bytes; its text stands twice in the line, as the harness writes it. */
  toolResult(toolUse: { uuid: string; toolId: string }, size: number): void {
    const isError = this.random.chance(ERROR_SHARE);
    const body = this.pool.slice(this.random.next(), Math.max(40, (size - RESULT_ENVELOPE) / 2));
    this.open();
    this.out.ascii(
      `,"type":"user","message":{"role":"user","content":[{"tool_use_id":"${toolUse.toolId}","type":"tool_result","content":"${isError ? 'Exit code 1\\n' : ''}`,
    );
    this.out.body(body);
    const uuid = this.random.uuid();
    this.out.ascii(
      `","is_error":${isError}}]},"uuid":"${uuid}","timestamp":"${this.tick()}","toolUseResult":${isError ? '"Error: Exit code 1\\n' : '{"stdout":"'}`,
    );
    this.out.body(body);
    const end = isError ? '"' : '","stderr":"","interrupted":false,"isImage":false,"noOutputExpected":false}';
    this.out.ascii(`${end},"sourceToolAssistantUUID":"${toolUse.uuid}"}\n`);
    this.parent = uuid;
    this.count();
    if (isError) {
      this.truth.tool_errors += 1;
      this.truth.errors += 1;
    }
  }

  progress(toolId: string): void {
    this.open();
    if (this.random.chance(0.75)) {
      this.out.ascii(
        `,"type":"progress","data":{"type":"hook_progress","hookEvent":"PostToolUse","hookName":"PostToolUse:Bash","command":"`,
      );
      this.text(this.random.logNormal(220, 0.7));
      this.close(`"},"parentToolUseID":"${toolId}","toolUseID":"${toolId}"`);
    } else {
      this.out.ascii(',"type":"progress","data":{"type":"bash_progress","output":"');
      this.text(this.random.logNormal(200, 0.5));
      this.out.ascii('","fullOutput":"');
      this.text(this.random.logNormal(560, 0.8));
      this.close(
        `","elapsedTimeSeconds":${this.random.int(1, 90)},"totalLines":${this.random.int(1, 400)}},"toolUseID":"bash-progress-0","parentToolUseID":"${toolId}"`,
      );
    }
  }

  /** A copy of a sub-agent's row inside the parent: its usage must never be added (claude-code.md 3). */
  agentProgress(toolId: string, agentId: string, call: CallUsage): void {
    this.open();
    this.out.ascii(',"type":"progress","data":{"message":{"type":"assistant",');
    this.openMessage(call);
    this.out.ascii('{"type":"text","text":"');
    this.text(400);
    this.out.ascii('"}');
    this.closeMessage(call, call.output);
    this.close(
      `},"normalizedMessages":[],"type":"agent_progress","prompt":"","agentId":"${agentId}"},"toolUseID":"agent_${call.messageId}","parentToolUseID":"${toolId}"`,
    );
  }

  turnDuration(durationMs: number): void {
    this.open();
    this.close(`,"type":"system","subtype":"turn_duration","durationMs":${durationMs},"isMeta":false`);
  }

  apiError(): void {
    this.open();
    this.close(
      `,"type":"system","subtype":"api_error","level":"error","error":{"status":529,"headers":{},"error":{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}},"retryInMs":587.9,"retryAttempt":1,"maxRetries":10`,
    );
    this.truth.errors += 1;
  }

  compaction(preTokens: number): void {
    const last = this.parent;
    this.parent = null;
    this.open();
    this.close(
      `,"logicalParentUuid":"${last}","type":"system","subtype":"compact_boundary","content":"Conversation compacted","isMeta":false,"level":"info","compactMetadata":{"trigger":"auto","preTokens":${preTokens}}`,
    );
    this.prompt(6_000, ',"isVisibleInTranscriptOnly":true,"isCompactSummary":true');
    this.truth.compactions += 1;
  }

  private openAssistant(call: CallUsage): void {
    this.open();
    this.out.ascii(',');
    this.openMessage(call);
  }

  private closeAssistant(call: CallUsage, outputTokens: number): void {
    this.closeMessage(call, outputTokens);
    this.close(`,"requestId":"${call.requestId}","type":"assistant"`);
  }

  private openMessage(call: CallUsage): void {
    this.out.ascii(
      `"message":{"model":"${call.model}","id":"${call.messageId}","type":"message","role":"assistant","content":[`,
    );
  }

  private closeMessage(call: CallUsage, outputTokens: number): void {
    const written = call.cacheCreation5m + call.cacheCreation1h;
    this.out.ascii(
      `],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":${call.input},"cache_creation_input_tokens":${written},"cache_read_input_tokens":${call.cacheRead},"cache_creation":{"ephemeral_5m_input_tokens":${call.cacheCreation5m},"ephemeral_1h_input_tokens":${call.cacheCreation1h}},"output_tokens":${outputTokens},"service_tier":"standard","inference_geo":"global"}}`,
    );
  }

  private open(): void {
    const parent = this.parent === null ? 'null' : `"${this.parent}"`;
    this.out.ascii(`{"parentUuid":${parent}${this.envelope}`);
  }

  private close(tail: string): void {
    const uuid = this.random.uuid();
    this.out.ascii(`${tail},"uuid":"${uuid}","timestamp":"${this.tick()}"}\n`);
    this.parent = uuid;
    this.count();
  }

  private text(length: number): void {
    this.out.body(this.pool.slice(this.random.next(), length));
  }

  private tick(): string {
    this.now += this.random.int(40, 2_400);
    return new Date(this.now).toISOString();
  }

  private count(): void {
    this.truth.lines += 1;
    this.truth.events += 1;
  }
}
