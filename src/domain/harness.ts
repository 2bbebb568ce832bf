/** Harness ids that are known whether a log of theirs was read or not (DATA.md 1); a log's own word may be another one. */

export const HARNESS_IDS = [
  'claude_code',
  'codex',
  'gemini_cli',
  'opencode',
  'copilot',
  'cursor',
  'amp',
] as const;

/** What nobody names a harness of. */
export const UNKNOWN_HARNESS = 'unknown';
