/** What happens when agentperf ends in a way nobody planned: the terminal first, then one line, then the exit code. */

import fs from 'node:fs';
import process from 'node:process';
import { EXIT } from '../domain/exit-codes.ts';
import { safeText } from '../domain/safe-text.ts';
import { UserError } from '../domain/user-error.ts';

const restorers = new Set<() => void>();

/** Registers what must be undone before anything is printed (the alternate screen); returns the way to take it back. */
export function beforeMessage(restore: () => void): () => void {
  restorers.add(restore);
  return () => restorers.delete(restore);
}

/** Puts the terminal back; a restorer that fails does not keep the others from running. */
export function restoreTerminal(): void {
  for (const restore of [...restorers]) {
    restorers.delete(restore);
    try {
      restore();
    } catch {
      // A terminal that is gone cannot be restored, and the message matters more.
    }
  }
}

/** What stderr gets for an error, and the exit code: one line, a stack only when asked for. */
export function describeFailure(error: unknown, debug: boolean): { text: string; exitCode: number } {
  const stack =
    error instanceof Error && debug ? `\n${safeText(stackOf(error), undefined, { keepNewlines: true })}` : '';
  if (error instanceof UserError) return { text: `${error.line()}${stack}`, exitCode: error.exitCode };
  const message = error instanceof Error ? error.message : String(error);
  const line = `agentperf: internal error: ${safeText(message)}; run again with --debug`;
  return { text: `${line}${stack}`, exitCode: EXIT.internal };
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}

/**
 * Ends the process. Node aborts when it cannot put back the mode of a terminal that hung up; it leaves
 * descriptors alone that the program has closed, and the mode is put back already.
 */
export function endProcess(exitCode: number): never {
  if (exitCode === EXIT.hangup) for (const descriptor of [0, 1, 2]) closeQuietly(descriptor);
  process.exit(exitCode);
}

function closeQuietly(descriptor: number): void {
  try {
    fs.closeSync(descriptor);
  } catch {
    // Closed already: that is what is wanted.
  }
}

/** Restores the terminal, prints, and ends the process. */
export function crash(error: unknown, debug: boolean): never {
  restoreTerminal();
  const { text, exitCode } = describeFailure(error, debug);
  try {
    process.stderr.write(`${text}\n`);
  } finally {
    endProcess(exitCode);
  }
}

/** A write to stdout or stderr that failed: a closed pipe is silent and fine, a lost terminal is a hang-up. */
const OUTPUT_FAULTS: Readonly<Record<string, number>> = {
  EPIPE: EXIT.ok,
  EIO: EXIT.hangup,
  ENOSPC: EXIT.noSpace,
};

/** Watches stdout and stderr for failed writes and the process for bugs; called once, at the start. */
export function guardProcess(debug: boolean): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => endOnOutputFault(error, debug));
  process.on('uncaughtException', (error) => crash(error, debug));
  process.on('unhandledRejection', (reason) => crash(reason, debug));
}

function endOnOutputFault(error: NodeJS.ErrnoException, debug: boolean): void {
  const code = OUTPUT_FAULTS[error.code ?? ''];
  if (code === undefined) crash(error, debug);
  restoreTerminal();
  if (code === EXIT.noSpace)
    process.stderr.write('agentperf: output: no space left; free space and run again\n');
  endProcess(code);
}
