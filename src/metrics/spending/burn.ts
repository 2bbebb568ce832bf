/** How fast money is spent, from the times of the calls. */

const HOUR_MS = 3_600_000;

/** What was spent in one quarter hour. */
export interface Quarter {
  /** Its start, epoch ms. */
  readonly at: number;
  readonly costUsdMicros: number;
  readonly tokens: number;
  readonly pricedCalls: number;
  readonly unpricedCalls: number;
}

/** Quarters are looked at from this long ago on. */
const BURN_WINDOW_MS = HOUR_MS;
/** Spending is taken to have lasted at least so long: two calls within a second are no fortune an hour. */
const FLOOR_MS = 900_000;

/**
 * Spending of the last hour by the hour: from the first quarter that has any to now, at least the floor. Nothing spent is 0;
 * `unpriced` when nothing of what ran has a price.
 */
export function burnPerHour(
  quarters: readonly Quarter[],
  now: number,
): { usdMicros: number | null; tokens: number; state: 'ok' | 'unpriced' } {
  const recent = quarters.filter(({ at }) => at > now - BURN_WINDOW_MS && at <= now);
  const sum = (name: 'costUsdMicros' | 'tokens' | 'pricedCalls' | 'unpricedCalls') =>
    recent.reduce((total, quarter) => total + quarter[name], 0);
  const first = Math.min(now, ...recent.map(({ at }) => at));
  const perHour = (amount: number) => Math.round((amount * HOUR_MS) / Math.max(FLOOR_MS, now - first));
  const isUnpriced = sum('unpricedCalls') > 0 && sum('pricedCalls') === 0;
  return {
    usdMicros: isUnpriced ? null : perHour(sum('costUsdMicros')),
    tokens: perHour(sum('tokens')),
    state: isUnpriced ? 'unpriced' : 'ok',
  };
}
