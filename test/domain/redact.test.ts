import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/domain/redact.ts';

/** Made-up secrets, put together at run time so that no scanner takes this file for a leak. */
const LETTERS = 'aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789';
const SECRETS: readonly (readonly [string, string])[] = [
  ['Anthropic', `sk-ant-${'api03'}-${LETTERS}-AA`],
  ['OpenAI', `sk-${LETTERS}`],
  ['OpenAI project', `sk-proj-${LETTERS}_x`],
  ['GitHub', `ghp_${LETTERS}`],
  ['GitHub fine-grained', `github_pat_${LETTERS}_${LETTERS}`],
  ['AWS id', `AKIA${'QWERTYUIOPASDFGH'}`],
  ['Google', `AIza${LETTERS}`],
  ['Slack', `xoxb-12345678-${LETTERS}`],
  ['JWT', `eyJ${'hbGciOiJub25lIn0'}.eyJzdWIiOiJ4In0.c2ln`],
  ['PEM', `-----BEGIN RSA PRIVATE KEY-----\nMIIB${LETTERS}\n-----END RSA PRIVATE KEY-----`],
  ['cut-off PEM', `-----BEGIN OPENSSH PRIVATE KEY-----\nMIIB${LETTERS}`],
];

describe('redact', () => {
  it.each(SECRETS)('hides a key that tells what it is: %s', (_name, secret) => {
    const text = redact(`before ${secret} after`);
    expect(text).toMatch(/^before \[redacted\]/);
    expect(text).not.toContain(secret.slice(-24));
  });

  it.each([
    ['password=hunter2', 'password=[redacted]'],
    ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=[redacted] psql'],
    ['token: hunter2', 'token: [redacted]'],
    ['aws_secret_access_key = "hunter 2" x', 'aws_secret_access_key = [redacted] x'],
    ["api_key='hunter2',", 'api_key=[redacted],'],
    ['{"password":"hunter\\"2","a":1}', '{"password":[redacted],"a":1}'],
    ['"{\\"apiKey\\": \\"hunter2\\"}"', '"{\\"apiKey\\": [redacted]}"'],
    ['?token=hunter2&x=1', '?token=[redacted]&x=1'],
    ['Authorization: Basic aHVudGVyMg==', 'Authorization: [redacted]'],
    ['Authorization: Bearer hunter2hunter2', 'Authorization: Bearer [redacted]'],
    ['curl --api-key hunter2 -v', 'curl --api-key [redacted] -v'],
    ['https://bob:hunter2@example.com/x', 'https://[redacted]@example.com/x'],
  ])('hides a value that its name gives away: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    ['ask ann.lee+ci@mail.example.org now', 'ask [redacted] now'],
    ['<ann@example.com>, bob@example.co.uk.', '<[redacted]>, [redacted].'],
    ['git@github.com:shop/cart.git', 'git@github.com:shop/cart.git'],
    ['npm i @scope/pkg@1.2.3 react@next', 'npm i @scope/pkg@1.2.3 react@next'],
    ['user@localhost', 'user@localhost'],
  ])('hides addresses of mail: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    ['/home/ann/work/a.ts', '~/work/a.ts'],
    ['open "/Users/ann/x y"', 'open "~/x y"'],
    ['C:\\Users\\ann\\code', '~\\code'],
    ['/mnt/c/Users/ann/code', '~/code'],
    ['file:///home/ann/x', 'file://~/x'],
    ['src/home/page.ts', 'src/home/page.ts'],
  ])('shortens home folders: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('shortens the given home folder, and only as a whole name', () => {
    expect(redact('/root/a /rootfs /root', '/root')).toBe('~/a /rootfs ~');
    expect(redact('/a', '/')).toBe('/a');
  });

  it('leaves ordinary text alone', () => {
    const text = 'Expected 3 tokens, found token at 4:2 in task-list.ts (password field missing), risk-free';
    expect(redact(text)).toBe(text);
  });

  it('drops what stands past 8 KiB, and the key that the cut halves', () => {
    const text = `${'word '.repeat(1636)}ghp_${LETTERS}`;
    expect(redact(text).length).toBeLessThanOrEqual(8192);
    expect(redact(text)).not.toContain('ghp_');
  });

  it('hides every key between any delimiters', () => {
    const delimiter = fc.constantFrom(
      ' ',
      '\n',
      '\\n',
      '"',
      "'",
      '=',
      ': ',
      ',',
      '(',
      ')',
      '{',
      '/',
      '|',
      '?',
      '@ ',
      '\\"',
    );
    const words = fc.constantFrom(...SECRETS.map(([, secret]) => secret), 'word', 'token', '-', 'password');
    fc.assert(
      fc.property(fc.array(fc.tuple(delimiter, words), { maxLength: 8 }), (parts) => {
        const text = redact(parts.flat().join(''));
        for (const [, secret] of SECRETS) {
          expect(text).not.toContain(secret.slice(-16));
        }
      }),
      { numRuns: 300 },
    );
  });
});
