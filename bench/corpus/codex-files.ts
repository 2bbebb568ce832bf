/** Codex rollouts of the corpus: sessions of 1 to 6 MB, forks that replay their parent's history, sub-agents (codex.md 4 and 5). */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRandom, type Random } from '../../src/domain/random.ts';
import { type CodexIdentity, CodexRows, type Totals, threadIdAt } from './codex-rows.ts';
import { CodexTruth } from './codex-truth.ts';
import { RowWriter } from './row-writer.ts';
import { TextPool } from './text-pool.ts';

/** Raise it whenever the same seed would give other bytes: kept corpora are then made again. */
const CORPUS_VERSION = 1;
const SINCE = Date.UTC(2026, 0, 5);
const DAYS = 45;
const DAY_MS = 86_400_000;
const MEGABYTE = 1_000_000;
const MODELS = ['gpt-5.3-codex', 'gpt-5.1-codex', 'gpt-5.1-codex-mini'] as const;
const MODEL_WEIGHTS = [6, 3, 1];
const PROJECTS = ['api', 'web', 'infra', 'mobile', 'docs', 'billing', 'search', 'ops'] as const;
/** Context at which the harness compacts, tokens. */
const COMPACT_AT = 220_000;
const OUTPUT_MEDIAN_BYTES = 1_100;
const OUTPUT_SIGMA = 1.4;
const OUTPUT_MAX_BYTES = 500_000;
/** Every fourth session is a fork of the one before, every third has a sub-agent; both begin with the first part of another's file. */
const FORKED_EVERY = 4;
const SPAWNS_EVERY = 3;
const REPLAYED_BYTES = 300_000;
/** Where the time stands in a row: behind `{"timestamp":"`. */
const TIME_AT = 14;
const TOTALS = '"total_token_usage":';

export interface CodexCorpus {
  /** What `CODEX_HOME` points to. */
  readonly home: string;
  readonly truth: CodexTruth;
}

/** The beginning of a file, to be replayed in another. */
interface History {
  readonly threadId: string;
  readonly bytes: Buffer;
  /** Running totals where it ends, and when that was, epoch ms: who replays it was made later. */
  readonly totals: Totals;
  readonly endAt: number;
}

/** Returns the corpus, generating it when it is not there. `megabytes` of rollouts, 10^6 bytes each. */
export function ensureCodexCorpus(root: string, megabytes: number, seed: number): CodexCorpus {
  const directory = resolve(root, `codex-v${CORPUS_VERSION}-seed${seed}-${megabytes}mb`);
  const truthPath = join(directory, 'truth.json');
  if (!existsSync(truthPath)) generate(directory, megabytes, seed);
  return { home: join(directory, 'home'), truth: JSON.parse(readFileSync(truthPath, 'utf8')) };
}

