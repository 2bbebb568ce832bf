/** A mistake or fault that the user can do something about: printed as one line, never with a stack. */

import { safeText } from './safe-text.ts';

/**
 * One sentence for stderr: `agentperf: WHAT: PATH: WHY; WHAT TO DO` (REQUIREMENTS.md, the command line), and the exit code
 * that goes with it. Texts may hold names from logs or the command line: `line()` makes them safe for a terminal.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly what: string;
  /** Path, or path and place in it (`config.toml:12:1`). */
  readonly where: string | null;
  readonly why: string;
  /** What to do about it; null when `why` says it all. */
  readonly todo: string | null;
  readonly exitCode: number;

  constructor(
    what: string,
    where: string | null,
    why: string,
    todo: string | null,
    exitCode: number,
    options?: ErrorOptions,
  ) {
    super(sentence(what, where, why, todo), options);
    this.what = what;
    this.where = where;
    this.why = why;
    this.todo = todo;
    this.exitCode = exitCode;
  }

  /** What stderr gets, without a newline. */
  line(): string {
    return `agentperf: ${safeText(this.message)}`;
  }
}

function sentence(what: string, where: string | null, why: string, todo: string | null): string {
  const named = [what, where, why].filter((part) => part !== null && part !== '').join(': ');
  return todo === null ? named : `${named}; ${todo}`;
}
