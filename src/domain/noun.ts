/** The noun that stands behind a count: `1 session`, `2 sessions`. */

/** `many` where it is not `one` with an s; no number known takes the plural. */
export function noun(count: number | null, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
