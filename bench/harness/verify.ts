/** Holds a program's totals against the truth of the corpus: a fast wrong answer is no answer. */

/** Throws an Error that lists every difference. `expected` may be a part of what was `found`. */
export function verifyEqual(what: string, found: object, expected: object): void {
  const wrong = differences(found as Record<string, unknown>, expected as Record<string, unknown>, '');
  if (wrong.length > 0) throw new Error(`${what} differs from the corpus: ${wrong.join(', ')}`);
}

function differences(
  found: Record<string, unknown>,
  expected: Record<string, unknown>,
  prefix: string,
): string[] {
  return Object.entries(expected).flatMap(([key, want]) => {
    const got = found?.[key];
    if (typeof want === 'object' && want !== null)
      return differences(
        (got ?? {}) as Record<string, unknown>,
        want as Record<string, unknown>,
        `${prefix}${key}.`,
      );
    return got === want ? [] : [`${prefix}${key} is ${String(got)}, should be ${String(want)}`];
  });
}
