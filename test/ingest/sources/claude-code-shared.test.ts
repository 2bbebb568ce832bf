/** The adapter against logs and bad lines that nobody here wrote; skipped where ../shared is absent. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRejection, type LineResult, type ModelCallEvent } from '../../../src/domain/event.ts';
import { TOKEN_CLASSES, type TokenUsage } from '../../../src/domain/usage.ts';
import { claudeCodeAdapter } from '../../../src/ingest/sources/claude-code.ts';

const SHARED = path.resolve('../shared');
const PROJECTS = path.join(SHARED, 'samples/home/.claude/projects');
const EXPECTED = path.join(SHARED, 'samples/EXPECTED.json');
const GENERATOR = path.join(SHARED, 'chaos/gen_badlines.py');
const NOW = Date.UTC(2026, 11, 31);

const hasSamples = existsSync(PROJECTS) && existsSync(EXPECTED);
const hasGenerator = existsSync(GENERATOR) && spawnSync('python3', ['--version']).status === 0;
for (const [present, what] of [
  [hasSamples, 'Claude Code sample logs (../shared/samples)'],
  [hasGenerator, 'generated bad lines (../shared/chaos, python3)'],
] as const) {
  if (!present) {
    console.warn(`SKIPPED: ${what} not found; the adapter is not checked against them`);
  }
}

/** Results of all lines of a file, split at 0x0A; a last line without newline is taken when it is complete. */
function* read(file: string): Generator<LineResult> {
  const bytes = readFileSync(file);
  const parser = claudeCodeAdapter.open({ path: file, mtimeMs: NOW, nowMs: NOW }, null);
  for (let start = 0; start < bytes.length; ) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    const result = parser.parse(bytes, start, bytes[end - 1] === 0x0d ? end - 1 : end);
    if (lineFeed !== -1 || !isRejection(result)) {
      yield result;
    }
    start = end + 1;
  }
}

/** Rows of one call in the order of the lines become one: token classes by field-wise maximum (DATA.md 3). */
class Calls {
  readonly byKey = new Map<string, ModelCallEvent>();

  add(call: ModelCallEvent): void {
    const { usage } = call;
    const sent = [usage.input, usage.cacheRead, usage.cacheCreation5m, usage.cacheCreation1h];
    const key = `${call.messageKey}:${call.requestKey ?? sent.join()}`;
    const known = this.byKey.get(key);
    if (known === undefined) {
      this.byKey.set(key, { ...call, usage: { ...usage } });
      return;
    }
    for (const name of TOKEN_CLASSES) {
      known.usage[name] = Math.max(known.usage[name] ?? 0, usage[name] ?? 0);
    }
  }

  sum(name: keyof TokenUsage, model?: string): number {
    return [...this.byKey.values()]
      .filter((call) => model === undefined || call.model === model)
      .reduce((total, call) => total + (call.usage[name] ?? 0), 0);
  }

  tokens(model?: string): Record<string, number> {
    const split = this.sum('cacheCreation5m', model) + this.sum('cacheCreation1h', model);
    return {
      input: this.sum('input', model),
      output: this.sum('output', model),
      cache_read: this.sum('cacheRead', model),
      cache_creation: split + this.sum('cacheCreationUnsplit', model),
      cache_creation_5m: this.sum('cacheCreation5m', model),
      cache_creation_1h: this.sum('cacheCreation1h', model),
    };
  }
}

/** What the files hold, counted as the recorder counts. */
function count(files: readonly string[]) {
  const uids = new Set<number>();
  const sessions = new Set<string>();
  const subagentSessions = new Set<string>();
  const toolCalls = new Set<number | null>();
  const calls = new Calls();
  const totals = { rows: 0, compactions: 0, tool_errors: 0, skipped: 0, clamped: 0 };
  for (const result of files.flatMap((file) => [...read(file)])) {
    if (isRejection(result) || (result.uidKey !== null && uids.has(result.uidKey))) {
      totals.skipped++;
      continue;
    }
    if (result.uidKey !== null) uids.add(result.uidKey);
    totals.rows++;
    totals.clamped += result.clampedFields;
    (result.session?.parentId === null ? sessions : subagentSessions).add(String(result.session?.id));
    for (const fact of result.facts) {
      if (fact.type === 'compaction') totals.compactions++;
      if (fact.type === 'tool_call') toolCalls.add(fact.toolKey);
      if (fact.type === 'tool_result' && fact.isError) totals.tool_errors++;
      if (fact.type === 'model_call') calls.add(fact);
    }
  }
  return { totals, sessions, subagentSessions, toolCalls, calls };
}

describe.skipIf(!hasSamples)('real transcripts', () => {
  it('are counted as expected, call by call and model by model', () => {
    const files = readdirSync(PROJECTS, { recursive: true, encoding: 'utf8' })
      .filter((file) => claudeCodeAdapter.acceptsPath(file))
      .map((file) => path.join(PROJECTS, file));
    for (const file of files) {
      expect(claudeCodeAdapter.recognises(file, readFileSync(file).subarray(0, 65_536)), file).toBe(true);
    }
    const { by_model, ...expected } = JSON.parse(readFileSync(EXPECTED, 'utf8')).claude_code;
    const { totals, sessions, subagentSessions, toolCalls, calls } = count(files);
    expect({
      rows: totals.rows,
      compactions: totals.compactions,
      sessions: sessions.size,
      subagent_sessions: subagentSessions.size,
      tool_calls: toolCalls.size,
      tool_errors: totals.tool_errors,
      model_calls: calls.byKey.size,
      ...calls.tokens(),
    }).toEqual(expected);
    const models = [...new Set([...calls.byKey.values()].map((call) => call.model))];
    const byModel = models.map((model) => {
      const modelCalls = [...calls.byKey.values()].filter((call) => call.model === model).length;
      return [model, { model_calls: modelCalls, ...calls.tokens(model) }];
    });
    expect(Object.fromEntries(byModel)).toEqual(by_model);
    expect(totals).toMatchObject({ skipped: 0, clamped: 0 });
  });
});

interface Label {
  readonly label: string;
  readonly expect: 'accepted' | 'accepted-with-clamped' | 'skipped-and-counted';
  readonly reason?: string;
}

/** Their repair is in text that is never stored, so no field of the record was touched. */
const REPAIRED_IN_TEXT_ONLY = ['bad-utf8'];

/** What the labels of generated lines promise of the record. */
function outcome(result: LineResult, { label }: Label): string {
  if (isRejection(result)) {
    return `skipped-and-counted ${result.rejected}`;
  }
  const clamped = result.clampedFields > 0 || REPAIRED_IN_TEXT_ONLY.includes(label);
  return clamped ? 'accepted-with-clamped' : 'accepted';
}

describe.skipIf(!hasGenerator)('generated bad lines', () => {
  it('are accepted, repaired or refused as their labels say', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'agentperf-badlines-'));
    try {
      expect(spawnSync('python3', [GENERATOR, '--out', folder]).status).toBe(0);
      const labels: Label[] = readFileSync(path.join(folder, 'badlines.claude.index.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const results = [...read(path.join(folder, 'badlines.claude.jsonl'))];
      expect(results).toHaveLength(labels.length);
      const wrong = labels.flatMap((label, index) => {
        // Copies are found by the recorder, across files: to the adapter they are good lines.
        const expected =
          label.reason === 'duplicate' ? 'accepted' : [label.expect, label.reason].filter(Boolean).join(' ');
        const actual = outcome(results[index] as LineResult, label);
        return actual === expected ? [] : [`${label.label}: expected ${expected}, got ${actual}`];
      });
      expect(wrong).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
