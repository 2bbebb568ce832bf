/** Instructions of the repository (AGENTS.md) that a thread works under: told at its beginning, as a field or in the user's name (codex.md 2, 6). */

import { instructionsName } from '../../instructions.ts';
import type { Row } from './row.ts';

const FILE = 'AGENTS.md';
/** `# AGENTS.md instructions for FOLDER`, or a tag. The folder is no part of the text: worktrees share the file. */
const OPENING = /^\s*(?:# AGENTS\.md[^\n]*(?:\n\s*<INSTRUCTIONS>)?|<user_instructions>)/i;
const CLOSING = /<\/(?:INSTRUCTIONS|user_instructions)>\s*$/i;

/** Of a `session_meta` row; undefined when it says nothing. `base_instructions` are the harness's own. */
export function instructionsOfMeta({ fields, texts }: Row): string | undefined {
  const told = [fields.user_instructions, fields.instructions].find((value) => typeof value === 'string');
  return typeof told === 'string' ? nameOf(texts.full(told)) : undefined;
}

/** Of a text in the user's name; undefined when it is something else. */
export function instructionsOfText(text: string, { texts }: Row): string | undefined {
  return OPENING.test(texts.canonical(text)) ? nameOf(texts.full(text)) : undefined;
}

function nameOf(text: string): string | undefined {
  const bare = text.replace(OPENING, '').replace(CLOSING, '').trim();
  return bare === '' ? undefined : instructionsName(FILE, bare);
}
