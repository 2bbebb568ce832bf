/** Puts text on the user's clipboard through the terminal (OSC 52), because a person pressed the key for it. */

import { safeText } from '../domain/safe-text.ts';

/** The sequence for `text`. Control characters are made visible first: what is pasted into a shell must not run by itself. */
export function clipboardSequence(text: string): string {
  return `\u001b]52;c;${Buffer.from(safeText(text), 'utf8').toString('base64')}\u0007`;
}
