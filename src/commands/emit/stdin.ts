/** Reads one JSON object from stdin without ever waiting long: whoever runs a hook may leave the pipe open. */

import type { Readable } from 'node:stream';
import { usageError } from '../check-arguments.ts';

/** Payloads of hooks hold what tools were given and gave back; larger ones are not read. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Throws UserError (exit 2) when no whole object came until the deadline or the end. */
export async function readObject(
  stdin: Readable & { isTTY?: boolean },
  deadlineMs: number,
): Promise<Record<string, unknown>> {
  if (stdin.isTTY === true)
    throw usageError('no record given', 'write its fields as flags, or give it as JSON on stdin');
  const object = await new Promise<Record<string, unknown> | null>((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (): void => {
      clearTimeout(timer);
      stdin.removeAllListeners('data');
      stdin.pause();
      resolve(parsed(Buffer.concat(chunks).toString('utf8')));
    };
    const timer = setTimeout(end, deadlineMs);
    stdin.on('data', (chunk: Buffer | string) => {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      size += bytes.length;
      // Not every writer closes the pipe: an object that is whole is all there is.
      const isWhole =
        /\}\s*$/.test(bytes.toString('latin1', Math.max(0, bytes.length - 16))) && size <= MAX_BYTES;
      if (size > MAX_BYTES || (isWhole && parsed(Buffer.concat(chunks).toString('utf8')) !== null)) end();
    });
    stdin.on('end', end);
    stdin.on('error', end);
  });
  if (object === null)
    throw usageError('stdin holds no JSON object', 'give one, or write the fields as flags');
  return object;
}

export function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
