/** The list of cards: one row an agent, department or project, summed in one pass. Pure. */

import { compareText } from '../domain/compare-text.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { GroupKey, PerformerRow } from '../domain/performance.ts';
import { NULL_COUNT, type TaskPage } from '../domain/task-page.ts';
import type { Activity } from './performance.ts';
import { ENDING_OF, ENDINGS, type TaskRows } from './task-list.ts';

type Name = string | null;

/** What a group's sessions add. */
interface PerformerSessions {
  readonly name: Name;
  readonly sessions: number;
  readonly lastAt: number | null;
}

/** What the sessions of a group used. */
export type SessionUsage = Pick<Activity, 'tokens' | 'costUsdMicros'>;

/** Tasks of a group, added up. */
interface Tally {
  readonly endings: [number, number, number];
  lastAt: number | null;
}

export interface PerformerCollector {
  add(page: TaskPage, places: TaskRows): void;
  /** By name, work of nobody last. `used`: who used anything; a record that names no agent tells it of its harness. */
  rows(
    word: (id: number) => Name,
    sessions: readonly PerformerSessions[],
    used: Iterable<Name>,
    usage: (name: Name) => SessionUsage,
  ): PerformerRow[];
}

export function collectPerformers(by: GroupKey): PerformerCollector {
  const tallies = new Map<number, Tally>();
  return {
    add(page, places) {
      const [words, outcomes, times] = [page.i32(by), page.u8('outcome'), page.f64('completedAt')];
      const tallyOf = (place: number): Tally => getOrInsert(tallies, words[place] as number, newTally);
      for (const place of places) addTask(tallyOf(place), outcomes[place] as number, times[place] as number);
    },
    rows(word, sessions, used, usage) {
      const tallied = new Map(
        [...tallies].map(([id, tally]) => [id === NULL_COUNT ? null : word(id), tally] as const),
      );
      const counted = new Map(sessions.map((one) => [one.name, one]));
      return [...new Set([...tallied.keys(), ...counted.keys(), ...used])]
        .sort(compareText)
        .map((name) => rowOf(name, tallied.get(name) ?? newTally(), counted.get(name), usage(name)));
    },
  };
}

const newTally = (): Tally => ({ endings: [0, 0, 0], lastAt: null });

/** An open task is no ending. */
function addTask(tally: Tally, outcome: number, completedAt: number): void {
  if (Number.isNaN(completedAt)) return;
  tally.endings[ENDING_OF[outcome] ?? ENDINGS.unknown]++;
  tally.lastAt = latest(tally.lastAt, completedAt);
}

function rowOf(
  name: Name,
  { endings, lastAt }: Tally,
  sessions: PerformerSessions | undefined,
  { tokens, costUsdMicros }: SessionUsage,
): PerformerRow {
  return {
    name,
    tasksCompleted: endings[ENDINGS.done],
    tasksFailed: endings[ENDINGS.failed],
    tasksUnknown: endings[ENDINGS.unknown],
    costUsdMicros,
    tokens: tokens?.total ?? null,
    sessions: sessions?.sessions ?? 0,
    lastActiveAt: latest(lastAt, sessions?.lastAt ?? null),
  };
}

function latest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
