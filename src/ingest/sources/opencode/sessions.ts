/** The sessions of a database: whose sub-agent each is, and what it says of itself. */

import type { ForeignDatabase } from '../../../domain/adapter.ts';
import { asNumber, firstRow } from './queries.ts';
import type { Owner } from './record.ts';
import type { Schema } from './schema.ts';
import type { SessionFields } from './session.ts';
import { chainOf } from './session-id.ts';

/** Columns read where the table has them. */
const OPTIONAL = [
  ...['parent_id', 'title', 'directory', 'version', 'agent', 'fork_session_id', 'time_compacting'],
  ...['summary_additions', 'summary_deletions', 'summary_files'],
] as const;

export interface SessionRow {
  readonly row: number;
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly fields: SessionFields;
}

export class SessionTable {
  readonly #db: ForeignDatabase;
  readonly #schema: Schema;
  readonly #columns: string;
  readonly #owners = new Map<string, Owner>();

  constructor(db: ForeignDatabase, schema: Schema) {
    this.#db = db;
    this.#schema = schema;
    const optional = OPTIONAL.map((name) => (schema.sessionColumns.has(name) ? name : `NULL AS ${name}`));
    this.#columns = `rowid AS "row", id, time_created, time_updated, ${optional.join(', ')}`;
  }

  /** Sessions that changed at or after a time, or are new. The table is small: it is looked through. */
  changed(since: number, afterRow: number): string[] {
    const sql = `SELECT id FROM ${this.#schema.sessionTable} WHERE time_updated >= ? OR rowid > ?`;
    return [...this.#db.rows(sql, since, afterRow)].flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  }

  /** null: there is no such session (any more). */
  byId(id: string): SessionRow | null {
    return this.#toRow(`id = ?`, id);
  }

  byRow(row: number): SessionRow | null {
    return this.#toRow(`rowid = ?`, row);
  }

  /** The same value for every record of a session. */
  owner(id: string): Owner {
    const known = this.#owners.get(id);
    if (known !== undefined) return known;
    const lineage = chainOf(id, (one) => this.#parentOf(one));
    const owner = { ref: lineage, createdAt: this.byId(id)?.createdAt ?? null };
    this.#owners.set(id, owner);
    return owner;
  }

  #parentOf(id: string): string | null {
    if (!this.#schema.sessionColumns.has('parent_id')) return null;
    const row = firstRow(this.#db, `SELECT parent_id FROM ${this.#schema.sessionTable} WHERE id = ?`, id);
    return typeof row?.parent_id === 'string' && row.parent_id !== '' ? row.parent_id : null;
  }

  #toRow(where: 'id = ?' | 'rowid = ?', value: string | number): SessionRow | null {
    const sql = `SELECT ${this.#columns} FROM ${this.#schema.sessionTable} WHERE ${where}`;
    const found = firstRow(this.#db, sql, value);
    if (found === null || typeof found.row !== 'number' || typeof found.id !== 'string') return null;
    const { row, id } = found;
    return {
      ...{ row, id, createdAt: asNumber(found.time_created), updatedAt: asNumber(found.time_updated) },
      fields: {
        ...{ id, title: found.title, directory: found.directory, version: found.version, agent: found.agent },
        forkedFrom: found.fork_session_id,
        additions: found.summary_additions,
        deletions: found.summary_deletions,
        files: found.summary_files,
        compactingAt: found.time_compacting,
        updatedAt: found.time_updated,
      },
    };
  }
}
