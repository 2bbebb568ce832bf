/** Finds the word that a mistyped one probably meant, for errors that suggest it. */

/** At most this many single-character changes, and never more than a third of the word. */
const MAX_DISTANCE = 3;
/** Shorter ends are too many names'. */
const LEAST_END = 4;

/** The nearest of `known`, or null when nothing is near enough to be worth suggesting. Ties go to the first. */
export function nearest(word: string, known: readonly string[]): string | null {
  return nearestNames(word, known, 1)[0] ?? null;
}

/** At most `most` of `known` that are near enough to be worth suggesting, the nearest first. */
export function nearestNames(word: string, known: readonly string[], most = 3): string[] {
  const limit = Math.min(MAX_DISTANCE, Math.max(1, Math.ceil(word.length / 3)));
  return known
    .map((name) => ({ name, distance: distanceOf(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** A word that ends a longer name is near it: screens show names short (`opus-4-6` of `claude-opus-4-6`). */
function distanceOf(word: string, name: string): number {
  const isEnd =
    word.length >= LEAST_END && name.endsWith(word) && /[^a-z0-9]/.test(name.at(-word.length - 1) ?? '');
  return isEnd ? 1 : editDistance(word, name);
}

/** `did you mean X?`, else `fallback`. */
export function didYouMean(word: string, known: readonly string[], fallback: string): string {
  const guess = nearest(word, known);
  return guess === null ? fallback : `did you mean ${guess}?`;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
