/** A hash map from 53-bit keys to exact numbers, in two typed arrays: 20 to 40 bytes an entry, no garbage. */

const FIRST_SLOTS = 1 << 14;
const EMPTY = -1;

export class KeyMap {
  #keys = new Float64Array(FIRST_SLOTS).fill(EMPTY);
  #values = new Float64Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: number): number | undefined {
    const slot = this.#slot(key);
    return this.#keys[slot] === EMPTY ? undefined : this.#values[slot];
  }

  set(key: number, value: number): void {
    if (this.#size * 5 >= this.#keys.length * 4) this.#grow();
    const slot = this.#slot(key);
    if (this.#keys[slot] === EMPTY) this.#size++;
    this.#keys[slot] = key;
    this.#values[slot] = value;
  }

  /** Slot of a key, or the free one it would take. */
  #slot(key: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let slot = (key ^ (key / 4294967296)) & mask;
    while (keys[slot] !== EMPTY && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Float64Array(keys.length * 2).fill(EMPTY);
    this.#values = new Float64Array(values.length * 2);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      if (key === EMPTY) continue;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#values[slot] = values[i] as number;
    }
  }
}
