/** Where Gemini CLI writes chats, and what a chat's path says of its session (gemini.md 1). */

import path from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';

/** What is known of a chat by its place. */
export interface FilePlace {
  /** Stands for the session's id where the file names none. */
  readonly stem: string;
  /** Session whose sub-agent wrote the file; null for a main session. */
  readonly parentId: string | null;
  /** `<home>/.gemini/tmp/<project id>`; null when the file lies in no such folder. */
  readonly projectFolder: string | null;
}

/** Other JSON beside chats: prompt history, saved chats, the registry of projects, settings. */
export const MAY_BE_CHAT = /^(?!(?:logs|projects|settings|state|checkpoint[^/]*)\.json$).*\.jsonl?$/;

const CHAT_PATH = /^[^/]+\/chats\/(?:session-[^/]+|[^/]+\/[^/]+)\.jsonl?$/;
const CHATS = 'chats';

/** `GEMINI_CLI_HOME` stands in for the home folder. */
export function chatRoots({ env, home, cwd }: DiscoveryEnvironment): string[] {
  const configured = env.GEMINI_CLI_HOME ?? '';
  return [path.join(configured === '' ? home : path.resolve(cwd, configured), '.gemini', 'tmp')];
}

/** `<project id>/chats/session-*.json(l)`, or `<project id>/chats/<parent session>/<session>.jsonl`. */
export function isChatPath(relativePath: string): boolean {
  return CHAT_PATH.test(relativePath) && MAY_BE_CHAT.test(path.posix.basename(relativePath));
}

export function filePlace(filePath: string): FilePlace {
  const folders = filePath.split(/[\\/]/);
  const name = folders.pop() ?? '';
  const stem = name.replace(/\.jsonl?(?:[.-]\d[\w-]*)?$/, '');
  const chats = folders.lastIndexOf(CHATS);
  if (chats === -1) return { stem, parentId: null, projectFolder: null };
  const below = folders.slice(chats + 1);
  return { stem, parentId: below.at(-1) ?? null, projectFolder: folders.slice(0, chats).join(path.sep) };
}
