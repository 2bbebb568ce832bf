import { describe, expect, it } from 'vitest';
import { hash53 } from '../../../../src/domain/hash.ts';
import { accepted, event, MTIME, NOW, opened, parseRow } from './read.ts';

describe('sessions and harnesses', () => {
  it.each([
    [{ session_id: 's', attempt_id: 'a' }, 's'],
    [{ session_id: '', attempt_id: 'a' }, 'a'],
    [{ session_id: undefined, attempt_id: 'a' }, 'a'],
    [{ session_id: '__proto__' }, '__proto__'],
  ])('session of %j is %s', (ids, id) => {
    expect(parseRow(event('agent_output', {}, ids)).session?.id).toBe(id);
  });

  it('makes one session a file of lines without ids, the same after rotation', () => {
    const id = (path: string) =>
      parseRow(event('agent_output', {}, { session_id: undefined }), path).session?.id;
    expect(id('/l/stream-0.jsonl')).toMatch(/^file:\w+$/);
    expect(id('/l/stream-0.jsonl')).toBe(id('/l/stream-0.1.jsonl'));
    expect(id('/l/stream-0.jsonl')).not.toBe(id('/l/stream-1.jsonl'));
  });

  it.each([
    ['CODEX', 'codex'],
    ['COPILOT', 'copilot'],
    ['CLAUDE_CODE', 'claude_code'],
    ['claude', 'claude_code'],
    ['gemini-cli', 'gemini_cli'],
    ['OpenCode', 'opencode'],
    ['My Own Agent', 'my_own_agent'],
    ['myAgent', 'my_agent'],
    ['!!', 'unknown'],
    [undefined, 'unknown'],
  ])('executor %s is harness %s', (executor, harness) => {
    expect(parseRow(event('agent_output', {}, { executor })).harness).toBe(harness);
  });

  it('keeps a session in one harness when a line leaves the executor out, also after a restart', () => {
    const parser = opened();
    const read = (from: typeof parser, row: unknown) => {
      const line = Buffer.from(JSON.stringify(row));
      return accepted(from.parse(line, 0, line.length));
    };
    const bare = event('agent_output', {}, { executor: undefined, timestamp: undefined });
    read(parser, event('agent_output', {}));
    expect(read(parser, bare).harness).toBe('codex');
    const resumed = read(opened(undefined, parser.save()), bare);
    expect(resumed).toMatchObject({
      harness: 'codex',
      at: Date.parse('2026-03-02T10:00:00Z'),
      timeSource: 'inherited',
    });
  });

  it('opens with a saved state that is not its own as with none', () => {
    const line = Buffer.from(JSON.stringify(event('agent_output', {}, { timestamp: undefined })));
    for (const saved of ['', '{}', 'null', '[1]', '{"fileSession":1}']) {
      expect(accepted(opened(undefined, saved).parse(line, 0, line.length)).at).toBe(MTIME);
    }
  });

  it('forgets sessions that were silent longest, so that memory stays bounded', () => {
    const parser = opened();
    for (let i = 0; i < 500; i++) {
      const line = Buffer.from(JSON.stringify(event('agent_output', {}, { session_id: `s-${i}` })));
      parser.parse(line, 0, line.length);
    }
    expect(parser.save().length).toBeLessThan(4096);
  });
});

it('takes event_id as the identity that a repeat is known by', () => {
  expect(parseRow(event('agent_output', {}, { event_id: 'e-1' })).uidKey).toBe(hash53('e-1'));
});

it('reads time as of the clock it is given', () => {
  expect(parseRow(event('agent_output', {}, { timestamp: '2099-01-01T00:00:00Z' }))).toMatchObject({
    at: NOW,
    timeSource: 'ingest',
  });
});
