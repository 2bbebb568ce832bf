/** Prices the whole archive again after prices changed: in pieces, each with its checkpoint in one transaction, so that a kill loses nothing. */

import type { CallCost, Price, PricedCall, Repricing } from '../domain/prices.ts';
import type { Attempts } from './attempts.ts';
import { USAGE_COLUMNS } from './call-row.ts';
import type { Pricing } from './calls.ts';
import type { ModelNaming } from './dictionary.ts';
import { dropMeta, readMeta, writeMeta } from './meta.ts';
import type { Connection } from './open.ts';
import { bucketOf, type Rollups } from './rollups.ts';
import { enqueueRenamed } from './tasks/queue.ts';

interface RepriceStores {
  readonly rollups: Rollups;
  readonly attempts: Attempts;
  readonly modelName: (modelId: number) => { name: string; provider: string | null };
  readonly pricing: Pricing;
  readonly naming: ModelNaming;
  /** Writes all that the stores hold. */
  readonly flush: () => void;
}

/** How far an unfinished re-pricing came: calls up to `next` have the prices of `fingerprint`. */
interface Checkpoint {
  readonly fingerprint: string;
  readonly next: number;
}

/** Calls of one transaction: about a tenth of a second. */
const PIECE = 20_000;
/** Rows in memory at a time: few, so that they are gone before the garbage collector looks at them. */
const ROWS = 500;

/** A row as a list of values, and where what is read of it stands: objects of named columns take twice the time. */
type Row = readonly (number | string | null)[];
const NUMBERS = ['call_id', 'session_key', 'model_id', 'counted', 'first_at', 'attempt_id'] as const;
const BASIS = [...USAGE_COLUMNS, 'speed', 'service_tier', 'web_searches', 'output_estimated'] as const;
const COLUMNS = [...NUMBERS, ...BASIS, 'cost', 'unpriced', 'cost_extra', 'cache_saved'] as const;
const AT = Object.fromEntries(COLUMNS.map((name, place) => [name, place])) as Readonly<
  Record<(typeof COLUMNS)[number], number>
>;

/**
 * Returns the step that prices the next piece, in a transaction of its own; it answers null when every call has the prices of now.
 * Must not be called while another transaction is open.
 */
export function createRepricer(db: Connection, stores: RepriceStores): () => Repricing | null {
  const { fingerprint } = stores.pricing;
  const select = db
    .prepare(`SELECT ${COLUMNS.join(', ')} FROM model_calls WHERE call_id > ? ORDER BY call_id LIMIT ${ROWS}`)
    .raw();
  const update = db.prepare(
    `UPDATE model_calls SET cost = ?, unpriced = ?, cost_extra = ?, cache_saved = ? WHERE call_id = ?`,
  );
  const last = db.prepare(`SELECT coalesce(max(call_id), 0) FROM model_calls`).pluck();
  const noteDone = (): void => {
    writeMeta(db, 'prices', fingerprint);
    writeMeta(db, 'price_source', stores.pricing.source);
    dropMeta(db, 'repricing');
  };
  // What is recorded from now on has the prices of now: of an archive that holds nothing, nothing is priced again.
  if (isEmpty(db)) noteDone();
  let isDone = readMeta(db, 'prices') === fingerprint;

  const priceAgain = (row: Row): void => {
    const { name, provider } = stores.modelName(row[AT.model_id] as number);
    const after = pricedColumns(stores.pricing.price(pricedCall(row, name, provider)));
    const before = storedColumns(row);
    if (isSame(before, after)) return;
    update.run(after.cost, after.unpriced, after.extra, after.saved, row[AT.call_id]);
    if (row[AT.counted] === 1) moveSums(stores.rollups, row, before, after);
    if (row[AT.attempt_id] !== null) stores.attempts.reweigh(row[AT.attempt_id] as number);
  };

  const step = (): Repricing | null => {
    const stored = checkpointOf(db);
    if (stored?.fingerprint !== fingerprint) begin(db, stores);
    let next = stored?.fingerprint === fingerprint ? stored.next : 0;
    let isEnd = false;
    for (let count = 0; count < PIECE && !isEnd; count += ROWS) {
      const rows = select.all(next) as Row[];
      for (const row of rows) priceAgain(row);
      next = (rows.at(-1)?.[AT.call_id] as number | undefined) ?? next;
      isEnd = rows.length < ROWS;
    }
    stores.flush();
    if (isEnd) {
      noteDone();
      return null;
    }
    const checkpoint: Checkpoint = { fingerprint, next };
    writeMeta(db, 'repricing', JSON.stringify(checkpoint));
    return { done: next, total: Math.max(next, last.get() as number) };
  };
  const stepAlone = db.transaction(step).immediate;

  return () => {
    if (isDone) return null;
    const repricing = stepAlone();
    isDone = repricing === null;
    return repricing;
  };
}

