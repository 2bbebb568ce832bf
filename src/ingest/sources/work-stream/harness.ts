/** A stream's `executor` to the harness id (DATA.md 1). */

const BY_PREFIX: readonly (readonly [string, string])[] = [
  ['claude', 'claude_code'],
  ['codex', 'codex'],
  ['copilot', 'copilot'],
  ['github_copilot', 'copilot'],
  ['gemini', 'gemini_cli'],
  ['opencode', 'opencode'],
  ['open_code', 'opencode'],
  ['cursor', 'cursor'],
];

const NAME_LIMIT = 64;

/** Harness id of an executor as logged (`CODEX`, `CLAUDE_CODE`), else its own word in lower snake case; null when it names none. */
export function harnessOf(executor: string): string | null {
  const word = executor
    .slice(0, NAME_LIMIT)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  const known = BY_PREFIX.find(([prefix]) => word.startsWith(prefix));
  return word === '' ? null : (known?.[1] ?? word);
}
