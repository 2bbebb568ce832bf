/** Output tokens where the log is known to under-report them (claude-code.md 4.3). */

/** Visible characters that a token stands for, on average. */
const CHARACTERS_PER_TOKEN = 4;

/**
 * max(reported, ceil(visible characters / 4)), or null when nothing has to be estimated: a row told why the model stopped, or
 * the log reports at least as many tokens as its visible text needs.
 */
export function estimatedOutput(
  reported: number | null,
  visibleChars: number,
  finished: boolean,
): number | null {
  const estimate = Math.ceil(visibleChars / CHARACTERS_PER_TOKEN);
  return !finished && (reported ?? 0) < estimate ? estimate : null;
}
