/** Order statistics of small samples. */

/** Value below which a share `fraction` of the sample lies (nearest rank). Throws RangeError for an empty sample. */
export function percentile(sample: readonly number[], fraction: number): number {
  if (sample.length === 0) throw new RangeError('percentile of nothing');
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(fraction * sorted.length) - 1))] as number;
}

/** The middle of the sample. */
export function median(sample: readonly number[]): number {
  return percentile(sample, 0.5);
}
