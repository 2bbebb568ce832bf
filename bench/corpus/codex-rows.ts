/**
 * Codex rows in the field order of version 0.104 (codex.md 2), written without building objects. Their sizes are those of real sessions
 * of that version, by kind: 2.1 to 2.5 KB a row, half of it the instructions that `turn_context` repeats for each request.
 */

import type { Random } from '../../src/domain/random.ts';
import type { CodexTruth } from './codex-truth.ts';
import type { RowWriter } from './row-writer.ts';
import type { TextPool } from './text-pool.ts';

/** Running totals of a thread, in the log's own terms: input with cached, output with reasoning. */
export interface Totals {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

export interface CodexIdentity {
  readonly threadId: string;
  readonly model: string;
  readonly cwd: string;
  readonly branch: string;
}

/** Share of commands that end with another exit code than 0. */
const ERROR_SHARE = 0.06;
const WINDOW = 258_400;
const BASE_INSTRUCTIONS_BYTES = 13_100;
/** In each `turn_context`: the project's instructions and the mode's. */
const TURN_INSTRUCTIONS_BYTES = 10_300;

/** Writes the rows of one rollout and counts what they mean. */
export class CodexRows {
  private turnId = '';
  private repeated = '';
  private readonly instructions: { start: number; end: number };

  constructor(
    private readonly out: RowWriter,
    private readonly random: Random,
    private readonly pool: TextPool,
    private readonly truth: CodexTruth,
    private readonly identity: CodexIdentity,
    public now: number,
  ) {
    this.instructions = pool.slice(random.next(), TURN_INSTRUCTIONS_BYTES);
  }

  /** `origin`: the fields that say whose fork or sub-agent this is. */
  meta(origin: string): void {
    const { branch, cwd, threadId } = this.identity;
    this.open('session_meta');
    this.out.ascii(
      `"id":"${threadId}",${origin}"timestamp":"${new Date(this.now).toISOString()}","cwd":"${cwd}","originator":"codex_cli_rs","cli_version":"0.104.0","model_provider":"openai","base_instructions":{"text":"`,
    );
    this.text(BASE_INSTRUCTIONS_BYTES);
    this.close(`"},"git":{"commit_hash":"${this.random.hex(40)}","branch":"${branch}"}`);
  }

  startTurn(): void {
    this.turnId = threadIdAt(this.now, this.random);
    this.event('task_started', `,"turn_id":"${this.turnId}","model_context_window":${WINDOW}`);
    const prompt = this.pool.slice(this.random.next(), this.random.logNormal(220, 1));
    this.open('response_item');
    this.out.ascii('"type":"message","role":"user","content":[{"type":"input_text","text":"');
    this.out.body(prompt);
    this.close('"}]');
    this.open('event_msg');
    this.out.ascii('"type":"user_message","message":"');
    this.out.body(prompt);
    this.close('","images":[],"local_images":[],"text_elements":[]');
  }

  /** Once for each request, as versions up to 0.104 do. */
  turnContext(): void {
    const { cwd, model } = this.identity;
    this.open('turn_context');
    this.out.ascii(
      `"turn_id":"${this.turnId}","cwd":"${cwd}","approval_policy":"on-request","sandbox_policy":{"type":"workspace-write","writable_roots":["${cwd}"],"network_access":false},"model":"${model}","effort":"high","summary":"auto","user_instructions":"`,
    );
    this.out.body(this.instructions);
    this.close('","truncation_policy":{"mode":"tokens","limit":10000}');
  }

  reasoning(): void {
    const head = `**Step ${this.random.int(1, 999)}**`;
    this.event('agent_reasoning', `,"text":"${head}"`);
    this.open('response_item');
    this.out.ascii(
      `"type":"reasoning","summary":[{"type":"summary_text","text":"${head}"}],"content":null,"encrypted_content":"${this.random.base62(64).repeat(Math.ceil(this.random.logNormal(31, 0.6)))}"`,
    );
    this.close('');
  }

  reply(): void {
    const text = this.pool.slice(this.random.next(), this.random.logNormal(420, 0.9));
    this.open('event_msg');
    this.out.ascii('"type":"agent_message","message":"');
    this.out.body(text);
    this.close('"');
    this.open('response_item');
    this.out.ascii('"type":"message","role":"assistant","content":[{"type":"output_text","text":"');
    this.out.body(text);
    this.close('"}]');
  }

