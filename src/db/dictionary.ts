/** Names that rows refer to by number: looked up once, then remembered for the life of the connection. */

import type { PricedBy } from '../domain/prices.ts';
import type { Connection, Statement } from './open.ts';

/** What one dictionary table needs besides its name column. */
interface DictionaryTable<Extra> {
  readonly find: string;
  readonly insert: string;
  /** Values bound behind the name when the row is new. */
  readonly values: (name: string, extra: Extra) => readonly unknown[];
}

/** Remembers at most this many names; beyond it the oldest half is forgotten and looked up again. */
const REMEMBERED = 50_000;

export class Dictionary<Extra = undefined> {
  readonly #ids = new Map<string, number>();
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #values: DictionaryTable<Extra>['values'];

  constructor(db: Connection, table: DictionaryTable<Extra>) {
    this.#find = db.prepare(table.find).pluck();
    this.#insert = db.prepare(table.insert);
    this.#values = table.values;
  }

  /** Number of `name`; makes the row when it is new. Must run inside the recorder's transaction. */
  id(name: string, extra: Extra): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const stored = this.#find.get(name) as number | undefined;
    const id = stored ?? Number(this.#insert.run(name, ...this.#values(name, extra)).lastInsertRowid);
    this.#remember(name, id);
    return id;
  }

  #remember(name: string, id: number): void {
    if (this.#ids.size >= REMEMBERED) {
      let left = REMEMBERED / 2;
      for (const key of this.#ids.keys()) {
        if (left-- <= 0) break;
        this.#ids.delete(key);
      }
    }
    this.#ids.set(name, id);
  }
}

export function kindDictionary(db: Connection): Dictionary {
  return new Dictionary(db, {
    find: 'SELECT kind_id FROM kinds WHERE name = ?',
    insert: 'INSERT INTO kinds (name) VALUES (?)',
    values: () => [],
  });
}

export function taskDictionary(db: Connection): Dictionary {
  return new Dictionary(db, {
    find: 'SELECT task_ref FROM task_names WHERE task_id = ?',
    insert: 'INSERT INTO task_names (task_id) VALUES (?)',
    values: () => [],
  });
}

export function toolDictionary(db: Connection): Dictionary<string> {
  return new Dictionary<string>(db, {
    find: 'SELECT tool_id FROM tools WHERE name = ?',
    insert: 'INSERT INTO tools (name, kind) VALUES (?, ?)',
    values: (_name, kind) => [kind],
  });
}

export function fingerprintDictionary(db: Connection): Dictionary<{ category: string; sample: string }> {
  return new Dictionary<{ category: string; sample: string }>(db, {
    find: 'SELECT fingerprint_id FROM fingerprints WHERE fingerprint = ?',
    insert: 'INSERT INTO fingerprints (fingerprint, category, sample) VALUES (?, ?, ?)',
    values: (_name, extra) => [extra.category, extra.sample],
  });
}

export interface ModelNaming {
  canonical(model: string, provider: string | null): { canonical: string; provider: string | null };
  contextWindow(model: string): number | null;
  /** Who says what it costs; null = nobody. */
  pricedBy(model: string, provider: string | null): PricedBy | null;
}

export function modelDictionary(db: Connection, naming: ModelNaming): Dictionary<string | null> {
  return new Dictionary<string | null>(db, {
    find: 'SELECT model_id FROM models WHERE name = ?',
    insert:
      'INSERT INTO models (name, canonical, provider, context_window, priced_by, logged_provider) VALUES (?, ?, ?, ?, ?, ?)',
    values: (name, provider) => {
      const known = naming.canonical(name, provider);
      const pricedBy = naming.pricedBy(name, provider);
      return [known.canonical, known.provider, naming.contextWindow(name), pricedBy, provider];
    },
  });
}
