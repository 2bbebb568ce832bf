import { describe, expect, it } from 'vitest';
import { beforeMessage, describeFailure, restoreTerminal } from '../../src/commands/crash.ts';
import { UserError } from '../../src/domain/user-error.ts';

describe('a failure', () => {
  it('of the user is its own line and code, without a stack', () => {
    const error = new UserError('database', '/a.db', 'busy', 'try again', 5);
    expect(describeFailure(error, false)).toEqual({
      text: 'agentperf: database: /a.db: busy; try again',
      exitCode: 5,
    });
  });

  it('of ours is one line with the way to learn more', () => {
    expect(describeFailure(new TypeError('x is\nundefined \u001b[2J'), false)).toEqual({
      text: 'agentperf: internal error: x is undefined \\x1b[2J; run again with --debug',
      exitCode: 70,
    });
    expect(describeFailure('thrown text', false).text).toContain('internal error: thrown text');
  });

  it('shows the stack and the cause with --debug only', () => {
    const error = new UserError('a', null, 'b', null, 7, { cause: new Error('ENOSPC here') });
    expect(describeFailure(error, true).text).toMatch(/\n {4}at .*[\s\S]*caused by Error: ENOSPC here/);
    expect(describeFailure(error, false).text).not.toContain('ENOSPC');
  });
});

describe('restoring', () => {
  it('runs each restorer once, and goes on when one fails', () => {
    const ran: string[] = [];
    beforeMessage(() => {
      ran.push('bad');
      throw new Error('EIO');
    });
    beforeMessage(() => ran.push('good'));
    beforeMessage(() => ran.push('cancelled'))();
    restoreTerminal();
    restoreTerminal();
    expect(ran).toEqual(['bad', 'good']);
  });
});
