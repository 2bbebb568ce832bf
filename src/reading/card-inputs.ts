/** Gathers what the cards of agents, departments or projects are made from. */

import type { Connection } from '../db/open.ts';
import { groupUsage } from '../db/queries/group-usage.ts';
import { ledgerWork } from '../db/queries/performer-work.ts';
import { type SessionPlace, sessionPlaces, sessionTimes } from '../db/queries/performers.ts';
import { costOf, type SumRow, tokenSums } from '../db/queries/sums.ts';
import { rangeOf, taskSelector, wordIds, wordsById } from '../db/queries/task-filter.ts';
import { scanTasks, type TaskRange, tasksOfAgent } from '../db/tasks/pages.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { GroupKey } from '../domain/performance.ts';
import type { ReportFilter } from '../domain/report.ts';
import { NULL_COUNT, type TaskPage } from '../domain/task-page.ts';
import { adapterOf } from '../ingest/sources/registry.ts';
import { loggedCount } from '../metrics/parity.ts';
import type { Activity, CardInput } from '../metrics/performance.ts';
import type { Strategies } from '../metrics/strategies.ts';
import { groupTasks } from '../metrics/task-groups.ts';
import { allRows, collectTasks, type TaskList, type TaskRows } from '../metrics/task-list.ts';
import { agentTelemetry, groupTelemetry, windowsBegin } from './card-telemetry.ts';
import { loggedFacts } from './logged-facts.ts';

export interface CardQuestion {
  readonly db: Connection;
  readonly filter: ReportFilter;
  readonly now: number;
  readonly by: GroupKey;
  readonly timezone: string;
  readonly strategies: Strategies;
}

type Name = string | null;

/** Inputs of these names, in their order. */
export function* cardInputs(question: CardQuestion, names: readonly Name[]): IterableIterator<CardInput> {
  const { db, filter, by, now, timezone } = question;
  const words = wordsById(db);
  const word = (id: number): Name => words.get(id) ?? null;
  const logged = loggedFacts(word);
  const activities = activityOf(question, names);
  const tasksOf = by === 'agent' ? tasksByIndex(question) : tasksByScan(question, names);
  const ofAgent = agentTelemetry(question);
  const ofGroup = groupTelemetry(question, word);
  for (const name of names) {
    const { list, rows, open } = tasksOf(name);
    const work = ledgerWork(db, filter, by, name);
    yield {
      by,
      name,
      list,
      rows,
      open,
      now,
      timezone,
      word,
      logged,
      since: filter.since,
      until: filter.until,
      activity: activities(name),
      moleculeSteps: work.moleculeSteps.length,
      convoys: work.convoys,
      escalations: work.escalations.length,
      collaboration: by === 'agent' ? ofAgent(name) : ofGroup(list, rows),
    };
  }
}

interface GroupTasks {
  readonly list: TaskList;
  readonly rows: TaskRows;
  readonly open: number;
}

/** Windows look back behind `since`; nobody looks further. */
function tasksRange(question: CardQuestion): TaskRange {
  const range = rangeOf(question.filter, true);
  return range.since === null ? range : { ...range, since: Math.min(range.since, windowsBegin(question)) };
}

/** One agent after the other by an index: memory and time follow the agent's tasks, not the archive's. */
function tasksByIndex(question: CardQuestion): (name: Name) => GroupTasks {
  const { db, filter, strategies } = question;
  const range = tasksRange(question);
  const select = taskSelector(db, filter);
  return (name) => {
    const agent = name === null ? null : wordIds(db, [name]).get(name);
    const collector = collectTasks(strategies.quality);
    let open = 0;
    if (agent !== undefined) {
      const page = tasksOfAgent(db, agent, range);
      const places = select(page);
      open = openPlaces(page, places).length;
      collector.add(page, places);
    }
    const { list } = collector;
    return { list, rows: allRows(list), open };
  };
}

/** All groups in one scan over the pages. */
function tasksByScan(question: CardQuestion, names: readonly Name[]): (name: Name) => GroupTasks {
  const { db, filter, by, strategies } = question;
  const column = by === 'department' ? 'department' : 'project';
  const ids = wordIds(
    db,
    names.filter((name) => name !== null),
  );
  const idOf = (name: Name): number => (name === null ? NULL_COUNT : (ids.get(name) ?? Number.NaN));
  const wanted = new Set(names.map(idOf));
  const select = taskSelector(db, filter, { column, ids: wanted });
  const collector = collectTasks(strategies.quality);
  const open = new Map<number, number>();
  scanTasks(db, tasksRange(question), (page) => {
    const groups = page.i32(column);
    const places = select(page);
    for (const place of openPlaces(page, places)) {
      const group = groups[place] as number;
      open.set(group, (open.get(group) ?? 0) + 1);
    }
    collector.add(page, places);
  });
  const { list } = collector;
  const groups = groupTasks(list, allRows(list), [column]);
  const rows = new Map(groups.map(({ words: [word], rows }) => [word, rows]));
  return (name) => {
    const id = idOf(name);
    return { list, rows: rows.get(id) ?? new Uint32Array(0), open: open.get(id) ?? 0 };
  };
}

/** Open tasks come first. */
function openPlaces(page: TaskPage, places: TaskRows): TaskRows {
  const times = page.f64('completedAt');
  const done = places.findIndex((place) => !Number.isNaN(times[place]));
  return done < 0 ? places : places.subarray(0, done);
}

/** Sessions and usage of the range, asked once for all names. */
function activityOf(
  { db, filter, by, timezone }: CardQuestion,
  names: readonly Name[],
): (name: Name) => Activity {
  const counts = new Map(sessionTimes(db, filter, by, names).map((row) => [row.name, row]));
  const places = groupByName(sessionPlaces(db, filter, by, names));
  return (name) => {
    const count = counts.get(name);
    return {
      sessions: count?.sessions ?? 0,
      sessionDurationMs: count?.durationMs ?? null,
      ...usageFields(groupUsage(db, filter, timezone, by, name), places.get(name) ?? []),
      ...placeFields(places.get(name) ?? []),
    };
  };
}

function groupByName<Row extends { readonly name: Name }>(rows: readonly Row[]): Map<Name, Row[]> {
  const groups = new Map<Name, Row[]>();
  for (const row of rows) getOrInsert(groups, row.name, () => []).push(row);
  return groups;
}

function usageFields({ sums, models }: ReturnType<typeof groupUsage>, places: readonly SessionPlace[]) {
  const yields = places.flatMap(({ source }) => adapterOf(source).yields);
  return {
    ...usageOf(sums, places.length > 0),
    toolCalls: loggedCount(yields, 'toolCalls', sums.tool_calls),
    models,
  };
}

/** Without a session and without a token nobody says how many there were. */
function usageOf(sums: Readonly<SumRow>, hasSessions: boolean): Pick<Activity, 'tokens' | 'costUsdMicros'> {
  const tokens = tokenSums(sums);
  return { tokens: !hasSessions && tokens.total === 0 ? null : tokens, costUsdMicros: costOf(sums) };
}

function placeFields(places: readonly SessionPlace[]) {
  const distinct = (of: (place: SessionPlace) => Name): string[] =>
    [...new Set(places.map(of))].filter((name) => name !== null);
  return {
    departments: distinct(({ department }) => department),
    projects: distinct(({ project }) => project),
    harnesses: distinct(({ harness }) => harness),
  };
}
