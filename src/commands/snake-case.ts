/** Spells reports for `export --json`: snake_case keys, UTC ISO times, Maps as objects; mechanical, so that nothing is left out. */

/** Keys that hold epoch ms although their name does not end in `At`. */
const TIME_KEYS: ReadonlySet<string> = new Set(['at', 'since', 'until', 'firstSeen', 'lastSeen']);

/** Keys whose object has names of its own (already snake_case, or taken from logs): they stay as they are. */
const RAW_KEYS: ReadonlySet<string> = new Set(['evidence', 'metrics']);

/** Largest time that JavaScript can write, ms. */
const MAX_TIME_MS = 8.64e15;

/** `costUsdMicros` → `cost_usd_micros`, `cacheCreation5m` → `cache_creation_5m`, `p90TimeMs` → `p90_time_ms`. */
export function snakeCase(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Za-z]{2})(\d)/g, '$1_$2')
    .toLowerCase();
}

/** A report as it is written: plain objects, arrays, texts, finite numbers, null. */
export function exported(value: unknown): unknown {
  if (value instanceof Map) return rawObject(value);
  if (Array.isArray(value)) return value.map(exported);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snakeCase(key), exportedField(key, inner)]),
  );
}

function exportedField(key: string, value: unknown): unknown {
  if (RAW_KEYS.has(key) && typeof value === 'object' && value !== null)
    return rawObject(new Map(Object.entries(value)));
  return isTimeKey(key) && typeof value === 'number' ? isoTime(value) : exported(value);
}

function isTimeKey(key: string): boolean {
  return TIME_KEYS.has(key) || key.endsWith('At');
}

/** null for a number that is no time. */
export function isoTime(epochMs: number): string | null {
  return Math.abs(epochMs) <= MAX_TIME_MS ? new Date(epochMs).toISOString() : null;
}

/** Keys of logs as they are, `__proto__` too: an object without a prototype has no setter of that name. */
function rawObject(map: ReadonlyMap<unknown, unknown>): object {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, value] of map) object[String(key)] = exported(value);
  return object;
}