function isEmpty(db: Connection): boolean {
  return (
    db
      .prepare(`SELECT NOT EXISTS (SELECT 1 FROM model_calls) AND NOT EXISTS (SELECT 1 FROM models)`)
      .pluck()
      .get() === 1
  );
}

/** Whether costs that are stored now are partly of old prices. */
export function isRepricing(db: Connection): boolean {
  return checkpointOf(db) !== null;
}

function checkpointOf(db: Connection): Checkpoint | null {
  const text = readMeta(db, 'repricing');
  return text === null ? null : (JSON.parse(text) as Checkpoint);
}

/** Until the end no fingerprint stands for the database; names join other models when aliases or the library changed. */
function begin(db: Connection, { naming }: RepriceStores): void {
  dropMeta(db, 'prices');
  const put = db.prepare(
    `UPDATE models SET canonical = ?, provider = ?, context_window = ?, priced_by = ? WHERE model_id = ?`,
  );
  const models = db
    .prepare(`SELECT model_id AS id, name, logged_provider AS logged, canonical, provider FROM models`)
    .all() as {
    id: number;
    name: string;
    logged: string | null;
    canonical: string;
    provider: string | null;
  }[];
  const renamed: number[] = [];
  for (const { id, name, logged, ...stored } of models) {
    const { canonical, provider } = naming.canonical(name, logged);
    if (canonical !== stored.canonical || provider !== stored.provider) renamed.push(id);
    put.run(canonical, provider, naming.contextWindow(name), naming.pricedBy(name, logged), id);
  }
  enqueueRenamed(db, renamed, naming.canonical);
}

function pricedCall(row: Row, model: string, provider: string | null): PricedCall {
  return {
    model,
    provider,
    at: (row[AT.first_at] as number | null) ?? 0,
    usage: {
      input: row[AT.input] as number | null,
      cacheRead: row[AT.cache_read] as number | null,
      cacheCreation5m: row[AT.cache_creation_5m] as number | null,
      cacheCreation1h: row[AT.cache_creation_1h] as number | null,
      cacheCreationUnsplit: row[AT.cache_creation_unsplit] as number | null,
      output: row[AT.output] as number | null,
      unclassified: row[AT.unclassified] as number | null,
      reasoning: row[AT.reasoning] as number | null,
    },
    speed: row[AT.speed] as string | null,
    serviceTier: row[AT.service_tier] as string | null,
    webSearches: row[AT.web_searches] as number | null,
    outputEstimated: row[AT.output_estimated] as number | null,
  };
}

/** What a price leaves in a row; null throughout when there is none. */
interface Priced {
  readonly cost: number | null;
  readonly unpriced: string | null;
  readonly extra: number | null;
  readonly saved: number | null;
}

function pricedColumns(price: Price): Priced {
  if ('unpriced' in price) return { cost: null, unpriced: price.unpriced, extra: null, saved: null };
  const { costUsdMicros, outputExtraUsdMicros, cacheSavedUsdMicros }: CallCost = price;
  return { cost: costUsdMicros, unpriced: null, extra: outputExtraUsdMicros, saved: cacheSavedUsdMicros };
}

function storedColumns(row: Row): Priced {
  return {
    cost: row[AT.cost] as number | null,
    unpriced: row[AT.unpriced] as string | null,
    extra: row[AT.cost_extra] as number | null,
    saved: row[AT.cache_saved] as number | null,
  };
}

function isSame(a: Priced, b: Priced): boolean {
  return a.cost === b.cost && a.unpriced === b.unpriced && a.extra === b.extra && a.saved === b.saved;
}

function moveSums(rollups: Rollups, row: Row, before: Priced, after: Priced): void {
  const [session, model, bucket] = [
    row[AT.session_key] as number,
    row[AT.model_id] as number,
    bucketOf(row[AT.first_at] as number | null),
  ];
  rollups.add(session, bucket, model, 'cost', (after.cost ?? 0) - (before.cost ?? 0));
  rollups.add(session, bucket, model, 'cost_extra', (after.extra ?? 0) - (before.extra ?? 0));
  rollups.add(session, bucket, model, 'cache_saved', (after.saved ?? 0) - (before.saved ?? 0));
  const change = (after.cost === null ? 0 : 1) - (before.cost === null ? 0 : 1);
  if (change === 0) return;
  rollups.add(session, bucket, model, 'priced_calls', change);
  rollups.add(session, bucket, model, 'unpriced_calls', -change);
}
