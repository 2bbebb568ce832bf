import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/domain/exit-codes.ts';
import { UserError } from '../../src/domain/user-error.ts';

describe('UserError', () => {
  it('is one line: what, path, why; what to do', () => {
    const error = new UserError(
      'database',
      '/a/b.db',
      'no space left',
      'free space and run again',
      EXIT.noSpace,
    );
    expect(error.line()).toBe('agentperf: database: /a/b.db: no space left; free space and run again');
    expect(error.exitCode).toBe(7);
  });

  it('leaves out what it does not know', () => {
    expect(new UserError('usage', null, 'unknown command x', null, EXIT.usage).line()).toBe(
      'agentperf: usage: unknown command x',
    );
  });

  it('shows control characters of a hostile path and stays on one line', () => {
    const line = new UserError('source', '/a\n\u001b[31mb\u202e', 'gone', null, EXIT.noReadableSource).line();
    expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(line).toContain('\\x1b[31mb<U+202E>');
  });

  it('keeps its cause for --debug', () => {
    const cause = new Error('ENOSPC');
    expect(new UserError('a', null, 'b', null, 7, { cause }).cause).toBe(cause);
  });
});

describe('exit codes', () => {
  it('are the published ones, all different', () => {
    expect(EXIT).toEqual({
      ok: 0,
      failure: 1,
      usage: 2,
      noReadableSource: 3,
      strictSkipped: 4,
      databaseBusy: 5,
      databaseUnusable: 6,
      noSpace: 7,
      internal: 70,
      hangup: 129,
      interrupted: 130,
      terminated: 143,
    });
  });
});
