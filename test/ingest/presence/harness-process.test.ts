import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argumentFacts, isLogName } from '../../../src/ingest/presence/harness-process.ts';

const ID = '5f0c1d2e-0000-4000-8000-000000000001';

describe('which harness', () => {
  test.each<[string, string | null]>([
    ['claude', 'claude_code'],
    ['/home/dev/.local/bin/claude --continue', 'claude_code'],
    ['-claude', 'claude_code'],
    ['node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js', 'claude_code'],
    ['node --max-old-space-size=8192 /usr/local/bin/claude -p', 'claude_code'],
    ['bun /opt/claude', 'claude_code'],
    ['codex resume', 'codex'],
    ['codex-x86_64-unknown-linux-musl exec', 'codex'],
    ['/usr/bin/node /usr/lib/node_modules/@openai/codex/bin/codex.js', 'codex'],
    ['gemini', 'gemini_cli'],
    ['node /usr/lib/node_modules/@google/gemini-cli/dist/index.js', 'gemini_cli'],
    ['opencode', 'opencode'],
    ['/usr/bin/node server.js --about claude', null],
    ['vim claude', null],
    ['claudette', null],
    ['codex-editor', null],
    ['node', null],
    ['', null],
  ])('%s', (line, harness) => {
    expect(argumentFacts(line.split(' '))?.harness ?? null).toBe(harness);
  });
});

describe('which session', () => {
  test.each<[string, string[]]>([
    [`claude --resume ${ID}`, [ID]],
    [`claude --resume=${ID} -p go`, [ID]],
    [`claude -r ${ID}`, [ID]],
    [`claude --session-id ${ID}`, [ID]],
    ['claude --resume', []],
    [`claude --resume ${ID} --fork-session`, []],
    [`codex resume ${ID}`, [ID]],
    [`codex exec resume --json ${ID}`, [ID]],
    [`codex fork ${ID}`, []],
    ['gemini --resume 3', []],
    ['gemini --resume latest', []],
    ['opencode --session ses_0123456789abcdef', ['ses_0123456789abcdef']],
    [`claude "please resume ${ID}"`, []],
  ])('%s', (line, ids) => {
    expect(argumentFacts(line.split(' '))?.sessionIds).toEqual(ids);
  });
});

test.each<[string, boolean]>([
  ['claude', true],
  ['claude -p mend', true],
  ['claude mcp serve', false],
  ['codex app-server', false],
  ['codex --model gpt-5 exec', true],
  ['opencode serve', false],
])('%s runs a session in its folder: %s', (line, runsSession) => {
  expect(argumentFacts(line.split(' '))?.runsSession).toBe(runsSession);
});

test('any arguments are borne, and nothing of them is kept but ids', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (rest) => {
      const facts = argumentFacts(['claude', ...rest]);
      expect(facts?.sessionIds.every((id) => /^[\w-]{8,128}$/.test(id))).toBe(true);
      expect(Object.keys(facts ?? {}).sort()).toEqual(['harness', 'runsSession', 'sessionIds']);
    }),
  );
});

test('a log by its name', () => {
  expect(isLogName('/home/dev/.codex/sessions/rollout-1.jsonl')).toBe(true);
  expect(isLogName('/dev/null')).toBe(false);
  expect(isLogName('socket:[1].jsonl')).toBe(false);
});
