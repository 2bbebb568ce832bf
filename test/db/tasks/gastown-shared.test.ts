/**
 * The backup of a real town: its tasks against counts made straight from the files. Skipped where ../shared is absent.
 *
 * The same with jq, in samples/gastown/.beads/backup (labels stand in a file of their own; `has` = the description has such a line):
 *   jq -s 'def has(n): .description | test("(?m)^" + n + ":"); [.[] | select((.issue_type | IN("agent", "convoy", "message", "molecule", "wisp", "rig", "role") | not)
 *     and .status != "tombstone" and (has("role_type") and has("agent_state") | not) and (has("severity") and has("escalated_by") | not)
 *     and (has("branch") and has("target") and has("source_issue") | not))] | [length, (map(select(.status == "closed")) | length)]' issues.jsonl
 */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { escalations } from '../../../src/db/queries/escalations.ts';
import { storedTasks, type TaskFields } from '../../helpers/tasks.ts';
import { Town } from '../queries/bead-town.ts';

const FOLDER = path.resolve('../shared/samples/gastown/.beads');
const isThere = existsSync(FOLDER);
if (!isThere)
  console.warn('SKIPPED: ../shared/samples/gastown not found; its tasks are not checked against it');

type Row = Record<string, string | null>;
const rows = (name: string): Row[] =>
  readFileSync(path.join(FOLDER, 'backup', `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe.skipIf(!isThere)('a real town', () => {
  const town = new Town();
  let tasks: TaskFields[] = [];
  let issues: Row[] = [];
  let work: Row[] = [];
  const events = new Map<string, Row[]>();
  beforeAll(async () => {
    await town.read([{ source: 'beads', path: FOLDER, explicit: true }], { fixedNow: Date.UTC(2026, 11, 1) });
    tasks = town.ask(storedTasks);
    issues = rows('issues');
    work = issues.filter((row) => !isObject(row) && row.status !== 'tombstone');
    for (const event of rows('events')) {
      const own = events.get(event.issue_id as string) ?? [];
      own.push(event);
      events.set(event.issue_id as string, own);
    }
  });
  afterAll(() => town.remove());

  const has = (row: Row, ...names: string[]): boolean =>
    names.every((name) => new RegExp(`^${name}:`, 'm').test(`${row.description ?? ''}\n${row.notes ?? ''}`));
  const isObject = (row: Row): boolean =>
    ['agent', 'convoy', 'message', 'molecule', 'wisp', 'rig', 'role'].includes(row.issue_type as string) ||
    has(row, 'role_type', 'agent_state') ||
    has(row, 'severity', 'escalated_by') ||
    has(row, 'branch', 'target', 'source_issue');
  const ids = (list: readonly Row[]): unknown[] => list.map(({ id }) => id).sort();
  const taskIds = (is: (task: TaskFields) => boolean): unknown[] =>
    tasks
      .filter(is)
      .map(({ task_id }) => task_id)
      .sort();

  test('every bead that is work is a task, and nothing else is', () => {
    expect(taskIds(() => true)).toEqual(ids(work));
    expect(new Set(tasks.map(({ orchestrator }) => orchestrator))).toEqual(new Set(['beads']));
  });

  test('closures', () => {
    const closed = work.filter(({ status }) => status === 'closed');
    expect(closed.length).toBeGreaterThan(500);
    expect(taskIds((task) => task.completed_at !== null)).toEqual(ids(closed));
  });

  test('rework: opened again after it was closed', () => {
    const json = (text: string | null | undefined): Row => {
      try {
        return JSON.parse(text ?? '{}') ?? {};
      } catch {
        return {};
      }
    };
    const isReopened = ({ event_type, old_value, new_value }: Row): boolean => {
      const [before, now] = [json(old_value).status, json(new_value).status];
      const isChange = event_type === 'status_changed' || event_type === 'updated';
      return (
        event_type === 'reopened' ||
        (isChange && before === 'closed' && now !== undefined && now !== 'closed')
      );
    };
    const again = work.filter(({ id }) => events.get(id as string)?.some(isReopened));
    expect(again.length).toBeGreaterThan(0);
    expect(taskIds((task) => task.quality_signal === 'rework_requested')).toEqual(ids(again));
  });

  test('time to close: from the first time that somebody took it to the last closing, both of the table of events', () => {
    const took: [unknown, number][] = [];
    for (const { id, status } of work) {
      const own = (events.get(id as string) ?? []).toSorted((a, b) =>
        (a.created_at ?? '') < (b.created_at ?? '') ? -1 : 1,
      );
      const isTaken = ({ event_type, old_value, new_value }: Row): boolean => {
        if (event_type !== 'status_changed' && event_type !== 'updated') return false;
        const now = JSON.parse(new_value ?? '{}').status;
        const before = JSON.parse(old_value || '{}').status;
        return (
          ['hooked', 'in_progress'].includes(now) &&
          !['hooked', 'in_progress', 'closed', 'tombstone'].includes(before)
        );
      };
      const first = own.find(isTaken);
      const last = own.findLast(
        ({ event_type, new_value }) =>
          event_type === 'closed' ||
          (event_type === 'status_changed' && JSON.parse(new_value || '{}').status === 'closed'),
      );
      if (status !== 'closed' || first === undefined || last === undefined) continue;
      took.push([id, Date.parse(last.created_at as string) - Date.parse(first.created_at as string)]);
    }
    const ours = new Map(tasks.map((task) => [task.task_id, task.task_duration_ms]));
    expect(took.length).toBeGreaterThan(100);
    expect(took.filter(([, ms]) => ms >= 0).map(([id]) => [id, ours.get(id)])).toEqual(
      took.filter(([, ms]) => ms >= 0),
    );
  });

  test('escalations', () => {
    const sent = issues.filter((row) => has(row, 'severity', 'escalated_by'));
    expect(town.ask(escalations)).toHaveLength(sent.length);
  });

  test('agents: whoever holds it, else took it, else closed it', () => {
    const assigned = work.filter(
      ({ assignee }) => assignee !== null && assignee !== '' && !assignee?.includes('@'),
    );
    const agents = new Map(tasks.map((task) => [task.task_id, task.agent]));
    expect(assigned.map(({ id }) => [id, agents.get(id as string)])).toEqual(
      assigned.map(({ id, assignee }) => [id, assignee?.replace(/\/+$/, '')]),
    );
  });
});
