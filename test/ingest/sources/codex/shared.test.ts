/** The adapter against rollouts that nobody here wrote; skipped where ../shared is absent. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  isRejection,
  type LineResult,
  type ModelCallEvent,
  type ParsedRecord,
} from '../../../../src/domain/event.ts';
import type { TokenUsage } from '../../../../src/domain/usage.ts';
import { codexAdapter } from '../../../../src/ingest/sources/codex.ts';

const SAMPLES = path.resolve('../shared/samples');
const SESSIONS = path.join(SAMPLES, 'home/.codex/sessions');
const LOOSE = path.join(SAMPLES, 'loose/codex');
const NOW = Date.UTC(2026, 11, 31);

const hasSamples = existsSync(SESSIONS) && existsSync(LOOSE);
if (!hasSamples) {
  console.warn(
    'SKIPPED: Codex sample logs (../shared/samples) not found; the adapter is not checked against them',
  );
}

/** Results of all lines of a file; `pieces` readers take turns, each with the state of the one before. */
function read(file: string, pieces = false): LineResult[] {
  const bytes = readFileSync(file);
  const context = { path: file, mtimeMs: NOW, nowMs: NOW };
  let parser = codexAdapter.open(context, null);
  const results: LineResult[] = [];
  for (let start = 0; start < bytes.length; ) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    if (pieces) parser = codexAdapter.open(context, parser.save());
    results.push(parser.parse(bytes, start, end));
    start = end + 1;
  }
  return results;
}

const files = hasSamples
  ? readdirSync(SESSIONS, { recursive: true, encoding: 'utf8' })
      .filter((file) => codexAdapter.acceptsPath(file))
      .map((file) => path.join(SESSIONS, file))
  : [];
const calls = (results: readonly LineResult[]): ModelCallEvent[] =>
  results
    .flatMap((result) => (isRejection(result) ? [] : result.facts))
    .filter((fact) => fact.type === 'model_call');
const sum = (of: readonly ModelCallEvent[], name: keyof TokenUsage): number =>
  of.reduce((total, { usage }) => total + (usage[name] ?? 0), 0);
const figures = (of: readonly ModelCallEvent[]) => ({
  model_calls: of.length,
  input: sum(of, 'input'),
  cache_read: sum(of, 'cacheRead'),
  cache_creation: sum(of, 'cacheCreationUnsplit'),
  output: sum(of, 'output'),
  reasoning: sum(of, 'reasoning'),
});

describe.skipIf(!hasSamples)('real rollouts', () => {
  test('are counted as expected, figure by figure and model by model', () => {
    const { by_model, ...expected } = JSON.parse(
      readFileSync(path.join(SAMPLES, 'EXPECTED.json'), 'utf8'),
    ).codex;
    const results = files.flatMap((file) => read(file));
    const rows = results.filter((result): result is ParsedRecord => !isRejection(result));
    const all = calls(results);
    expect({
      sessions: new Set(rows.map(({ session }) => session?.id)).size,
      rows: rows.length,
      tool_calls: rows.flatMap(({ facts }) => facts).filter(({ type }) => type === 'tool_call').length,
      ...figures(all),
    }).toEqual(expected);
    const models = [...new Set(all.map(({ model }) => model))];
    expect(
      Object.fromEntries(models.map((model) => [model, figures(all.filter((call) => call.model === model))])),
    ).toEqual(by_model);
  });

  test('codex §7: the sums are the files’ own last totals, and a fraction of what repeats would add', () => {
    const totals = files.map((file) => [
      path.basename(file).slice(8, 24),
      sum(calls(read(file)), 'input') +
        sum(calls(read(file)), 'cacheRead') +
        sum(calls(read(file)), 'output'),
    ]);
    expect(Object.fromEntries(totals)).toMatchObject({
      '2026-02-23T12-40': 7_240_100,
      '2026-02-23T12-47': 6_777_923,
      '2026-02-23T13-19': 34_900,
    });
  });

  test('every line is a row of a known kind, with nothing repaired', () => {
    const rows = files.flatMap((file) => read(file));
    expect(
      rows.filter(
        (row) => isRejection(row) || row.kind.startsWith('other:') || row.clampedFields > 0 || row.copied,
      ),
    ).toEqual([]);
  });

  test('read line by line they give the same', () => {
    for (const file of files) expect(read(file, true)).toEqual(read(file));
  });
});

describe.skipIf(!hasSamples)('loose files and drifted shapes', () => {
  test('each is recognised, and each line is accepted, other, or refused with a reason', () => {
    const outcomes = readdirSync(LOOSE).map((name) => {
      const file = path.join(LOOSE, name);
      expect(codexAdapter.recognises(file, readFileSync(file).subarray(0, 65_536)), name).toBe(true);
      const results = read(file);
      const rejected = results.filter(isRejection).map((result) => result.rejected);
      const other = results.filter(
        (result) => !isRejection(result) && result.kind.startsWith('other:'),
      ).length;
      return { name, lines: results.length, other, rejected };
    });
    const total = (of: (outcome: (typeof outcomes)[number]) => number): number =>
      outcomes.reduce((all, outcome) => all + of(outcome), 0);
    expect(outcomes.length).toBe(18);
    expect({ lines: total(({ lines }) => lines), other: total(({ other }) => other) }).toEqual({
      lines: 206,
      other: 14,
    });
    expect(outcomes.flatMap(({ rejected }) => rejected).toSorted()).toEqual(['blank', 'invalid_json']);
  });
});
