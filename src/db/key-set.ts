/** A set of 53-bit keys in one typed array: 12 to 24 bytes a key, no garbage. */

const FIRST_SLOTS = 1 << 14;
const EMPTY = -1;

export class KeySet {
  #keys = new Float64Array(FIRST_SLOTS).fill(EMPTY);
  #size = 0;

  has(key: number): boolean {
    return this.#keys[this.#slot(key)] === key;
  }

  add(key: number): void {
    if (this.#size * 3 >= this.#keys.length * 2) this.#grow();
    const slot = this.#slot(key);
    if (this.#keys[slot] === key) return;
    this.#keys[slot] = key;
    this.#size++;
  }

  /** Slot of a key, or the free one it would take. */
  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (key ^ (key / 4294967296)) & mask;
    while (this.#keys[slot] !== EMPTY && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    this.#keys = new Float64Array(keys.length * 2).fill(EMPTY);
    for (const key of keys) if (key !== EMPTY) this.#keys[this.#slot(key)] = key;
  }
}
