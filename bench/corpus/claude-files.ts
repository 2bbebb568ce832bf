/** Claude Code transcripts of the corpus: main files of 2.5 to 5 MB, their sub-agents, and files that repeat another's history. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/domain/random.ts';
import { type CallUsage, ClaudeRows, type FileIdentity } from './claude-rows.ts';
import { RowWriter } from './row-writer.ts';
import type { TextPool } from './text-pool.ts';
import type { Truth } from './truth.ts';

const MODELS = ['claude-opus-4-6', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001'] as const;
const MODEL_WEIGHTS = [5, 4, 1];
const TOOLS = ['Bash', 'Edit', 'Read'] as const;
const TOOL_WEIGHTS = [5, 2, 4];
const PROJECTS = ['api', 'web', 'infra', 'mobile', 'docs', 'billing', 'search', 'ops'] as const;
const VERSIONS = ['2.1.37', '2.1.38', '2.1.39', '2.1.42'] as const;
/** Context at which the harness compacts, tokens. */
const COMPACT_AT = 160_000;
/** Tool uses of one call: none, one, two, three. */
const TOOL_COUNT_WEIGHTS = [12, 68, 15, 5];
const RESULT_MEDIAN_BYTES = 1_800;
const RESULT_SIGMA = 1.82;
const RESULT_MAX_BYTES = 500_000;
const DAY_MS = 86_400_000;
/** Every third file begins with the first 5 % of another's (claude-code.md 1: resume copies history). */
const RESUMED_EVERY = 3;
const COPIED_SHARE = 0.05;
/** Rows in the parent that mirror one sub-agent. */
const MIRRORED_ROWS = 6;

export interface ClaudeFilesOptions {
  /** The `projects` folder to fill. */
  readonly directory: string;
  readonly bytes: number;
  readonly random: Random;
  readonly pool: TextPool;
  readonly truth: Truth;
  /** Epoch ms of the oldest session; the rest lie within `days` after it. */
  readonly since: number;
  readonly days: number;
}

/** A sub-agent that a main file started. */
interface Child {
  readonly agentId: string;
  readonly start: number;
}

/** The beginning of a file, to be copied into another. */
interface Head {
  readonly bytes: Buffer;
  readonly rowsWithUuid: number;
  readonly rowsWithout: number;
}

/** Writes files until `bytes` are there. */
export function writeClaudeFiles(options: ClaudeFilesOptions): void {
  let previous: Head | null = null;
  const end = options.truth.bytes + options.bytes;
  for (let index = 0; options.truth.bytes < end; index++) {
    const size = Math.min(
      options.random.int(2_500_000, 5_000_000),
      Math.max(50_000, end - options.truth.bytes),
    );
    previous = writeSession(options, size, index % RESUMED_EVERY === 2 ? previous : null);
  }
}

function writeSession(options: ClaudeFilesOptions, size: number, resumed: Head | null): Head {
  const { random, truth } = options;
  const sessionId = random.uuid();
  const project = random.pick(PROJECTS);
  const folder = join(options.directory, `-home-dev-${project}`);
  mkdirSync(folder, { recursive: true });
  const identity: FileIdentity = {
    sessionId,
    agentId: null,
    cwd: `/home/dev/${project}`,
    branch: random.chance(0.4) ? 'main' : `feature/${random.hex(6)}`,
    version: random.pick(VERSIONS),
  };
  const start = options.since + random.next() * options.days * DAY_MS;
  const file = new Transcript(options, identity, join(folder, `${sessionId}.jsonl`), Math.floor(start), size);
  if (resumed !== null) file.copyHistory(resumed);
  truth.sessions += 1;
  const head = file.write();
  for (const child of file.children)
    writeSubagent(options, identity, join(folder, sessionId, 'subagents'), child);
  return head;
}

function writeSubagent(
  options: ClaudeFilesOptions,
  parent: FileIdentity,
  folder: string,
  child: Child,
): void {
  mkdirSync(folder, { recursive: true });
  const identity = { ...parent, agentId: child.agentId };
  const path = join(folder, `agent-${child.agentId}.jsonl`);
  new Transcript(options, identity, path, child.start, options.random.int(60_000, 500_000)).write();
  options.truth.subagent_sessions += 1;
}

/** One transcript being written: the state of its session. */
class Transcript {
  readonly children: Child[] = [];
  private readonly out: RowWriter;
  private readonly rows: ClaudeRows;
  private readonly model: string;
  private readonly keepsAnHour: boolean;
  private context = 18_000;
  private turnStart = 0;

  constructor(
    private readonly options: ClaudeFilesOptions,
    private readonly identity: FileIdentity,
    path: string,
    start: number,
    private readonly size: number,
  ) {
    const { random, pool, truth } = options;
    const isMain = identity.agentId === null;
    this.out = new RowWriter(path, pool, isMain ? Math.floor(size * COPIED_SHARE) : 0);
    this.rows = new ClaudeRows(this.out, random, pool, truth, identity, start);
    this.model = isMain ? (MODELS[random.weighted(MODEL_WEIGHTS)] as string) : MODELS[2];
    this.keepsAnHour = isMain && random.chance(0.5);
  }

