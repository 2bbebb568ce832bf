import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isRejection } from '../../../src/domain/event.ts';
import { workStreamAdapter } from '../../../src/ingest/sources/work-stream.ts';
import { accepted, linesOf, opened } from './work-stream/read.ts';

/** The shared corpus of bad lines; each line carries its label and what must become of it. */
const GENERATOR = resolve(import.meta.dirname, '../../../../shared/chaos/gen_badlines.py');
const AVAILABLE = existsSync(GENERATOR);
if (!AVAILABLE) {
  console.warn('SKIPPED: bad-line corpus of the work stream: ../shared/chaos is not there');
}

interface Label {
  readonly label: string;
  readonly expect: 'accepted' | 'accepted-with-clamped' | 'skipped-and-counted';
  readonly reason?: string;
  readonly stored?: Record<string, unknown>;
  readonly task_id?: string;
}

/**
 * Lines whose label leaves the clamp open: 1e-400 is 0 once it is parsed; a tool_call without a name and an error without a
 * fingerprint are clamped as `tool-name-missing` and `error-no-fingerprint` are.
 */
const EITHER = new Set(['tok-tiny', 'control-tool_call', 'redos-bait']);

describe.skipIf(!AVAILABLE)('the corpus of bad lines', () => {
  const folder = AVAILABLE ? mkdtempSync(join(tmpdir(), 'agentperf-badlines-')) : '';
  if (AVAILABLE) {
    execFileSync('python3', [GENERATOR, '--out', folder], { stdio: 'ignore' });
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const content = AVAILABLE ? readFileSync(join(folder, 'badlines.jsonl')) : Buffer.alloc(0);
  const labels: Label[] = linesOf(
    AVAILABLE ? readFileSync(join(folder, 'badlines.index.jsonl')) : content,
  ).map((line) => JSON.parse(line.toString()));
  const parser = workStreamAdapter.open(
    { path: '/logs/agent-work-stream.jsonl', mtimeMs: 1, nowMs: Date.parse('2026-06-01T00:00:00Z') },
    null,
  );
  const uids = new Set<number>();
  const cases = linesOf(content).map((line, index) => ({
    label: labels[index] as Label,
    result: parser.parse(line, 0, line.length),
  }));

  it('has an answer for every line', () => {
    expect(cases.length).toBe(labels.length);
    expect(cases.length).toBeGreaterThan(200);
  });

  it.each(cases.map((one) => [one.label.label, one] as const))('%s', (_name, { label, result }) => {
    if (label.expect === 'skipped-and-counted' && label.reason !== 'duplicate') {
      expect(result).toEqual({ rejected: label.reason });
      return;
    }
    const record = accepted(result);
    if (label.reason === 'duplicate') {
      expect(uids.has(record.uidKey as number)).toBe(true);
      return;
    }
    if (record.uidKey !== null) {
      uids.add(record.uidKey);
    }
    expect(record.taskId).toBe(label.task_id ?? record.taskId);
    if (!EITHER.has(label.label)) {
      expect(record.clampedFields > 0).toBe(label.expect === 'accepted-with-clamped');
    }
  });

  it('stores the values that the labels name', () => {
    for (const { label, result } of cases) {
      const stored = label.stored ?? {};
      const end = isRejection(result) ? undefined : result.facts.find(({ type }) => type === 'session_end');
      if (end?.type !== 'session_end') {
        continue;
      }
      if ('total_tokens' in stored) expect(end.totalTokens, label.label).toBe(stored.total_tokens);
      if ('duration_ms' in stored) expect(end.durationMs, label.label).toBe(stored.duration_ms);
      if (label.label.startsWith('status-')) expect(end.status, label.label).toBeNull();
      if (stored.cost_usd === null) expect(end.costUsdMicros, label.label).toBeNull();
    }
  });

  it('takes times as the labels say', () => {
    const before = Date.parse('2024-02-29T00:00:00Z');
    for (const { label, result } of cases.filter(({ label }) => label.label.startsWith('ts-'))) {
      const record = accepted(result);
      if (label.stored?.timestamp === 'inherited') expect(record.timeSource, label.label).toBe('inherited');
      if (label.label === 'ts-missing') expect(record.at).toBe(before);
      if (label.label === 'ts-future-2099') expect(record.timeSource).toBe('ingest');
    }
  });

  it('holds no planted secret and pollutes no prototype', () => {
    const facts = JSON.stringify(cases.map(({ result }) => result));
    expect(facts).not.toMatch(/sk-ant-api03-|AKIAABCDEFGH|ghp_bbbb|hunter2|eyJzdWIiOiIxIn0/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('is recognised from its head', () => {
    expect(workStreamAdapter.recognises('/x/badlines.jsonl', content.subarray(0, 65_536))).toBe(true);
    const transcript = readFileSync(join(folder, 'badlines.claude.jsonl'));
    expect(workStreamAdapter.recognises('/x/t.jsonl', transcript.subarray(0, 65_536))).toBe(false);
  });

  it('gives the same records when it is read in pieces', () => {
    const lines = linesOf(content);
    let saved: string | null = null;
    const piecewise = lines.map((line) => {
      const piece = opened('/logs/agent-work-stream.jsonl', saved);
      const result = piece.parse(line, 0, line.length);
      saved = piece.save();
      return isRejection(result)
        ? result
        : { at: result.at, session: result.session, harness: result.harness };
    });
    const whole = opened('/logs/agent-work-stream.jsonl');
    const together = lines.map((line) => {
      const result = whole.parse(line, 0, line.length);
      return isRejection(result)
        ? result
        : { at: result.at, session: result.session, harness: result.harness };
    });
    expect(piecewise).toEqual(together);
  });
});
