import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Demo, startDemo } from '../../../src/commands/demo/index.ts';
import { demoSchedule } from '../../../src/commands/demo/schedule.ts';

const START = Date.UTC(2026, 10, 20, 12);
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'agentperf-demo-'));
  vi.useFakeTimers({ now: START });
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

function start(): Promise<Demo> {
  return startDemo({ seed: 1, directory, now: () => Date.now() });
}

function snapshot(): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(directory.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

/** What the folder must hold `ms` after the start. */
function expected(ms: number): Map<string, string> {
  const files = new Map<string, string>();
  for (const line of demoSchedule(1, START)) {
    if (line.atOffsetMs > ms) break;
    files.set(line.file, `${files.get(line.file) ?? ''}${line.line}\n`);
  }
  return files;
}

function sorted(files: Map<string, string>): [string, string][] {
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('startDemo', () => {
  it('writes the past at once, dated by its last line, and names its roots', async () => {
    const demo = await start();
    expect(sorted(snapshot())).toEqual(sorted(expected(0)));
    expect(demo.roots.map((root) => root.source)).toEqual(['claude-code', 'work-stream', 'ledger']);
    for (const root of demo.roots) expect(statSync(root.path).isDirectory()).toBe(true);
    const ages = [...snapshot().keys()].map((name) => START - statSync(join(directory, name)).mtimeMs);
    expect(Math.max(...ages)).toBeGreaterThan(6 * 86_400_000);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    await demo.stop();
  });

  it('appends each line at its time', async () => {
    const demo = await start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sorted(snapshot())).toEqual(sorted(expected(30_000)));
    await demo.stop();
  });

  it('leaves no timer and writes nothing after stop', async () => {
    const demo = await start();
    await vi.advanceTimersByTimeAsync(5_000);
    await demo.stop();
    const before = sorted(snapshot());
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sorted(snapshot())).toEqual(before);
  });

  it('rejects when its folder cannot be written', async () => {
    const demo = startDemo({ seed: 1, directory: '/dev/null/demo', now: () => START });
    await expect(demo).rejects.toThrow();
  });
});
