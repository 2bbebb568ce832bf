/** Where Gas Town and beads are looked for (gastown.md 1, beads.md 1), and whose a file is. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { beadsAdapter } from '../../../src/ingest/sources/beads.ts';
import { gastownAdapter } from '../../../src/ingest/sources/gastown.ts';
import { ADAPTERS } from '../../../src/ingest/sources/registry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'agentperf-town-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (...parts: string[]): string => path.join(folder, ...parts);
function write(text: string, ...parts: string[]): void {
  mkdirSync(path.dirname(at(...parts)), { recursive: true });
  writeFileSync(at(...parts), text);
}
function environment(cwd: string, env: Record<string, string> = {}) {
  return { env, home: at('home'), cwd: at(cwd), platform: 'linux' as const };
}

it('gastown §1: the town is found by walking up, by GT_TOWN_ROOT and GT_HOME, and at ~/gt', () => {
  write('{}', 'town/mayor/rigs.json');
  mkdirSync(at('town/gastown/polecats/Toast'), { recursive: true });
  expect(gastownAdapter.roots(environment('town/gastown/polecats/Toast'))).toEqual([
    at('town/.events.jsonl'),
    at('home/gt/.events.jsonl'),
    at('home/.gt/costs.jsonl'),
  ]);
  expect(
    gastownAdapter.roots(environment('elsewhere', { GT_TOWN_ROOT: at('one'), GT_HOME: at('two') })),
  ).toEqual([
    at('one/.events.jsonl'),
    at('two/.events.jsonl'),
    at('home/gt/.events.jsonl'),
    at('two/.gt/costs.jsonl'),
  ]);
});

it("gastown §1: beads are the town's and those of the rigs that mayor/rigs.json names", () => {
  write('{"rigs":{"gastown":{},"beads":{},"../out":{},"..":{}}}', 'town/mayor/rigs.json');
  expect(beadsAdapter.roots(environment('town'))).toEqual([
    at('town/.beads'),
    at('town/gastown/.beads'),
    at('town/beads/.beads'),
    at('home/gt/.beads'),
  ]);
});

it.each(['not json', '[]', '{"rigs":["a"]}', '{"rigs":null}'])('rigs.json of %s names no rig', (text) => {
  write(text, 'town/mayor/rigs.json');
  expect(beadsAdapter.roots(environment('town'))).toEqual([at('town/.beads'), at('home/gt/.beads')]);
});

it("beads §1: the current repository's .beads, and where its redirect leads", () => {
  mkdirSync(at('repo/.git'), { recursive: true });
  mkdirSync(at('repo/.beads'));
  mkdirSync(at('repo/src/deep'), { recursive: true });
  expect(beadsAdapter.roots(environment('repo/src/deep'))[0]).toBe(at('repo/.beads'));
  write('../repo/.beads\n', 'worktree/.beads/redirect');
  expect(beadsAdapter.roots(environment('worktree'))[0]).toBe(at('repo/.beads'));
  write('../nowhere/.beads\n', 'worktree/.beads/redirect');
  expect(beadsAdapter.roots(environment('worktree'))[0]).toBe(at('worktree/.beads'));
});

it('beads §1: two redirects to each other end', () => {
  write('../b/.beads', 'a/.beads/redirect');
  write('../a/.beads', 'b/.beads/redirect');
  expect(beadsAdapter.roots(environment('a'))[0]).toBe(at('b/.beads'));
});

it.each(['export.path: issues.jsonl\n', 'x: 1\nexport:\n  auto: true\n  path: "issues.jsonl" # here\n'])(
  'beads §1: the export that the configuration puts elsewhere: %j',
  (config) => {
    write(config, 'repo/.beads/config.yaml');
    write('', 'repo/issues.jsonl');
    expect(beadsAdapter.roots(environment('repo'))).toContain(at('repo/issues.jsonl'));
  },
);

it('which files below a root are read', () => {
  const beads = ['', 'issues.jsonl', 'interactions.jsonl', 'backup/events.jsonl', 'backup/config.jsonl'];
  expect(beads.filter((name) => !beadsAdapter.acceptsPath(name))).toEqual([]);
  const others = ['beads.left.jsonl', 'backup/state.json', 'dolt/issues.jsonl', 'export/issues.jsonl'];
  expect(others.filter((name) => beadsAdapter.acceptsPath(name))).toEqual([]);
});

it('gastown §2: the curated feed is not read beside the events', () => {
  expect(gastownAdapter.names.test('.feed.jsonl')).toBe(false);
  expect(gastownAdapter.acceptsPath('.feed.jsonl')).toBe(false);
  const feed = {
    ts: '2026-03-02T10:15:00Z',
    source: 'gt',
    type: 'sling',
    actor: 'mayor',
    payload: {},
    summary: 's',
  };
  expect(gastownAdapter.recognises('/x', Buffer.from(`${JSON.stringify(feed)}\n`))).toBe(false);
});

it.each([
  ['gastown/gt/.events.jsonl', 'gastown'],
  ['gastown/.gt/costs.jsonl', 'gastown'],
  ['beads/.beads/issues.jsonl', 'beads'],
  ['beads/.beads/interactions.jsonl', 'beads'],
  ['beads/.beads/backup/issues.jsonl', 'beads'],
  ['beads/.beads/backup/events.jsonl', 'beads'],
  ['beads/.beads/backup/dependencies.jsonl', 'beads'],
  ['beads/.beads/backup/labels.jsonl', 'beads'],
  ['beads/.beads/backup/comments.jsonl', 'beads'],
  ['beads/.beads/backup/config.jsonl', 'beads'],
])('%s is claimed by %s alone', (name, id) => {
  const file = path.join('test/fixtures', name);
  const head = readFileSync(file);
  expect(ADAPTERS.filter((adapter) => adapter.recognises(file, head)).map((adapter) => adapter.id)).toEqual([
    id,
  ]);
});

it('a merge conflict at the top of an export does not hide it; settings of other programs are not beads', () => {
  const head = Buffer.from(
    '<<<<<<< HEAD\n{"id":"bd-1","title":"t","status":"open","created_at":"2026-01-01T00:00:00Z"}\n',
  );
  expect(beadsAdapter.recognises('/x/issues.jsonl', head)).toBe(true);
  expect(beadsAdapter.recognises('/x/config.jsonl', Buffer.from('{"key":"a","value":"b"}\n'))).toBe(false);
});

it('beads §1: a configuration of many lines is looked through once, whatever it holds', () => {
  mkdirSync(at('repo/.beads'), { recursive: true });
  write('{}\n', 'repo/out/issues.jsonl');
  const lines = '        key: value\n\n'.repeat(400);
  write(`export:\n${lines}`, 'repo/.beads/config.yaml');
  expect(beadsAdapter.roots(environment('repo'))).not.toContain(at('repo/out/issues.jsonl'));
  write(`export:\r\n${lines}  path: out/issues.jsonl\n`, 'repo/.beads/config.yaml');
  expect(beadsAdapter.roots(environment('repo'))).toContain(at('repo/out/issues.jsonl'));
}, 2_000);

it('settings that are pipes are not waited for', () => {
  for (const name of ['repo/.beads/redirect', 'repo/.beads/config.yaml', 'home/gt/mayor/rigs.json']) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    execFileSync('mkfifo', [at(name)]);
  }
  expect(beadsAdapter.roots(environment('repo'))).toContain(at('repo/.beads'));
}, 2_000);
