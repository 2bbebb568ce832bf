/** A whole made-up home of one project, counted from end to end. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParsedRecord } from '../../../src/domain/event.ts';
import { isRejection } from '../../../src/domain/event.ts';
import { SOURCE_IDS } from '../../../src/domain/source.ts';
import { claudeCodeAdapter } from '../../../src/ingest/sources/claude-code.ts';
import { ADAPTERS, adapterOf } from '../../../src/ingest/sources/registry.ts';
import { ofType } from './claude-code-rows.ts';

const FIXTURE = path.resolve('test/fixtures/claude-code/projects');
const FIRST = '5f0c1d2e-0000-4000-8000-000000000001';
const SECOND = '5f0c1d2e-0000-4000-8000-000000000002';

function records(): ParsedRecord[] {
  const adapter = claudeCodeAdapter;
  const files = readdirSync(FIXTURE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    adapter.acceptsPath(file),
  );
  return files.toSorted().flatMap((file) => {
    const filePath = path.join(FIXTURE, file);
    const parser = adapter.open({ path: filePath, mtimeMs: 0, nowMs: Date.UTC(2026, 2, 1) }, null);
    return readFileSync(filePath, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const bytes = Buffer.from(line);
        const result = parser.parse(bytes, 0, bytes.length);
        if (isRejection(result)) throw new Error(`${file}: ${result.rejected}`);
        return result;
      });
  });
}

describe('the registry', () => {
  it('has one adapter for each source', () => {
    expect(ADAPTERS.map((adapter) => adapter.id).toSorted()).toEqual([...SOURCE_IDS].toSorted());
    expect(SOURCE_IDS.map((id) => adapterOf(id).id)).toEqual([...SOURCE_IDS]);
  });
});

describe('the fixture of Claude Code', () => {
  const all = records();
  const first = new Map(
    all
      .filter((record) => record.uidKey !== null)
      .toReversed()
      .map((record) => [record.uidKey, record]),
  );
  const unique = all.filter((record) => record.uidKey === null || first.get(record.uidKey) === record);

  it('has two sessions and two sub-agents; history copied into the second file stays with the first', () => {
    const rows = new Map<string, number>();
    for (const { session } of unique) rows.set(String(session?.id), (rows.get(String(session?.id)) ?? 0) + 1);
    expect(Object.fromEntries(rows)).toEqual({
      [FIRST]: 22,
      [`${FIRST}/a1b2c3`]: 4,
      [`${FIRST}/acompact-70d8e7`]: 1,
      [SECOND]: 3,
    });
    const resumed = unique
      .flatMap((record) => ofType(record, 'session_info'))
      .find((info) => info.resumedFrom);
    expect(resumed?.resumedFrom).toBe(FIRST);
  });

  it('has no fault', () => {
    expect(all.filter((record) => record.clampedFields > 0)).toEqual([]);
  });

  it('has every fact once', () => {
    const counts = new Map<string, number>();
    for (const fact of unique.flatMap((record) => record.facts)) {
      counts.set(fact.type, (counts.get(fact.type) ?? 0) + 1);
    }
    counts.delete('session_info');
    expect(Object.fromEntries(counts)).toEqual({
      prompt: 3,
      model_call: 9,
      tool_call: 4,
      tool_result: 4,
      progress: 2,
      error: 1,
      turn_end: 6,
      compaction: 1,
      reported_total: 1,
    });
    const calls = unique.flatMap((record) => ofType(record, 'model_call'));
    expect(new Set(calls.map((call) => `${call.messageKey}:${call.requestKey}`)).size).toBe(8);
  });

  it('keeps no text of prompts, arguments and results', () => {
    const stored = JSON.stringify(
      unique.map((record) => record.facts.filter((fact) => fact.type !== 'session_info')),
    );
    for (const text of ['npm test', 'load()', 'Find all callers', 'till.ts', 'keeps its items now']) {
      expect(stored).not.toContain(text);
    }
  });
});
