/** A watcher on a temporary folder, with what it said kept for the tests to look at. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { createWatcher, type Watcher, type WatcherOptions } from '../../src/ingest/watch.ts';

type WatchImplementation = NonNullable<WatcherOptions['watchImplementation']>;
type Listener = Parameters<WatchImplementation>[1];

export class WatchedFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'agentperf-watch-'));
  seen: (string | null)[] = [];
  readonly problems: string[] = [];
  private watcher: Watcher | null = null;

  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** Sweeps are off (an hour) unless a test asks for them: what arrives then came by events. */
  create(options: Partial<WatcherOptions> = {}): Watcher {
    this.watcher = createWatcher({
      roots: [{ path: this.path, recursive: true }],
      accepts: (path) => path.endsWith('.jsonl'),
      onChange: (path) => this.seen.push(path),
      onProblem: (sentence) => this.problems.push(sentence),
      recentFiles: () => [],
      sweep: { recentMs: 3_600_000, allMs: 3_600_000 },
      ...options,
    });
    return this.watcher;
  }

  async watch(options: Partial<WatcherOptions> = {}): Promise<Watcher> {
    const watcher = this.create(options);
    await watcher.ready;
    return watcher;
  }

  async sees(path: string | null): Promise<void> {
    await vi.waitFor(() => expect(this.seen).toContain(path), { timeout: 5000, interval: 5 });
  }

  async dispose(): Promise<void> {
    await this.watcher?.close();
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function failingWatch(code: string): WatchImplementation {
  return () => {
    throw Object.assign(new Error('no watch'), { code, syscall: 'watch' });
  };
}

/** Says nothing by itself; `tell` makes the folder watched last say something. */
export function mutedWatch(): { implementation: WatchImplementation; tell: Listener } {
  let listener: Listener = () => undefined;
  return {
    implementation: (_folder, given) => {
      listener = given;
      return { on: () => undefined, close: () => undefined };
    },
    tell: (kind, name) => listener(kind, name),
  };
}
