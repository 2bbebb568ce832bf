/** Token counts of model calls, in disjoint classes so that sums are sums (DATA.md 3). */

/**
 * Tokens of one model call, or a sum of calls. Every class is disjoint but `reasoning`, which is a part of `output`.
 * `null` is "not logged" and is never shown or summed as 0 that was counted.
 */
export interface TokenUsage {
  /** Uncached input. */
  input: number | null;
  cacheRead: number | null;
  /** Cache writes kept 5 minutes (Claude). */
  cacheCreation5m: number | null;
  /** Cache writes kept 1 hour (Claude). */
  cacheCreation1h: number | null;
  /** Cache writes whose lifetime the log does not say. */
  cacheCreationUnsplit: number | null;
  output: number | null;
  /** Totals that the log does not split (`total_tokens` alone). */
  unclassified: number | null;
  /** Part of `output`. */
  reasoning: number | null;
}

/** The classes in storage order; a table that packing, storage and export share. */
export const TOKEN_CLASSES = [
  'input',
  'cacheRead',
  'cacheCreation5m',
  'cacheCreation1h',
  'cacheCreationUnsplit',
  'output',
  'unclassified',
  'reasoning',
] as const satisfies readonly (keyof TokenUsage)[];

/** A usage in which nothing was logged. */
export function noUsage(): TokenUsage {
  return {
    input: null,
    cacheRead: null,
    cacheCreation5m: null,
    cacheCreation1h: null,
    cacheCreationUnsplit: null,
    output: null,
    unclassified: null,
    reasoning: null,
  };
}

/** Context tokens that a call sent: uncached input + cache reads + cache writes; null when none was logged. */
export function contextTokens(usage: TokenUsage): number | null {
  const parts = [
    usage.input,
    usage.cacheRead,
    usage.cacheCreation5m,
    usage.cacheCreation1h,
    usage.cacheCreationUnsplit,
  ].filter((part): part is number => part !== null);
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0);
}
