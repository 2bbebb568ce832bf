import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isLogFile, logPlace, logRoots } from '../../../../src/ingest/sources/work-stream/files.ts';

const home = mkdtempSync(join(tmpdir(), 'agentperf-roots-'));
afterAll(() => rmSync(home, { recursive: true }));

describe('logRoots', () => {
  const repository = join(home, 'code', 'app');
  const cwd = join(repository, 'src', 'deep');
  mkdirSync(cwd, { recursive: true });
  mkdirSync(join(repository, '.git'));
  const roots = (env: Record<string, string>, folder = cwd) =>
    logRoots({ env, home, cwd: folder, platform: 'linux' });

  it('looks around the repository that the current folder lies in', () => {
    expect(roots({})).toEqual([
      join(repository, '.cache/agent-work-logs'),
      join(repository, 'bosun/.cache/agent-work-logs'),
      join(home, 'code/.cache/agent-work-logs'),
      join(home, '.cache/agent-work-logs'),
    ]);
  });

  it('looks beside the current folder when that is in no repository', () => {
    expect(roots({}, home)[0]).toBe(join(home, '.cache/agent-work-logs'));
  });

  it('takes AGENT_WORK_LOG_DIR alone, relative to the current folder', () => {
    expect(roots({ AGENT_WORK_LOG_DIR: 'logs' })).toEqual([join(cwd, 'logs')]);
    expect(roots({ AGENT_WORK_LOG_DIR: '/var/logs', AGENT_WORK_STREAM_FILE: 'my.jsonl' })).toEqual([
      '/var/logs',
    ]);
  });

  it('adds a stream file that its name or place would hide', () => {
    expect(roots({ AGENT_WORK_LOG_DIR: '/l', AGENT_WORK_STREAM_FILE: 'stream.log' })).toEqual([
      '/l',
      '/l/stream.log',
    ]);
    expect(roots({ AGENT_WORK_LOG_DIR: '/l', AGENT_WORK_STREAM_FILE: '/x/s.jsonl' })).toEqual([
      '/l',
      '/x/s.jsonl',
    ]);
  });
});

describe('isLogFile', () => {
  it.each([
    'agent-work-stream.jsonl',
    'agent-work-stream.jsonl.1',
    'agent-work-stream.jsonl-20260209',
    'agent-work-stream.2026-02-09.jsonl',
    'my-own-name.jsonl',
    'agent-sessions/ve-1.jsonl',
    'agent-sessions\\ve-1.jsonl',
    'archive/agent-work-stream-20260209.jsonl',
    '',
  ])('%j is a log', (path) => {
    expect(isLogFile(path)).toBe(true);
  });

  it.each([
    'task-metadata.json',
    'shredding-stats.jsonl',
    'agent-sessions/a/b.jsonl',
    'other/x.jsonl',
    'x.jsonl.tmp/y',
  ])('%j is none', (path) => {
    expect(isLogFile(path)).toBe(false);
  });
});

describe('logPlace: stream, session file and error file share a scope, so that their equal lines are one event', () => {
  it.each([
    ['/l/agent-work-stream.jsonl', 'stream'],
    ['/l/agent-work-stream.jsonl.1', 'stream'],
    ['/l/archive/agent-work-stream-20260209.jsonl', 'stream'],
    ['/l/agent-sessions/ve-1.jsonl', 'session'],
    ['/l/agent-errors.jsonl', 'error'],
    ['/l/agent-errors.1.jsonl', 'error'],
    ['/l/anything.jsonl', 'stream'],
  ])('%s has role %s', (path, role) => {
    expect(logPlace(path)).toMatchObject({ role, scope: '/l' });
  });

  it('gives rotated forms of a file one session, other files and folders another', () => {
    const session = (path: string) => logPlace(path).fileSession;
    expect(session('/l/stream-0.1.jsonl')).toBe(session('/l/stream-0.jsonl'));
    expect(session('/l/stream-0.jsonl.2')).toBe(session('/l/stream-0.jsonl'));
    expect(session('/l/stream-0-20260209.jsonl')).toBe(session('/l/stream-0.jsonl'));
    expect(session('/l/stream-1.jsonl')).not.toBe(session('/l/stream-0.jsonl'));
    expect(session('/m/stream-0.jsonl')).not.toBe(session('/l/stream-0.jsonl'));
  });
});
