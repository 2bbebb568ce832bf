/** Files of instructions (AGENTS.md, CLAUDE.md) whose text a log holds: known by name and digest, so that a change can be seen (DATA.md 7: no text is kept). */

import { hash53 } from '../domain/hash.ts';

/** Six digits tell a hundred thousand versions apart. */
const DIGITS = 6;

/** `AGENTS.md 1f8x2c`: the same for the same text, however it is wrapped in blank lines. */
export function instructionsName(file: string, text: string): string {
  const digest = hash53(text.trim(), 17).toString(36).slice(-DIGITS);
  return `${file} ${digest}`;
}
