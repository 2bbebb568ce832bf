/** Lines of costs.jsonl: what Gas Town worked out for a session, shown as reported and never counted (gastown.md 4). */

import type { LedgerEvent } from '../../../domain/ledger.ts';
import { agentName, optionalId, term } from '../beads/words.ts';
import { type Clamps, costUsdMicros, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { polecatAddress } from './event.ts';

/** The running session of a tmux name: when it began, and what it had cost by its last line. */
type Run = readonly [name: string, startedAt: number, costUsdMicros: number];
export type SavedRuns = readonly Run[];

/** tmux names are few; past this the one unseen for longest is forgotten. */
const RUN_LIMIT = 512;

/**
 * A tmux name is used for ever and each line holds the whole cost so far, so the last line of a run says all: a cost that falls is
 * the first line of another run.
 */
export class CostRuns {
  readonly #runs: Map<string, Run>;

  constructor(saved: SavedRuns) {
    this.#runs = new Map(saved.map((run) => [run[0], run]));
  }

  /** When the run that this line belongs to began. */
  startOf(name: string, at: number, cost: number): number {
    const known = this.#runs.get(name);
    const startedAt = known === undefined || cost < known[2] ? at : known[1];
    this.#runs.delete(name);
    this.#runs.set(name, [name, startedAt, cost]);
    if (this.#runs.size > RUN_LIMIT) this.#runs.delete(this.#runs.keys().next().value as string);
    return startedAt;
  }

  save(): SavedRuns {
    return [...this.#runs.values()];
  }
}

export function readRuns(value: unknown): SavedRuns {
  const isRuns =
    Array.isArray(value) &&
    value.every(
      (run) =>
        Array.isArray(run) &&
        typeof run[0] === 'string' &&
        Number.isFinite(run[1]) &&
        Number.isFinite(run[2]),
    );
  return isRuns ? (value as SavedRuns) : [];
}

/** One record a run; no cost, no fact. */
export function costFacts(row: JsonObject, at: number, runs: CostRuns, clamps: Clamps): LedgerEvent[] {
  const name = optionalId(row.session_id, clamps);
  const cost = costUsdMicros(row.cost_usd, clamps);
  if (name === null || cost === null) return [];
  const startedAt = runs.startOf(name, at, cost);
  const role = term(row.role, clamps);
  const head = {
    recordType: 'reported_cost' as const,
    recordId: `${name}@${startedAt}`,
    version: at,
    agent: costAgent(role, row, clamps),
    taskId: optionalId(row.work_item, clamps),
  };
  const data = {
    origin: 'gastown_costs',
    cost_usd_micros: cost,
    session_name: name,
    role,
    started_at: startedAt,
    ended_at: at,
    parse_errors: Number.isSafeInteger(row.parse_errors) ? (row.parse_errors as number) : null,
    pricing_version: term(row.pricing_version, clamps),
    models: isObject(row.model_tokens) ? Object.keys(row.model_tokens).slice(0, 16) : null,
  };
  return [ledgerFact(head, data)];
}

/** Address of the agent that a role, a rig and a worker's name describe; the role alone is one of the whole town. */
export function costAgent(role: string | null, row: JsonObject, clamps: Clamps): string | null {
  const rig = agentName(row.rig, clamps);
  const worker = agentName(row.worker, clamps);
  if (role === 'polecat') return polecatAddress(rig, worker);
  if (role === 'crew') return rig === null || worker === null ? worker : `${rig}/crew/${worker}`;
  return rig === null || role === null ? (worker ?? role) : `${rig}/${role}`;
}
