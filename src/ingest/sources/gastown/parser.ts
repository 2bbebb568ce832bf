/** Reads the lines of a Gas Town log: identity, time, then the facts of its kind of line. */

import { isUtf8 } from 'node:buffer';
import type { FileContext, LineParser } from '../../../domain/adapter.ts';
import type { LineResult, ParsedRecord } from '../../../domain/event.ts';
import { hash53, hash53Bytes } from '../../../domain/hash.ts';
import { agentName } from '../beads/words.ts';
import { type Clamps, isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJson, parseJsonLine } from '../json-line.ts';
import { readTime } from '../timestamps.ts';
import { shallowJson } from '../work-stream/digest.ts';
import { CostRuns, costFacts, readRuns } from './costs.ts';
import { eventFacts, eventKind } from './facts.ts';
import { CountingMemory, readCounts, shortKey } from './memory.ts';
import { gastownShape } from './rows.ts';

/** Equal lines have one time, so they stand close together: only the newest lines are looked at. */
const REPEAT_LIMIT = 256;
const SLING_LIMIT = 512;

export class GastownParser implements LineParser {
  readonly #file: FileContext;
  /** n-th sight of an equal line. */
  readonly #repeats: CountingMemory;
  readonly #slings: CountingMemory;
  readonly #runs: CostRuns;
  #lastAt: number | null;

  constructor(file: FileContext, saved: string | null) {
    const state = saved === null ? undefined : parseJson(saved);
    const known: JsonObject = isObject(state) ? state : {};
    this.#file = file;
    this.#repeats = new CountingMemory(REPEAT_LIMIT, readCounts(known.repeats));
    this.#slings = new CountingMemory(SLING_LIMIT, readCounts(known.slings));
    this.#runs = new CostRuns(readRuns(known.runs));
    this.#lastAt = typeof known.lastAt === 'number' ? known.lastAt : null;
  }

  parse(bytes: Buffer, start: number, end: number): LineResult {
    const row = parseJsonLine(bytes, start, end);
    if (isRejectedLine(row)) return row;
    const shape = gastownShape(row);
    if (shape === null) return { rejected: 'missing_event_type' };
    const clamps: Clamps = { count: isUtf8(bytes.subarray(start, end)) ? 0 : 1 };
    const uidKey = this.#identity(contentKey(row, shape) ?? hash53Bytes(bytes, start, end, 7));
    const time = this.#time(shape === 'event' ? row.ts : row.ended_at, clamps);
    const at = Math.floor(time.at ?? this.#file.mtimeMs);
    const content =
      shape === 'event'
        ? this.#event(row, at, shortKey(uidKey), clamps)
        : { kind: 'cost', taskId: null, facts: costFacts(row, at, this.#runs, clamps) };
    return {
      ...content,
      at,
      timeSource: time.source,
      session: null,
      harness: 'unknown',
      uidKey,
      sibling: null,
      clampedFields: clamps.count,
      copied: false,
    };
  }

  save(): string {
    return JSON.stringify({
      lastAt: this.#lastAt,
      repeats: this.#repeats.save(),
      slings: this.#slings.save(),
      runs: this.#runs.save(),
    });
  }

  /** The log is pruned by rename and has no ids: a line is known by what it says, the n-th equal one of a file is the n-th event. */
  #identity(content: number): number {
    return hash53(`${content}:${this.#repeats.count(shortKey(content))}`, 13);
  }

  #event(
    row: JsonObject,
    at: number,
    recordId: string,
    clamps: Clamps,
  ): Pick<ParsedRecord, 'kind' | 'taskId' | 'facts'> {
    const type = row.type as string;
    if (!isObject(row.payload) && row.payload !== undefined && row.payload !== null) clamps.count++;
    const payload = isObject(row.payload) ? row.payload : {};
    const actor = agentName(row.actor, clamps);
    const facts = eventFacts({ type, actor, payload, recordId, at, clamps, slings: this.#slings });
    return {
      kind: eventKind(type),
      taskId: facts.find((fact) => fact.taskId !== null)?.taskId ?? null,
      facts,
    };
  }

  #time(value: unknown, clamps: Clamps) {
    const { mtimeMs, nowMs } = this.#file;
    const time = readTime(value, { lastAt: this.#lastAt, mtimeMs, nowMs });
    if (time.clamped) clamps.count++;
    if (time.source === 'log') this.#lastAt = time.at;
    return time;
  }
}

/** Hash of ts, type, actor and payload, of a cost line of all it says; null when it is nested too deeply to be written out. */
function contentKey(row: JsonObject, shape: 'event' | 'cost'): number | null {
  const json = shallowJson(shape === 'event' ? [row.ts, row.type, row.actor, row.payload] : row);
  return json === null ? null : hash53(json, 7);
}