  /** Rows of another file under their own uuids: everything in them is counted already. */
  copyHistory(head: Head): void {
    this.out.raw(head.bytes);
    this.options.truth.duplicates += head.rowsWithUuid;
    this.options.truth.events += head.rowsWithout;
    this.options.truth.lines += head.rowsWithUuid + head.rowsWithout;
  }

  write(): Head {
    const { truth } = this.options;
    this.startTurn();
    while (this.out.position() < this.size) this.call();
    const head = this.out.close(this.rows.now);
    truth.files += 1;
    truth.bytes += this.out.length;
    return countRows(head);
  }

  private startTurn(): void {
    this.turnStart = this.rows.now;
    if (this.identity.agentId === null) this.rows.snapshot();
    this.rows.prompt(this.options.random.logNormal(220, 1));
  }

  private call(): void {
    const { random } = this.options;
    if (this.context > COMPACT_AT) this.compact();
    if (random.chance(0.004)) this.rows.apiError();
    const tools = random.weighted(TOOL_COUNT_WEIGHTS);
    const kinds = [
      ...(random.chance(0.35) ? ['thinking'] : []),
      ...(random.chance(0.7) || tools === 0 ? ['text'] : []),
    ];
    const usage = this.drawUsage(this.model);
    this.countUsage(usage);
    const growth = usage.output / (kinds.length + tools);
    kinds.forEach((kind, index) => {
      const tokens = Math.ceil(growth * index) + 1;
      const last = tools === 0 && index === kinds.length - 1;
      if (kind === 'thinking') this.rows.thinking(usage, tokens);
      else this.rows.reply(usage, last ? usage.output : Math.min(tokens, usage.output));
    });
    for (let index = 0; index < tools; index++)
      this.tool(usage, index === tools - 1, kinds.length + index, growth);
    if (tools === 0) this.endTurn();
  }

  private tool(usage: CallUsage, last: boolean, index: number, growth: number): void {
    const { random } = this.options;
    const tokens = last ? usage.output : Math.min(usage.output, Math.ceil(growth * index) + 1);
    const delegates = this.identity.agentId === null && random.chance(0.006);
    const tool = delegates ? 'Task' : (TOOLS[random.weighted(TOOL_WEIGHTS)] as string);
    const toolUse = this.rows.toolUse(usage, tokens, tool);
    if (delegates) this.delegate(toolUse.toolId);
    for (let n = random.int(0, 5); n > 0; n--) this.rows.progress(toolUse.toolId);
    const size = Math.min(RESULT_MAX_BYTES, random.logNormal(RESULT_MEDIAN_BYTES, RESULT_SIGMA));
    this.rows.toolResult(toolUse, size);
    this.context += Math.min(12_000, Math.ceil(size / 12));
  }

  private drawUsage(model: string): CallUsage {
    const { random } = this.options;
    const written = Math.ceil(random.logNormal(700, 1));
    return {
      messageId: `msg_01${random.base62(22)}`,
      requestId: `req_011C${random.base62(20)}`,
      model,
      input: random.int(1, 9),
      cacheRead: this.context,
      cacheCreation5m: this.keepsAnHour ? 0 : written,
      cacheCreation1h: this.keepsAnHour ? written : 0,
      output: Math.ceil(random.logNormal(180, 0.9)) + 8,
    };
  }

  private countUsage(usage: CallUsage): void {
    const { truth } = this.options;
    const written = usage.cacheCreation5m + usage.cacheCreation1h;
    this.context += written + usage.output;
    truth.model_calls += 1;
    truth.calls_by_model[usage.model] = (truth.calls_by_model[usage.model] ?? 0) + 1;
    truth.tokens.input += usage.input;
    truth.tokens.cache_read += usage.cacheRead;
    truth.tokens.cache_creation += written;
    truth.tokens.cache_creation_5m += usage.cacheCreation5m;
    truth.tokens.cache_creation_1h += usage.cacheCreation1h;
    truth.tokens.output += usage.output;
  }

  private compact(): void {
    this.rows.compaction(this.context);
    this.context = 22_000;
  }

  private endTurn(): void {
    this.rows.turnDuration(this.rows.now - this.turnStart);
    this.rows.now += this.options.random.int(5_000, 300_000);
    this.startTurn();
  }

  /** The sub-agent's own file is written after this one; here stand only the rows that mirror its calls. */
  private delegate(toolId: string): void {
    const agentId = this.options.random.hex(7);
    this.children.push({ agentId, start: this.rows.now });
    for (let n = 0; n < MIRRORED_ROWS; n++)
      this.rows.agentProgress(toolId, agentId, this.drawUsage(MODELS[2]));
  }
}

function countRows(head: Buffer): Head {
  let rowsWithUuid = 0;
  let rowsWithout = 0;
  for (let start = 0; start < head.length; ) {
    const end = head.indexOf(0x0a, start);
    if (head.subarray(start, start + 14).toString() === '{"parentUuid":') rowsWithUuid += 1;
    else rowsWithout += 1;
    start = end + 1;
  }
  return { bytes: head, rowsWithUuid, rowsWithout };
}
