/** The adapter against a database and objects that nobody here wrote; skipped where ../shared is absent. */

import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openForeign } from '../../../../src/db/foreign.ts';
import { isRejection, type ParsedRecord } from '../../../../src/domain/event.ts';
import type { LocatedRecord } from '../../../../src/domain/source.ts';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';
import { Archive } from './archive.ts';
import { calls, ofType } from './made-up.ts';

const SAMPLES = path.resolve('../shared/samples/loose/opencode');
const DATABASE = path.join(SAMPLES, 'rogeriojunior31__lazyagents__opencode-1.18.33-trimmed.db');
const NOW = Date.UTC(2026, 11, 31);

const hasSamples = fs.existsSync(DATABASE);
if (!hasSamples) console.warn('SKIPPED: OpenCode samples (../shared/samples) not found');

function recordsOf(parts: ReturnType<NonNullable<typeof opencodeAdapter.document>['read']>): LocatedRecord[] {
  if ('problem' in parts) throw new Error(parts.problem);
  return [...parts].flatMap(({ records }) => [...records]);
}

const accepted = (located: readonly LocatedRecord[]): ParsedRecord[] =>
  located.map(({ result }) => result).filter((result): result is ParsedRecord => !isRejection(result));

describe.skipIf(!hasSamples)('a database recorded from 1.18.33', () => {
  test('every row is a record, and the sums are those of SQL', () => {
    const db = openForeign(DATABASE);
    const file = { path: DATABASE, mtimeMs: NOW, nowMs: NOW };
    const located = recordsOf(opencodeAdapter.database?.read(db, file, null) ?? []);
    const records = accepted(located);
    const [expected] = [
      ...db.rows(`SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM message) + (SELECT count(*) FROM part) AS rows,
        count(*) AS calls, sum(data ->> '$.tokens.input') AS input, sum(data ->> '$.tokens.cache.read') AS cacheRead,
        sum((data ->> '$.tokens.output') + (data ->> '$.tokens.reasoning')) AS output, sum(data ->> '$.tokens.total') AS total,
        sum((data ->> '$.time.completed') - (data ->> '$.time.created')) FILTER (WHERE data ->> '$.finish' = 'stop') AS took,
        (SELECT count(*) FROM part WHERE data ->> '$.type' = 'tool') AS tools,
        (SELECT group_concat(tokens_input || '/' || tokens_cache_read) FROM session) AS session
        FROM message WHERE data ->> '$.role' = 'assistant'`),
    ];
    const sum = (name: 'input' | 'cacheRead' | 'output'): number =>
      calls(records).reduce((total, { usage }) => total + (usage[name] ?? 0), 0);
    expect({
      ...{ rows: located.length, calls: calls(records).length, tools: ofType(records, 'tool_call').length },
      ...{ input: sum('input'), cacheRead: sum('cacheRead'), output: sum('output') },
      took: calls(records).reduce((total, { durationMs }) => total + (durationMs ?? 0), 0),
      total: sum('input') + sum('cacheRead') + sum('output'),
      session: `${sum('input')}/${sum('cacheRead')}`,
    }).toEqual(expected);
    expect(records).toHaveLength(located.length);
    expect(records.reduce((clamped, record) => clamped + record.clampedFields, 0)).toBe(0);
    expect(records.filter(({ kind }) => kind.startsWith('other:'))).toEqual([]);
    expect(ofType(records, 'turn_end')).toHaveLength(1);
    for (const { offset } of located) expect(opencodeAdapter.database?.describe(db, offset)).not.toBeNull();
    db.close();
  });

  test('it is left as it is', () => {
    const before = fs.readdirSync(SAMPLES).length;
    const stats = fs.statSync(DATABASE, { bigint: true });
    openForeign(DATABASE).close();
    expect(fs.readdirSync(SAMPLES)).toHaveLength(before);
    expect(fs.statSync(DATABASE, { bigint: true }).mtimeNs).toBe(stats.mtimeNs);
  });
});

