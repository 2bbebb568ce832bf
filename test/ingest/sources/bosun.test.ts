import { describe, expect, it } from 'vitest';
import { bosunAdapter } from '../../../src/ingest/sources/bosun.ts';
import { ADAPTERS } from '../../../src/ingest/sources/registry.ts';
import { factOf, fixture, lineOf, opened } from './bosun/read.ts';

const lines = fixture('session-accumulator.jsonl').toString('utf8').trimEnd().split('\n');

describe('bosun.md 7: session-accumulator.jsonl', () => {
  const parser = opened();
  const [first, second, chat] = lines.map((line) => lineOf(line, parser));

  it('a line is the end of a run: whose it was, how it went, how long it took', () => {
    expect(first).toMatchObject({
      kind: 'completed_session',
      at: Date.parse('2026-03-02T10:10:00Z'),
      timeSource: 'log',
      session: { id: 'task-7', parentId: null },
      harness: 'codex',
      taskId: 'task-7',
      clampedFields: 0,
    });
    expect(factOf(first!, 'session_info')).toEqual({
      type: 'session_info',
      attemptId: 'task-7',
      title: '[m] Cache the parser in ~/app',
      titleRank: 2,
      taskTitle: '[m] Cache the parser in ~/app',
      model: 'gpt-5.3-codex',
      contextWindow: 272_000,
    });
    expect(factOf(first!, 'session_end')).toMatchObject({
      status: 'completed',
      durationMs: 600_000,
      totalTokens: null,
    });
  });

  it('cost 0 is unknown, because the tracker passes none', () => {
    expect(factOf(first!, 'reported_total')).toMatchObject({ totalTokens: 1000, costUsdMicros: null });
    expect(factOf(chat!, 'reported_total').costUsdMicros).toBe(500_000);
  });

  it('runs of one session share its id: the total is that of all of them so far', () => {
    expect(second!.session?.id).toBe('task-7');
    expect(factOf(second!, 'reported_total').totalTokens).toBe(1400);
    expect(factOf(second!, 'session_end').status).toBe('failed');
  });

  it('tokens without a total are the sum of their parts; idle says nothing of how it went; no executor is no harness', () => {
    expect(factOf(chat!, 'reported_total').totalTokens).toBe(42);
    expect(factOf(chat!, 'session_end').status).toBeNull();
    expect(chat).toMatchObject({ harness: 'unknown', session: { id: 'chat-1' }, taskId: 'task-8' });
  });

  it('sessionKey is the identity: a line that stands twice has the same one, and adds nothing', () => {
    const again = opened();
    lineOf(lines[0], again);
    const copy = lineOf(lines[0], again);
    expect(copy.uidKey).toBe(first!.uidKey);
    expect(factOf(copy, 'reported_total').totalTokens).toBe(1000);
    expect(second!.uidKey).not.toBe(first!.uidKey);
  });

  it('reads the same in pieces as whole', () => {
    let saved: string | null = null;
    const pieces = lines.map((line) => {
      const piece = opened(saved);
      const record = lineOf(line, piece);
      saved = piece.save();
      return record;
    });
    expect(pieces).toEqual([first, second, chat]);
  });

  it('keeps other types, and rejects what names no session', () => {
    expect(lineOf({ type: 'note', id: 'x' })).toMatchObject({ kind: 'other:note', session: null, facts: [] });
    const line = Buffer.from('{"type":"completed_session"}');
    expect(opened().parse(line, 0, line.length)).toEqual({ rejected: 'missing_event_type' });
    expect(
      lineOf('{"type":"completed_session","id":"a","endedAt":{},"tokenCount":-4,"durationMs":"x"}')
        .clampedFields,
    ).toBe(3);
  });
});

describe('bosun.md 1: places', () => {
  it('the accumulator and the session documents of the candidate folders', () => {
    const env = { AGENT_WORK_LOG_DIR: '/opt/bosun/.cache/agent-work-logs' };
    const roots = bosunAdapter.roots({ env, home: '/home/ann', cwd: '/nowhere/app', platform: 'linux' });
    expect(roots).toEqual(
      ['/opt/bosun', '/nowhere/app', '/nowhere/app/bosun', '/nowhere', '/'].flatMap((folder) => [
        `${folder === '/' ? '' : folder}/.cache/session-accumulator.jsonl`,
        `${folder === '/' ? '' : folder}/logs/sessions`,
      ]),
    );
  });

  it.each([
    ['', true],
    ['task-9.json', true],
    ['task-9.json.tmp', false],
    ['old/task-9.json', false],
    ['x.jsonl', false],
  ])('%j below them is its file: %s', (name, isIts) => {
    expect(bosunAdapter.acceptsPath(name)).toBe(isIts);
  });
});

describe('recognition by content', () => {
  const claiming = (path: string, head: Buffer | string) =>
    ADAPTERS.filter((adapter) => adapter.recognises(path, Buffer.from(head))).map(({ id }) => id);
  const document = fixture('logs/sessions/task-9.json');

  it('accumulator, session document, list of rows: each by this adapter alone', () => {
    expect(claiming('/x/a.jsonl', fixture('session-accumulator.jsonl'))).toEqual(['bosun']);
    expect(claiming('/x/a.json', document)).toEqual(['bosun']);
    expect(claiming('/x/a.json', fixture('agent-work-metrics.json'))).toEqual(['bosun']);
  });

  it('also when only the beginning is there', () => {
    expect(claiming('/x/a.json', document.subarray(0, 700))).toEqual(['bosun']);
    expect(claiming('/x/a.json', fixture('agent-work-metrics.json').subarray(0, 300))).toEqual(['bosun']);
  });

  it.each([
    '{}',
    '[]',
    '[1,2]',
    '{"id":"x","messages":[]}',
    '{"sessionId":"s","messages":[]}',
    '[{"role":"user"}]',
    '',
  ])('%s is none of them', (head) => {
    expect(claiming('/x/a.json', head)).not.toContain('bosun');
  });
});

it('describes a line in words', () => {
  expect(bosunAdapter.describe(Buffer.from(lines[0] as string)).headline).toBe(
    'session ended: [m] Cache the parser in /home/ann/app (completed)',
  );
  expect(bosunAdapter.describe(Buffer.from('nothing')).headline).toBe('nothing');
});
