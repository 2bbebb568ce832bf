/** The command that resumes a session, by harness. */

/** What goes before the session's id; a harness without an entry cannot be resumed by id. */
const RESUME: Readonly<Record<string, string>> = {
  claude_code: 'claude --resume',
  codex: 'codex resume',
  gemini_cli: 'gemini --resume',
  opencode: 'opencode --session',
};

/** `cd DIR && claude --resume ID`, quoted for a POSIX shell; null when the harness has none or the session is a sub-agent. */
export function resumeCommand(
  harness: string,
  sessionId: string,
  parentId: string | null,
  cwd: string | null,
): string | null {
  const program = Object.hasOwn(RESUME, harness) ? RESUME[harness] : undefined;
  // An id that looks like an option is somebody's trick, not a session.
  if (program === undefined || parentId !== null || sessionId.startsWith('-')) return null;
  const command = `${program} ${quote(sessionId)}`;
  return cwd === null ? command : `cd ${quoteFolder(cwd)} && ${command}`;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Keeps a leading `~` outside the quotes, so that the shell expands it. */
function quoteFolder(folder: string): string {
  if (folder === '~') return folder;
  return folder.startsWith('~/') ? `~/${quote(folder.slice(2))}` : quote(folder);
}
