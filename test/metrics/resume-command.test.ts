import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resumeCommand } from '../../src/metrics/resume-command.ts';

test.each<[string, string, string | null, string | null, string | null]>([
  ['claude_code', 'abc-1', null, '/work/shop', 'cd /work/shop && claude --resume abc-1'],
  ['codex', 'abc-1', null, '/work/shop', 'cd /work/shop && codex resume abc-1'],
  ['claude_code', 'abc-1', null, null, 'claude --resume abc-1'],
  ['claude_code', 'abc-1', null, '~', 'cd ~ && claude --resume abc-1'],
  ['claude_code', 'abc-1', null, '~/my shop', "cd ~/'my shop' && claude --resume abc-1"],
  ['claude_code', "it's", null, '/a b', "cd '/a b' && claude --resume 'it'\\''s'"],
  ['claude_code', 'parent/a1', 'parent', '/work', null],
  ['gemini_cli', 'abc-1', null, '/work', 'cd /work && gemini --resume abc-1'],
  ['opencode', 'ses_1', null, '/work', 'cd /work && opencode --session ses_1'],
  ['cursor', 'abc-1', null, '/work', null],
  ['__proto__', 'abc-1', null, '/work', null],
  ['constructor', 'abc-1', null, '/work', null],
])('%s %s (parent %s) in %s: %s', (harness, id, parent, cwd, command) => {
  expect(resumeCommand(harness, id, parent, cwd)).toBe(command);
});

test('a shell reads the folder and the id as they are, whatever is in them', () => {
  const text = fc.string({ minLength: 1, maxLength: 12 }).map((word) => word.replaceAll('\0', ''));
  fc.assert(
    fc.property(
      text.filter((id) => !id.startsWith('-')),
      text,
      (id, folder) => {
        const command = resumeCommand('claude_code', id, null, `/${folder}`) as string;
        const script = `cd() { printf '%s\\n-\\n' "$1"; }; claude() { printf '%s\\n-\\n' "$2"; }; ${command}`;
        expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`/${folder}\n-\n${id}\n-\n`);
      },
    ),
    { numRuns: 25 },
  );
});

test('an id that looks like an option is no session', () => {
  expect(resumeCommand('claude_code', '-rf', null, null)).toBeNull();
});