  /** Returns the call's id, which its output names. */
  call(): { id: string; isShell: boolean } {
    const id = `call_${this.random.base62(24)}`;
    const isShell = this.random.chance(0.85);
    this.open('response_item');
    if (isShell) {
      this.out.ascii(
        `"type":"function_call","name":"exec_command","arguments":"{\\"cmd\\":\\"npm run job -- --case ${this.random.int(1, 9_999)}\\",\\"workdir\\":\\"${this.identity.cwd}\\"}","call_id":"${id}"`,
      );
    } else {
      this.out.ascii(
        `"type":"custom_tool_call","status":"completed","call_id":"${id}","name":"apply_patch","input":"*** Begin Patch\\n*** Update File: src/a.ts\\n+`,
      );
      this.text(this.random.logNormal(900, 0.9));
      this.out.ascii('\\n*** End Patch\\n"');
    }
    this.close('');
    this.truth.tool_calls += 1;
    return { id, isShell };
  }

  output({ id, isShell }: { id: string; isShell: boolean }, size: number): void {
    const failed = this.random.chance(ERROR_SHARE);
    const code = failed ? 1 : 0;
    const wall = (this.random.next() * 9).toFixed(4);
    this.open('response_item');
    if (isShell) {
      this.out.ascii(
        `"type":"function_call_output","call_id":"${id}","output":"Chunk ID: ${this.random.hex(6)}\\nWall time: ${wall} seconds\\nProcess exited with code ${code}\\nOriginal token count: ${Math.ceil(size / 4)}\\nOutput:\\n`,
      );
      this.text(size);
      this.close('"');
    } else {
      this.close(
        `"type":"custom_tool_call_output","call_id":"${id}","output":"{\\"output\\":\\"Success. Updated the following files:\\\\nM src/a.ts\\\\n\\",\\"metadata\\":{\\"exit_code\\":${code},\\"duration_seconds\\":0.1}}"`,
      );
    }
    this.truth.tool_errors += code;
    this.truth.errors += code;
  }

  /** A count that says something new; `last` was added to `total` before. */
  tokenCount(total: Totals, last: Totals): void {
    const used = Math.min(100, Math.floor(((this.now % 18_000_000) / 18_000_000) * 100));
    this.repeated = `,"info":{"total_token_usage":${vector(total)},"last_token_usage":${vector(last)},"model_context_window":${WINDOW}},"rate_limits":{"limit_id":"codex","primary":{"used_percent":${used}.0,"window_minutes":300,"resets_at":${Math.floor(this.now / 1000) + 9_000}},"secondary":{"used_percent":40.0,"window_minutes":10080,"resets_at":${Math.floor(this.now / 1000) + 90_000}},"plan_type":"plus"}`;
    this.event('token_count', this.repeated);
    this.truth.count(this.identity.model, last);
  }

  /** Codex says the same again when the next request starts. */
  repeatedCount(): void {
    if (this.repeated !== '') this.event('token_count', this.repeated);
  }

  compaction(): void {
    this.open('compacted');
    this.out.ascii('"message":"","replacement_history":[');
    for (let n = this.random.int(20, 60); n > 0; n--) {
      this.out.ascii('{"type":"message","role":"user","content":[{"type":"input_text","text":"');
      this.text(this.random.logNormal(900, 0.9));
      this.out.ascii(n === 1 ? '"}]}' : '"}]},');
    }
    this.close(']');
    this.event('context_compacted', '');
    this.truth.compactions += 1;
  }

  endTurn(): void {
    this.event('task_complete', `,"turn_id":"${this.turnId}","last_agent_message":null,"duration_ms":90000`);
  }

  private event(type: string, rest: string): void {
    this.open('event_msg');
    this.close(`"type":"${type}"${rest}`);
  }

  private open(type: string): void {
    this.now += this.random.int(10, 700);
    this.out.ascii(`{"timestamp":"${new Date(this.now).toISOString()}","type":"${type}","payload":{`);
  }

  private close(tail: string): void {
    this.out.ascii(`${tail}}}\n`);
    this.truth.events += 1;
  }

  private text(length: number): void {
    this.out.body(this.pool.slice(this.random.next(), length));
  }
}

/** A thread's or turn's id (version 7): the time it was made, and chance. */
export function threadIdAt(at: number, random: Random): string {
  const time = Math.floor(at).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}

function vector({ cached, input, output, reasoning }: Totals): string {
  return `{"input_tokens":${input},"cached_input_tokens":${cached},"output_tokens":${output},"reasoning_output_tokens":${reasoning},"total_tokens":${input + output}}`;
}
