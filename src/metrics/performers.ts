/** The list of cards: one row an agent, department or project, summed in one pass. Pure. */

import { compareText } from '../domain/compare-text.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { GroupKey, PerformerRow } from '../domain/performance.ts';
import { NULL_COUNT, type TaskPage } from '../domain/task-page.ts';
import { ENDING_OF, ENDINGS, type TaskRows } from './task-list.ts';

type Name = string | null;

/** What a group's sessions add. */
interface PerformerSessions {
  readonly name: Name;
  readonly sessions: number;
  readonly lastAt: number | null;
}

/** What a group used; tokens of all classes. */
interface Spend {
  readonly tokens: number;
  readonly costUsdMicros: number | null;
}

/** Tasks of a group, added up. */
interface Tally {
  readonly endings: [number, number, number];
  lastAt: number | null;
}

export interface PerformerCollector {
  add(page: TaskPage, places: TaskRows): void;
  /** By name, work of nobody last. `spend`: of who used anything; a record that names no agent tells it of its harness. */
  rows(
    word: (id: number) => Name,
    sessions: readonly PerformerSessions[],
    spend: ReadonlyMap<Name, Spend>,
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
    rows(word, sessions, spend) {
      const tallied = new Map(
        [...tallies].map(([id, tally]) => [id === NULL_COUNT ? null : word(id), tally] as const),
      );
      const counted = new Map(sessions.map((one) => [one.name, one]));
      return [...new Set([...tallied.keys(), ...counted.keys(), ...spend.keys()])]
        .sort(compareText)
        .map((name) => rowOf(name, tallied.get(name) ?? newTally(), counted.get(name), spend.get(name)));
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
  spend: Spend | undefined,
): PerformerRow {
  const tokens = spend?.tokens ?? 0;
  return {
    name,
    tasksCompleted: endings[ENDINGS.done],
    tasksFailed: endings[ENDINGS.failed],
    tasksUnknown: endings[ENDINGS.unknown],
    costUsdMicros: spend?.costUsdMicros ?? null,
    // Without a session and without a token nobody says how many there were.
    tokens: sessions === undefined && tokens === 0 ? null : tokens,
    sessions: sessions?.sessions ?? 0,
    lastActiveAt: latest(lastAt, sessions?.lastAt ?? null),
  };
}

function latest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
