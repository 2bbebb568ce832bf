/** What reading one rollout remembers between lines and between runs; small, whatever the file's length. */

import { isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';
import { OncePerStretch } from './once.ts';
import { type OpenCall, OpenCalls } from './open-calls.ts';
import { newReplay, type ReplayState } from './replay.ts';
import type { Thread } from './thread.ts';
import { type MeterState, newMeter } from './token-meter.ts';

/** A prompt by what is kept of it. */
export interface HeldPrompt {
  readonly length: number;
  readonly digest: number;
  readonly title: string | null;
}

/** Plain values, saved as they are. */
interface Plain {
  /** Epoch ms of the last line that had a time of its own. */
  lastAt: number | null;
  thread: Thread | null;
  replay: ReplayState;
  meter: MeterState;
  /** Model of the turn, as `turn_context` says it; and what stands in when none does. */
  model: string | null;
  otherModel: string | null;
  provider: string | null;
  /** Does the harness ask a person when a call wants more rights? */
  asksForRights: boolean;
  /** Tokens that the last request left in the context. */
  contextTokens: number | null;
  /** Some prompt came; some came as an event, so that conversation items are only its copies. */
  prompted: boolean;
  promptEvents: boolean;
  /** A prompt that a conversation item told of, while no event has. */
  heldPrompt: HeldPrompt | null;
  /** Digest of the error of this turn that was counted. */
  turnError: number | null;
  /** Facts of the session that were told, by name. */
  told: Record<string, string | number | null>;
  /** What was last said of each limit, and when. */
  limits: Record<string, string>;
}

function newPlain(): Plain {
  return {
    lastAt: null,
    thread: null,
    replay: newReplay(),
    meter: newMeter(),
    model: null,
    otherModel: null,
    provider: null,
    asksForRights: true,
    contextTokens: null,
    prompted: false,
    promptEvents: false,
    heldPrompt: null,
    turnError: null,
    told: {},
    limits: {},
  };
}

export interface FileState extends Plain {
  readonly prompts: OncePerStretch;
  readonly compactions: OncePerStretch;
  readonly openCalls: OpenCalls;
}

/** The state that `saveState` gave; a state that cannot be read is as good as none. */
export function openState(saved: string | null): FileState {
  const state = saved === null ? undefined : parseJson(saved);
  const { plain, prompts, compactions, calls } = (isObject(state) ? state : {}) as Partial<Saved>;
  return {
    ...newPlain(),
    ...(isObject(plain) ? (plain as Partial<Plain>) : {}),
    prompts: new OncePerStretch(listOf(prompts)),
    compactions: new OncePerStretch(listOf(compactions)),
    openCalls: new OpenCalls(listOf(calls)),
  };
}

function listOf<Item>(list: readonly Item[] | undefined): readonly Item[] {
  return Array.isArray(list) ? list : [];
}

interface Saved {
  readonly plain: Plain;
  readonly prompts: [string, number][];
  readonly compactions: [string, number][];
  readonly calls: [number, OpenCall][];
}

export function saveState({ prompts, compactions, openCalls, ...plain }: FileState): string {
  const saved: Saved = {
    plain,
    prompts: prompts.save(),
    compactions: compactions.save(),
    calls: openCalls.save(),
  };
  return JSON.stringify(saved);
}

/** Somebody works: what comes next is no repetition of the prompt or compaction before it. */
export function noteWork(state: FileState): void {
  state.prompts.end();
  state.compactions.end();
}
