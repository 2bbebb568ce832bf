/** The value of a key, found once and kept. Where keys come from logs, a full cache is dropped, not grown, when one more is to be kept. */
export function remembered<Key, Value>(
  cache: Map<Key, Value>,
  key: Key,
  limit: number,
  find: () => Value,
): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= limit) cache.clear();
  const found = find();
  cache.set(key, found);
  return found;
}
