/** A map from 53-bit keys to places (lineage, offset), as numbers. */

import { KeyMap } from './key-map.ts';

/** Places are packed into one exact number: 20 bits of lineage, 33 of offset. */
const OFFSET_LIMIT = 2 ** 33;
const LINEAGE_LIMIT = 2 ** 20;

export interface Place {
  readonly lineage: number;
  readonly offset: number;
}

export class PlaceMap {
  readonly #packed = new KeyMap();

  get size(): number {
    return this.#packed.size;
  }

  get(key: number): Place | null {
    const packed = this.#packed.get(key);
    if (packed === undefined) return null;
    return { lineage: Math.floor(packed / OFFSET_LIMIT), offset: packed % OFFSET_LIMIT };
  }

  /** False when the place does not fit (a file above 8 GiB, more than a million lineages): the map is of no use then. */
  set(key: number, lineage: number, offset: number): boolean {
    if (lineage >= LINEAGE_LIMIT || offset >= OFFSET_LIMIT) return false;
    this.#packed.set(key, lineage * OFFSET_LIMIT + offset);
    return true;
  }
}
