/** Bounded collections: state of sessions must not grow with what a log says (S14, F30). */

/** A map that forgets the entry set longest ago. */
export class RecentMap<Key, Value> {
  private readonly entries = new Map<Key, Value>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    return this.entries.get(key);
  }

  has(key: Key): boolean {
    return this.entries.has(key);
  }

  /** Sets, and makes `key` the newest. Returns the entry that was forgotten for it, if any. */
  set(key: Key, value: Value): readonly [Key, Value] | null {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.limit) {
      return null;
    }
    const oldest = this.entries.entries().next().value as [Key, Value];
    this.entries.delete(oldest[0]);
    return oldest;
  }

  delete(key: Key): boolean {
    return this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  values(): IterableIterator<Value> {
    return this.entries.values();
  }

  [Symbol.iterator](): IterableIterator<[Key, Value]> {
    return this.entries.entries();
  }
}

/** A set of the values seen last. */
export class RecentSet<Value> {
  private readonly seen: RecentMap<Value, true>;

  constructor(limit: number) {
    this.seen = new RecentMap(limit);
  }

  has(value: Value): boolean {
    return this.seen.has(value);
  }

  /** True when `value` was not among the values seen last. */
  add(value: Value): boolean {
    const isNew = !this.seen.has(value);
    this.seen.set(value, true);
    return isNew;
  }
}

/** Inserts into an ascending list; the usual case, an item that belongs at the end, costs one comparison. */
export function insertByTime<Item extends { readonly at: number }>(items: Item[], item: Item): void {
  let index = items.length;
  while (index > 0 && (items[index - 1] as Item).at > item.at) {
    index--;
  }
  items.splice(index, 0, item);
}

/** Drops the items before `since`, and all but the newest `limit`. */
export function pruneBefore(items: { readonly at: number }[], since: number, limit: number): void {
  let drop = Math.max(0, items.length - limit);
  while (drop < items.length && (items[drop] as { at: number }).at < since) {
    drop++;
  }
  if (drop > 0) {
    items.splice(0, drop);
  }
}
