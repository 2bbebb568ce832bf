import { describe, expect, test } from 'vitest';
import { codexAdapter } from '../../../../src/ingest/sources/codex.ts';
import { resumeCommand } from '../../../../src/metrics/resume-command.ts';
import { bytesOf, event, FILE, item, meta, row, THREAD, turn } from './rollout.ts';

const environment = (env: Record<string, string> = {}) => ({
  env,
  home: '/home/dev',
  cwd: '/work',
  platform: 'linux' as const,
});

describe('codex §1: where rollouts are', () => {
  test.each<[string, Record<string, string>, string]>([
    ['~/.codex', {}, '/home/dev/.codex'],
    ['$CODEX_HOME', { CODEX_HOME: '/data/codex' }, '/data/codex'],
    ['$CODEX_HOME below the home folder', { CODEX_HOME: '~/cx' }, '/home/dev/cx'],
    ['no XDG name', { XDG_CONFIG_HOME: '/xdg', XDG_DATA_HOME: '/xdg' }, '/home/dev/.codex'],
    ['an empty name is none', { CODEX_HOME: '' }, '/home/dev/.codex'],
  ])('%s', (_name, env, root) => {
    expect(codexAdapter.roots(environment(env))).toEqual([`${root}/sessions`, `${root}/archived_sessions`]);
  });

  test.each([
    ['2026/02/23/rollout-2026-02-23T10-00-00-x.jsonl', true],
    ['rollout-2026-02-23T10-00-00-x.jsonl', true],
    ['history.jsonl', false],
    ['2026/02/23/rollout-2026-02-23.json', false],
  ])('%s: %s', (name, expected) => {
    expect(codexAdapter.acceptsPath(name)).toBe(expected);
  });

  test('a main session is resumed by its thread, a sub-agent by nobody', () => {
    expect(resumeCommand('codex', THREAD, null, '~/shop')).toBe(`cd ~/shop && codex resume ${THREAD}`);
    expect(resumeCommand('codex', `${THREAD}/x`, THREAD, null)).toBeNull();
  });
});

describe('what is recognised as a rollout', () => {
  const old = { id: 'old-1', timestamp: '2025-08-01T10:00:00.000Z', instructions: null };
  test.each<[string, Buffer, boolean]>([
    ['a session_meta', bytesOf([meta()]), true],
    [
      'a first row of 30 KB, cut',
      bytesOf([meta({ base_instructions: { text: 'x'.repeat(200_000) } })]).subarray(0, 65_536),
      true,
    ],
    ['a turn first', bytesOf([turn()]), true],
    ['lines before one that says it', bytesOf(['', '{"a":1}', event('token_count', { info: null })]), true],
    ['a first line without an envelope', bytesOf([old]), true],
    ['kinds that nobody knows', bytesOf([row('brand_new', {}), item('unheard', {})]), false],
    [
      'a Claude row',
      bytesOf([
        {
          type: 'user',
          uuid: 'u',
          sessionId: 's',
          parentUuid: null,
          message: { role: 'user', content: 'x' },
        },
      ]),
      false,
    ],
    [
      'an index of sessions',
      bytesOf([{ id: 'x', thread_name: 'y', updated_at: '2026-02-23T10:00:00Z' }]),
      false,
    ],
    ['a history of prompts', bytesOf([{ session_id: 'x', ts: 1, text: 'y' }]), false],
    [
      'the stream of codex exec --json',
      bytesOf([
        { type: 'thread.started', thread_id: 'x' },
        { type: 'turn.completed', usage: {} },
      ]),
      false,
    ],
    [
      'a stream of an orchestrator',
      bytesOf([{ timestamp: '2026-02-23T10:00:00Z', event_type: 'usage', data: {} }]),
      false,
    ],
    ['nothing', Buffer.alloc(0), false],
  ])('%s', (_name, head, expected) => {
    expect(codexAdapter.recognises(FILE, head)).toBe(expected);
  });
});