/** Writes beside the final place and renames, so that a broken run is never taken for a corpus. */
function generate(directory: string, megabytes: number, seed: number): void {
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const truth = new CodexTruth();
  const writer = new Fleet(
    join(unfinished, 'home', 'sessions'),
    createRandom(seed),
    new TextPool(seed),
    truth,
  );
  writer.write(megabytes * MEGABYTE);
  writeFileSync(join(unfinished, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  renameSync(unfinished, directory);
  process.stdout.write(`corpus: ${megabytes} MB of rollouts in ${truth.files} files written\n`);
}

class Fleet {
  constructor(
    private readonly directory: string,
    private readonly random: Random,
    private readonly pool: TextPool,
    private readonly truth: CodexTruth,
  ) {}

  write(bytes: number): void {
    let previous: History | null = null;
    for (let index = 0; this.truth.bytes < bytes; index++) {
      const start = Math.floor(SINCE + this.random.next() * DAYS * DAY_MS);
      const size = this.random.int(1 * MEGABYTE, 6 * MEGABYTE);
      const forked: History | null = index % FORKED_EVERY === FORKED_EVERY - 1 ? previous : null;
      const from: number = forked === null ? start : forked.endAt + this.random.int(1_000, DAY_MS);
      const origin =
        forked === null ? '"source":"cli",' : `"forked_from_id":"${forked.threadId}","source":"cli",`;
      previous = this.session(from, size, origin, forked);
      this.truth.sessions += 1;
      if (index % SPAWNS_EVERY === 0) {
        const spawnedAt = previous.endAt + this.random.int(50, 5_000);
        this.session(spawnedAt, this.random.int(400_000, 900_000), spawnOf(previous), previous);
        this.truth.subagent_sessions += 1;
      }
    }
  }

  private session(start: number, size: number, origin: string, replayed: History | null): History {
    const { pool, random, truth } = this;
    const project = random.pick(PROJECTS);
    const identity: CodexIdentity = {
      threadId: threadIdAt(start, random),
      model: MODELS[random.weighted(MODEL_WEIGHTS)] as string,
      cwd: `/home/dev/${project}`,
      branch: random.chance(0.4) ? 'main' : `feature/${random.hex(6)}`,
    };
    const out = new RowWriter(this.pathOf(identity, start), pool, REPLAYED_BYTES);
    const rows = new CodexRows(out, random, pool, truth, identity, start);
    rows.meta(origin);
    if (replayed !== null) this.replay(out, replayed, rows);
    new Rollout(rows, random, replayed?.totals).write(() => out.position() < size);
    const head = out.close(rows.now);
    truth.files += 1;
    truth.bytes += out.length;
    return historyOf(identity.threadId, head);
  }

  /** The parent's rows, its `session_meta` first, with the time at which they were copied. */
  private replay(out: RowWriter, { bytes }: History, rows: CodexRows): void {
    const copy = Buffer.from(bytes);
    const time = new Date(rows.now).toISOString();
    for (let start = 0; start < copy.length; start = copy.indexOf(0x0a, start) + 1) {
      copy.write(time, start + TIME_AT, 'latin1');
      this.truth.events += 1;
    }
    out.raw(copy);
    rows.now += 1_500;
  }

  private pathOf({ threadId }: CodexIdentity, start: number): string {
    const time = new Date(start).toISOString();
    const folder = join(this.directory, time.slice(0, 4), time.slice(5, 7), time.slice(8, 10));
    mkdirSync(folder, { recursive: true });
    return join(folder, `rollout-${time.slice(0, 19).replaceAll(':', '-')}-${threadId}.jsonl`);
  }
}

function spawnOf({ threadId }: History): string {
  return `"source":{"subagent":{"thread_spawn":{"parent_thread_id":"${threadId}","depth":1,"agent_nickname":"Ada","agent_role":"explorer"}}},`;
}

/** The last count in the copied rows says what the totals were there. */
function historyOf(threadId: string, bytes: Buffer): History {
  const lastRow = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
  const endAt = Date.parse(bytes.toString('latin1', lastRow + TIME_AT, lastRow + TIME_AT + 24));
  const at = bytes.lastIndexOf(TOTALS);
  const start = at + TOTALS.length;
  const counts = JSON.parse(at === -1 ? '{}' : bytes.toString('latin1', start, bytes.indexOf('}', at) + 1));
  return {
    threadId,
    bytes,
    endAt,
    totals: {
      input: counts.input_tokens ?? 0,
      cached: counts.cached_input_tokens ?? 0,
      output: counts.output_tokens ?? 0,
      reasoning: counts.reasoning_output_tokens ?? 0,
    },
  };
}

/** One rollout being written: its turns and requests. */
class Rollout {
  private context = 14_000;
  private readonly totals: Totals;

  constructor(
    private readonly rows: CodexRows,
    private readonly random: Random,
    totals: Totals = { input: 0, cached: 0, output: 0, reasoning: 0 },
  ) {
    this.totals = { ...totals };
  }

  write(goesOn: () => boolean): void {
    this.rows.startTurn();
    while (goesOn()) this.request();
    this.rows.endTurn();
  }

  private request(): void {
    const { random, rows } = this;
    if (this.context > COMPACT_AT) {
      rows.compaction();
      this.context = 20_000;
    }
    rows.turnContext();
    rows.repeatedCount();
    rows.reasoning();
    if (random.chance(0.45)) rows.reply();
    const calls = Array.from({ length: random.weighted([8, 70, 15, 7]) }, () => rows.call());
    this.count();
    for (const call of calls) {
      const size = Math.min(OUTPUT_MAX_BYTES, random.logNormal(OUTPUT_MEDIAN_BYTES, OUTPUT_SIGMA));
      rows.output(call, size);
      this.context += Math.min(10_000, Math.ceil(size / 4));
    }
    if (calls.length === 0) {
      rows.endTurn();
      rows.now += random.int(5_000, 300_000);
      rows.startTurn();
    }
  }

  private count(): void {
    const { random, totals } = this;
    const output = Math.ceil(random.logNormal(220, 0.9)) + 8;
    const last: Totals = {
      input: this.context,
      cached: Math.floor(this.context * (0.8 + random.next() * 0.19)),
      output,
      reasoning: Math.floor(output * random.next() * 0.8),
    };
    totals.input += last.input;
    totals.cached += last.cached;
    totals.output += last.output;
    totals.reasoning += last.reasoning;
    this.rows.tokenCount(totals, last);
    this.context += output;
  }
}
