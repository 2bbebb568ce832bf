import { describe, expect, it } from 'vitest';
import { errorFacts } from '../../src/ingest/error-kind.ts';

describe('errorFacts: category', () => {
  it.each([
    ['401 {"type":"error","error":{"type":"authentication_error"}}', 'auth_error'],
    ['You exceeded your current quota: insufficient_quota (HTTP 429)', 'auth_error'],
    ['HTTP 429 Too Many Requests', 'rate_limit'],
    [
      'Error: 400 {"error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens"}}',
      'token_overflow',
    ],
    ['Error 400: invalid_request_error: bad field', 'request_error'],
    ['The model gpt-9 does not exist', 'model_error'],
    ['API Error: 529 {"type":"overloaded_error"}', 'api_error'],
    ['connect ECONNREFUSED 127.0.0.1:443', 'api_error'],
    ['FATAL ERROR: JavaScript heap out of memory', 'oom'],
    ['process exited with code 137', 'oom_kill'],
    ['bwrap: setting up uid map: Operation not permitted', 'codex_sandbox'],
    ['error: failed to push some refs to origin', 'push_failure'],
    ['CONFLICT (content): Merge conflict in a.ts', 'git_conflict'],
    ['Tests: 3 failed, 10 passed', 'test_failure'],
    ['src/a.ts: error TS2345: bad', 'build_failure'],
    ['eslint: 3 problems', 'lint_failure'],
    ['ENOENT: no such file or directory', 'file_not_found'],
    ['bash: foo: command not found', 'command_not_found'],
    ['Command timed out after 2m 0.0s', 'timeout'],
    ['something odd at line 401', 'unknown'],
    ['', 'unknown'],
  ])('%s', (message, category) => {
    expect(errorFacts(message).category).toBe(category);
  });

  it('looks at the end of a long output too', () => {
    expect(errorFacts(`${'x\n'.repeat(10_000)}Tests: 2 failed`).category).toBe('test_failure');
  });
});

describe('errorFacts: fingerprint', () => {
  const fingerprint = (message: string) => errorFacts(message).fingerprint;

  it('is the same for two occurrences of one error', () => {
    const first =
      '2026-02-09T14:23:45.123Z Cannot read /home/ann/repo/src/a.ts:12:5 (id 6a7b1c2d-0000-4000-8000-000000000001, commit 9fceb02d)';
    const second =
      '2026-03-01 01:02:03Z Cannot  read /tmp/x/b.ts:7:1 (id 11111111-2222-4333-8444-555555555555, commit 0a1b2c3)';
    expect(fingerprint(first)).toBe(fingerprint(second));
    expect(fingerprint(first)).toBe('<time> cannot read <path>:#:# (id <uuid>, commit <hex>)');
  });

  it('differs for different errors', () => {
    expect(fingerprint('cannot open file')).not.toBe(fingerprint('cannot close file'));
  });

  it('holds no text behind the first line, but tells apart what stands there', () => {
    const one = fingerprint('Exit code 1\nsecret plans of\nthe launch at 12:00:01');
    expect(one).toMatch(/^exit code # #[0-9a-z]+$/);
    expect(fingerprint('Exit code 1\nsecret plans of\nthe launch at 12:00:02')).toBe(one);
    expect(fingerprint('Exit code 1\nanother thing')).not.toBe(one);
    expect(fingerprint('Exit code 1\n\n')).toBe('exit code #');
    expect(fingerprint(`${'word '.repeat(22)}\nmore`).length).toBeLessThanOrEqual(120);
  });

  it('keeps words that only look like paths or hex', () => {
    expect(fingerprint('input/output error: added a facade')).toBe('input/output error: added a facade');
  });

  it('is at most 120 characters, without secrets, never empty', () => {
    expect(fingerprint('word '.repeat(100)).length).toBeLessThanOrEqual(120);
    expect(fingerprint(`bad key AKIA${'QWERTYUIOPASDFGH'} password=hunter2`)).toBe(
      'bad key [redacted] password=[redacted]',
    );
    expect(fingerprint(' \n ')).toBe('no message');
  });

  it('is the given one, redacted and capped, when the log gives one', () => {
    expect(errorFacts('x', { fingerprint: '__proto__', category: 'git' })).toMatchObject({
      fingerprint: '__proto__',
      category: 'git',
    });
    expect(errorFacts('x', { fingerprint: 'open /home/ann/a' }).fingerprint).toBe('open ~/a');
    const long = errorFacts('x', { fingerprint: `${'y'.repeat(5000)}1` }).fingerprint;
    expect(long.length).toBeLessThanOrEqual(200);
    expect(long).not.toBe(errorFacts('x', { fingerprint: `${'y'.repeat(5000)}2` }).fingerprint);
    expect(errorFacts('boom', { fingerprint: '  ', category: null }).fingerprint).toBe('boom');
  });
});

describe('errorFacts: sample', () => {
  it('is the first line with text, redacted, at most 200 characters', () => {
    expect(errorFacts('\n\n  \u001b[31mError\u001b[0m: token=abc \n second').sample).toBe(
      'Error: token=[redacted]',
    );
    expect(errorFacts('z'.repeat(500)).sample).toHaveLength(200);
    expect(errorFacts('\ud800').sample).toBe('\ufffd');
  });
});

it('answers for any length of hostile input, looking only at its ends', () => {
  for (const unit of [
    'a',
    'a/',
    'a-',
    '0',
    ' ',
    'model ',
    'eyJ',
    'sk-',
    '"',
    '\\',
    'token=',
    '://',
    '-----BEGIN A-----',
    '~',
    '.',
  ]) {
    const facts = errorFacts(`${unit.repeat(50_000 / unit.length)}!`);
    expect(facts.fingerprint.length).toBeLessThanOrEqual(160);
    expect(facts.sample.length).toBeLessThanOrEqual(200);
  }
});
