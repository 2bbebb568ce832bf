/** The agent work stream of the corpus: one stream file, and the session files that repeat its lines (work-stream.md). */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/domain/random.ts';
import { RowWriter } from './row-writer.ts';
import type { TextPool } from './text-pool.ts';

/** What a correct reader reports for the stream. */
export interface StreamTruth {
  bytes: number;
  events: number;
  sessions: number;
  tool_calls: number;
  tool_errors: number;
  errors: number;
  /** Sum of the sessions' own totals: class `unclassified`. */
  unclassified: number;
}

export interface StreamFilesOptions {
  /** The `agent-work-logs` folder to fill. */
  readonly directory: string;
  readonly bytes: number;
  readonly random: Random;
  readonly pool: TextPool;
  readonly since: number;
}

const EXECUTORS = [
  { executor: 'CODEX', model: 'gpt-5.3-codex' },
  { executor: 'COPILOT', model: 'claude-sonnet-4-5-20250929' },
] as const;
const TOOLS = ['shell', 'apply_patch', 'read_file', 'grep'] as const;
/** Every so many attempts also have their own session file. */
const SESSION_FILE_EVERY = 20;

/** Writes the stream; attempts follow one another, as from one orchestrator with one executor. */
export function writeStreamFiles(options: StreamFilesOptions): StreamTruth {
  const truth: StreamTruth = {
    bytes: 0,
    events: 0,
    sessions: 0,
    tool_calls: 0,
    tool_errors: 0,
    errors: 0,
    unclassified: 0,
  };
  const sessionFolder = join(options.directory, 'agent-sessions');
  mkdirSync(sessionFolder, { recursive: true });
  const out = new RowWriter(join(options.directory, 'agent-work-stream.jsonl'), options.pool, options.bytes);
  const copies: { name: string; start: number; end: number }[] = [];
  let now = options.since;
  while (out.position() < options.bytes) {
    const attempt = new Attempt(options, out, truth, now);
    const start = out.position();
    now = attempt.write();
    if (truth.sessions % SESSION_FILE_EVERY === 0)
      copies.push({ name: attempt.id, start, end: out.position() });
  }
  const content = out.close(now);
  truth.bytes = out.length;
  for (const copy of copies) {
    const file = new RowWriter(join(sessionFolder, `${copy.name}.jsonl`), options.pool, 0);
    file.raw(content.subarray(copy.start, copy.end));
    file.close(now);
  }
  return truth;
}

/** One attempt at a task, from session_start to session_end. */
class Attempt {
  readonly id: string;
  private sequence = 0;
  private readonly started: number;
  private readonly head: string;

  constructor(
    private readonly options: StreamFilesOptions,
    private readonly out: RowWriter,
    private readonly truth: StreamTruth,
    private now: number,
  ) {
    const { random } = options;
    const { executor, model } = random.pick(EXECUTORS);
    this.id = `ve-${random.hex(6)}-task-${random.int(1, 9_999)}`;
    this.started = now;
    this.head = `"attempt_id":"${this.id}","session_id":"${random.uuid()}","task_id":"t-${random.int(1, 99_999)}","task_title":"Work item ${random.int(1, 999)}","executor":"${executor}","model":"${model}"`;
  }

  /** Returns the time of its last event. */
  write(): number {
    const { random } = this.options;
    this.event('session_start', '"prompt_type":"initial","prompt":"', 600);
    for (let steps = random.int(20, 120); steps > 0; steps--) this.step();
    const tokens = random.int(20_000, 900_000);
    const durationMs = this.now - this.started;
    this.event(
      'session_end',
      `"completion_status":"success","duration_ms":${durationMs},"total_tokens":${tokens}`,
    );
    this.truth.sessions += 1;
    this.truth.unclassified += tokens;
    return this.now;
  }

  private step(): void {
    const { random } = this.options;
    const tool = random.pick(TOOLS);
    if (random.chance(0.5))
      this.event('agent_output', '"stream_type":"stdout","output":"', random.logNormal(700, 1));
    this.event(
      'tool_call',
      `"tool_name":"${tool}","tool_params":{"command":"`,
      random.logNormal(150, 0.8),
      '"}',
    );
    const failed = random.chance(0.05);
    this.event('tool_result', `"tool_name":"${tool}","result":"${failed ? 'error' : 'success'}"`);
    this.truth.tool_calls += 1;
    if (failed) {
      this.truth.tool_errors += 1;
      this.truth.errors += 1;
    }
    if (random.chance(0.01)) {
      this.event('error', '"error_fingerprint":"fp-build","error_category":"build","error_message":"', 120);
      this.truth.errors += 1;
    }
  }

  /** `data` is everything of the data object before a body of `bodyLength` bytes; without a body, the whole of it. */
  private event(type: string, data: string, bodyLength: number | null = null, tail = '"'): void {
    const { random, pool } = this.options;
    this.now += random.int(100, 9_000);
    const at = new Date(this.now).toISOString();
    this.out.ascii(`{"timestamp":"${at}",${this.head},"event_type":"${type}","data":{${data}`);
    if (bodyLength !== null) {
      this.out.body(pool.slice(random.next(), bodyLength));
      this.out.ascii(tail);
    }
    const elapsedMs = this.now - this.started;
    this.out.ascii(
      `},"branch":"ve/task","base_branch":"main","elapsed_ms":${elapsedMs},"sequence_num":${this.sequence}}\n`,
    );
    this.sequence += 1;
    this.truth.events += 1;
  }
}
