/** A hash map from 53-bit keys to places (lineage, offset), in two typed arrays: 24 to 48 bytes an entry, no garbage. */

/** Places are packed into one exact number: 20 bits of lineage, 33 of offset. */
const OFFSET_LIMIT = 2 ** 33;
const LINEAGE_LIMIT = 2 ** 20;
const FIRST_SLOTS = 1 << 16;
const EMPTY = -1;

export interface Place {
  readonly lineage: number;
  readonly offset: number;
}

export class PlaceMap {
  #keys = new Float64Array(FIRST_SLOTS).fill(EMPTY);
  #places = new Float64Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: number): Place | null {
    const slot = this.#slot(key);
    if (this.#keys[slot] === EMPTY) return null;
    const packed = this.#places[slot] as number;
    return { lineage: Math.floor(packed / OFFSET_LIMIT), offset: packed % OFFSET_LIMIT };
  }

  /** False when the place does not fit (a file above 8 GiB, more than a million lineages): the map is of no use then. */
  set(key: number, lineage: number, offset: number): boolean {
    if (lineage >= LINEAGE_LIMIT || offset >= OFFSET_LIMIT) return false;
    if (this.#size * 3 >= this.#keys.length * 2) this.#grow();
    const slot = this.#slot(key);
    if (this.#keys[slot] === EMPTY) this.#size++;
    this.#keys[slot] = key;
    this.#places[slot] = lineage * OFFSET_LIMIT + offset;
    return true;
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
    const places = this.#places;
    this.#keys = new Float64Array(keys.length * 2).fill(EMPTY);
    this.#places = new Float64Array(places.length * 2);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      if (key === EMPTY) continue;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#places[slot] = places[i] as number;
    }
  }
}
