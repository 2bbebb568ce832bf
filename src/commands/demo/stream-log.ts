/** Writes one simulated attempt into the agent work stream and its sibling files (work-stream.md). */

import type { Random } from '../../domain/random.ts';
import { type DemoLine, timestampAt } from './demo-line.ts';

export interface StreamLogOptions {
  readonly random: Random;
  readonly startMs: number;
  readonly offsetMs: number;
  readonly slug: string;
  readonly title: string;
  readonly project: string;
  readonly executor: string;
  readonly model: string;
}

const FOLDER = 'agent-work-logs';

/** One attempt at a task: its lines stand in the stream and in its session file, errors in the error file too. */
export class StreamLog {
  offsetMs: number;
  private readonly attemptId: string;
  private readonly head: Readonly<Record<string, unknown>>;
  private sequence = 0;
  private toolCalls = 0;
  private errors = 0;
  private totalTokens = 0;

  constructor(private readonly options: StreamLogOptions) {
    const { random } = options;
    this.offsetMs = options.offsetMs;
    this.attemptId = `ve-${random.hex(6)}-${options.slug}`;
    this.head = {
      attempt_id: this.attemptId,
      session_id: random.uuid(),
      task_id: random.uuid(),
      task_title: options.title,
      project_id: options.project,
      executor: options.executor,
      model: options.model,
    };
  }

  wait(ms: number): void {
    this.offsetMs += Math.round(ms);
  }

  start(): DemoLine[] {
    return this.event('session_start', { prompt: this.options.title, prompt_type: 'initial' });
  }

  output(text: string): DemoLine[] {
    return this.event('agent_output', { output: text, stream_type: 'stdout' });
  }

  toolCall(name: string, parameters: Readonly<Record<string, unknown>>): DemoLine[] {
    this.toolCalls += 1;
    return this.event('tool_call', { tool_name: name, tool_params: parameters });
  }

  toolResult(name: string, text: string): DemoLine[] {
    return this.event('tool_result', { tool_name: name, result: 'success', result_data: text });
  }

  /** Tokens of one model call, in the naming of the Codex SDK. */
  usage(inputTokens: number, cachedInputTokens: number, outputTokens: number): DemoLine[] {
    this.totalTokens += inputTokens + outputTokens;
    return this.event('usage', {
      input_tokens: inputTokens,
      cached_input_tokens: cachedInputTokens,
      output_tokens: outputTokens,
    });
  }

  error(message: string, fingerprint: string, category: string): DemoLine[] {
    this.errors += 1;
    const data = { error_message: message, error_fingerprint: fingerprint, error_category: category };
    const lines = this.event('error', data);
    return [...lines, { ...(lines[0] as DemoLine), file: `${FOLDER}/agent-errors.jsonl` }];
  }

  /** The end, and the attempt's line in the metrics file. */
  end(status: 'success' | 'failed', costUsd: number): DemoLine[] {
    const durationMs = this.offsetMs - this.options.offsetMs;
    const totals = { duration_ms: durationMs, total_tokens: this.totalTokens, cost_usd: costUsd };
    const lines = this.event('session_end', { completion_status: status, ...totals });
    return [...lines, this.metrics(status === 'success', totals)];
  }

  private metrics(success: boolean, totals: Readonly<Record<string, number>>): DemoLine {
    const { executor, model, startMs } = this.options;
    const metrics = { ...totals, tool_calls: this.toolCalls, errors: this.errors, success, retry_count: 0 };
    const value = {
      timestamp: timestampAt(startMs, this.offsetMs),
      attempt_id: this.attemptId,
      task_id: this.head.task_id,
      executor,
      model,
      metrics,
      outcome: { status: success ? 'completed' : 'failed', test_passed: success, build_passed: success },
    };
    return { atOffsetMs: this.offsetMs, file: `${FOLDER}/agent-metrics.jsonl`, line: JSON.stringify(value) };
  }

  private event(type: string, data: Readonly<Record<string, unknown>>): DemoLine[] {
    const { options } = this;
    const line = JSON.stringify({
      timestamp: timestampAt(options.startMs, this.offsetMs),
      ...this.head,
      event_type: type,
      data,
      branch: `ve/${options.slug}`,
      base_branch: 'main',
      elapsed_ms: this.offsetMs - options.offsetMs,
      sequence_num: this.sequence,
    });
    this.sequence += 1;
    const files = ['agent-work-stream.jsonl', `agent-sessions/${this.attemptId}.jsonl`];
    return files.map((file) => ({ atOffsetMs: this.offsetMs, file: `${FOLDER}/${file}`, line }));
  }
}
