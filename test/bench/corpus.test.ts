import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Corpus, ensureCorpus } from '../../bench/corpus.ts';

const MEGABYTES = 12;

interface Block {
  readonly type: string;
  readonly is_error?: boolean;
}

/** The fields of any row that the tests look at. */
interface Row {
  readonly type: string;
  readonly subtype?: string;
  readonly uuid?: string;
  readonly requestId?: string;
  readonly message?: {
    readonly id: string;
    readonly content: string | readonly Block[];
    readonly usage: Record<string, number>;
  };
  readonly event_type?: string;
  readonly data?: { readonly total_tokens: number };
}

interface Line {
  readonly file: string;
  readonly length: number;
  readonly value: Row;
}

let folder: string;
let corpus: Corpus;
let lines: Line[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentperf-corpus-'));
  corpus = ensureCorpus(folder, MEGABYTES, 3);
  lines = filesOf(corpus.claudeDirectory).flatMap(readLines);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => path.endsWith('.jsonl'))
    .sort();
}

function readLines(file: string): Line[] {
  const rows = readFileSync(file, 'utf8').trimEnd().split('\n');
  return rows.map((row) => ({ file, length: Buffer.byteLength(row) + 1, value: JSON.parse(row) }));
}

function blocksOf({ message }: Row): readonly Block[] {
  return message === undefined || typeof message.content === 'string' ? [] : message.content;
}

/** The first row of each uuid, and rows without one. */
function distinct(): Line[] {
  const seen = new Set<string>();
  return lines.filter(
    ({ value }) => value.uuid === undefined || (!seen.has(value.uuid) && seen.add(value.uuid)),
  );
}

describe('the benchmark corpus', () => {
  it('is made once: the same folder is used again, the same seed gives the same bytes', () => {
    const dated = statSync(corpus.directory).mtimeMs;
    expect(ensureCorpus(folder, MEGABYTES, 3)).toEqual(corpus);
    expect(statSync(corpus.directory).mtimeMs).toBe(dated);
    const other = mkdtempSync(join(tmpdir(), 'agentperf-corpus-'));
    const again = ensureCorpus(other, MEGABYTES, 3);
    const contents = (of: Corpus): Buffer[] => filesOf(of.directory).map((path) => readFileSync(path));
    expect(contents(again).every((bytes, index) => bytes.equals(contents(corpus)[index] as Buffer))).toBe(
      true,
    );
    rmSync(other, { recursive: true, force: true });
  });

  it('has the truth beside it: an independent count of the rows agrees', () => {
    const rows = distinct();
    const calls = new Map<string, Record<string, number>>();
    for (const { value } of rows) {
      if (value.type !== 'assistant' || value.message === undefined) continue;
      // The last row of a call has the largest output.
      calls.set(`${value.message.id} ${value.requestId}`, value.message.usage);
    }
    const sum = (field: string): number =>
      [...calls.values()].reduce((total, usage) => total + (usage[field] ?? 0), 0);
    const blocks = rows.flatMap(({ value }) => blocksOf(value));
    const { claude } = corpus;
    expect({
      files: filesOf(corpus.claudeDirectory).length,
      bytes: lines.reduce((total, line) => total + line.length, 0),
      lines: lines.length,
      events: rows.length,
      duplicates: lines.length - rows.length,
      model_calls: calls.size,
      input: sum('input_tokens'),
      output: sum('output_tokens'),
      cache_read: sum('cache_read_input_tokens'),
      cache_creation: sum('cache_creation_input_tokens'),
      tool_calls: blocks.filter((block) => block.type === 'tool_use').length,
      tool_errors: blocks.filter((block) => block.is_error === true).length,
      compactions: rows.filter(({ value }) => value.subtype === 'compact_boundary').length,
    }).toEqual({
      files: claude.files,
      bytes: claude.bytes,
      lines: claude.lines,
      events: claude.events,
      duplicates: claude.duplicates,
      model_calls: claude.model_calls,
      input: claude.tokens.input,
      output: claude.tokens.output,
      cache_read: claude.tokens.cache_read,
      cache_creation: claude.tokens.cache_creation,
      tool_calls: claude.tool_calls,
      tool_errors: claude.tool_errors,
      compactions: claude.compactions,
    });
    expect(claude.duplicates).toBeGreaterThan(0);
    expect(claude.subagent_sessions).toBeGreaterThan(0);
  });

  it('looks like real logs: kinds of lines, rows a call, heavy tail', () => {
    const share = (type: string): number =>
      lines.filter(({ value }) => value.type === type).length / lines.length;
    expect(share('progress')).toBeCloseTo(0.43, 1);
    expect(share('assistant')).toBeCloseTo(0.34, 1);
    const assistants = distinct().filter(({ value }) => value.type === 'assistant').length;
    expect(assistants / corpus.claude.model_calls).toBeGreaterThan(1.9);
    expect(assistants / corpus.claude.model_calls).toBeLessThan(2.6);
    const small = lines
      .filter((line) => line.length <= 8_192)
      .reduce((total, line) => total + line.length, 0);
    expect(small / corpus.claude.bytes).toBeGreaterThan(0.35);
    expect(small / corpus.claude.bytes).toBeLessThan(0.65);
    expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(100_000);
  });

  it('repeats stream lines in session files without counting them twice', () => {
    const [stream, ...siblings] = [
      join(corpus.streamDirectory, 'agent-work-stream.jsonl'),
      ...filesOf(join(corpus.streamDirectory, 'agent-sessions')),
    ];
    const rows = readLines(stream as string);
    expect(rows).toHaveLength(corpus.stream.events);
    const known = new Set(rows.map(({ value }) => JSON.stringify(value)));
    for (const sibling of siblings)
      for (const { value } of readLines(sibling)) expect(known.has(JSON.stringify(value))).toBe(true);
    const ends = rows.filter(({ value }) => value.event_type === 'session_end');
    expect(ends).toHaveLength(corpus.stream.sessions);
    expect(ends.reduce((sum, { value }) => sum + (value.data?.total_tokens ?? 0), 0)).toBe(
      corpus.stream.unclassified,
    );
  });
});