describe.skipIf(!hasSamples)('objects of the JSON storage', () => {
  let archive: Archive;
  beforeEach(() => {
    archive = new Archive();
  });
  afterEach(() => archive.remove());

  const names = (): string[] => fs.readdirSync(SAMPLES).filter((name) => name.endsWith('.json'));

  /** Puts the objects of each project back into the folders that their names tell. */
  function unfold(): string[] {
    return names().map((name) => {
      const [owner, project, ...folders] = name.split('__');
      const file = path.join(archive.folder, 'data', `${owner}-${project}`, ...folders);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, fs.readFileSync(path.join(SAMPLES, name)));
      return file;
    });
  }

  interface Answer {
    readonly tokens?: { input?: number; output?: number; reasoning?: number; cache?: { read?: number } };
    readonly state?: { status: string; metadata?: { exit?: number } };
    readonly type?: string;
    readonly sessionID?: string;
  }

  test('each is a record, and the sums are those of the objects themselves', () => {
    const files = unfold();
    const objects = files.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')) as Answer);
    const answers = objects.filter(({ tokens, type }) => type === undefined && (tokens?.input ?? 0) > 0);
    const tools = objects.filter(({ type }) => type === 'tool');
    const records = files.flatMap((file) => {
      const content = fs.readFileSync(file);
      expect(opencodeAdapter.recognises(file, content), file).toBe(true);
      const context = { path: file, mtimeMs: NOW - 86_400_000, nowMs: NOW };
      return accepted(recordsOf(opencodeAdapter.document?.read(content, context, null) ?? []));
    });
    expect(records).toHaveLength(files.length);
    expect(records.filter(({ kind }) => kind.startsWith('other:'))).toEqual([]);
    expect(calls(records)).toHaveLength(answers.length);
    const sum = (of: (tokens: NonNullable<Answer['tokens']>) => number | undefined): number =>
      answers.reduce((total, { tokens }) => total + (of(tokens ?? {}) ?? 0), 0);
    const counted = (name: 'input' | 'output' | 'cacheRead'): number =>
      calls(records).reduce((total, { usage }) => total + (usage[name] ?? 0), 0);
    expect(counted('input')).toBe(sum(({ input }) => input));
    expect(counted('output')).toBe(sum(({ output, reasoning }) => (output ?? 0) + (reasoning ?? 0)));
    expect(counted('cacheRead')).toBe(sum(({ cache }) => cache?.read));
    // The tool of 0.1 names no session, and a message whose file has another name: whose it is cannot be told.
    const placed = tools.filter(({ sessionID }) => sessionID !== undefined);
    const failed = placed.filter(({ state }) => (state?.metadata?.exit ?? 0) !== 0);
    const results = ofType(records, 'tool_result');
    expect([results.length, results.filter(({ isError }) => isError).length]).toEqual([
      placed.length,
      failed.length,
    ]);
    expect(ofType(records, 'compaction')).toHaveLength(
      objects.filter(({ type }) => type === 'compaction').length,
    );
  });

  test('all samples are read through a named folder, as they lie there, with every file accounted for', async () => {
    fs.cpSync(SAMPLES, path.join(archive.folder, 'data'), { recursive: true });
    const old = new Date('2026-01-01T00:00:00Z');
    for (const name of fs.readdirSync(path.join(archive.folder, 'data')))
      fs.utimesSync(path.join(archive.folder, 'data', name), old, old);
    const { files, records, skipped, duplicates, problems } = await archive.ingest();
    const db = new Database(DATABASE, { readonly: true });
    const rows = ['session', 'message', 'part'].map((table) =>
      db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
    ) as number[];
    db.close();
    expect(problems).toEqual([]);
    expect({ files, records, skipped, duplicates }).toEqual({
      ...{ files: names().length + 1, skipped: 0, duplicates: 0 },
      records: rows.reduce((sum, count) => sum + count, names().length),
    });
  });
});
