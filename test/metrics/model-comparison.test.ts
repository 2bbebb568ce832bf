import { describe, expect, test } from 'vitest';
import { COLUMNS, type ColumnName, openPage, packTasks } from '../../src/db/tasks/columns.ts';
import type { Fact } from '../../src/domain/parity.ts';
import { OUTCOMES, type Outcome } from '../../src/domain/task.ts';
import { NULL_BYTE } from '../../src/domain/task-page.ts';
import { compareModels } from '../../src/metrics/model-comparison.ts';
import { collectTasks } from '../../src/metrics/task-list.ts';

const WORDS = [
  'opus',
  'gpt-5',
  'claude_code',
  'codex',
  'debugging',
  'chore',
  'beads',
  'work-stream',
] as const;
type Word = (typeof WORDS)[number];
const id = (word: Word): number => WORDS.indexOf(word);

interface Given {
  readonly model: Word;
  readonly harness: Word;
  readonly taskType?: Word;
  readonly source?: Word;
  readonly outcome?: Outcome | null;
  readonly cost?: number;
  readonly durationMs?: number;
  readonly flagged?: boolean;
}

function tasksOf(groups: readonly (Given & { readonly times: number })[]) {
  const given = groups.flatMap(({ times, ...task }) => Array.from({ length: times }, () => task));
  const names = Object.keys(COLUMNS) as ColumnName[];
  const rows = given.map((task, n) => {
    const values: Partial<Record<ColumnName, number | null>> = {
      ...{ taskKey: n, completedAt: n, inferred: 0, unpricedCalls: 0, attempts: 1 },
      ...{ model: id(task.model), harness: id(task.harness), source: id(task.source ?? 'beads') },
      ...{ taskType: task.taskType === undefined ? null : id(task.taskType), cost: task.cost ?? null },
      ...{ taskDurationMs: task.durationMs ?? null, flagged: Number(task.flagged ?? false) },
      outcome: task.outcome === null || task.outcome === undefined ? null : OUTCOMES.indexOf(task.outcome),
    };
    return names.map((name) => values[name] ?? null);
  });
  const collector = collectTasks(null);
  collector.add(
    openPage({ count: rows.length, data: packTasks(rows) }),
    Uint32Array.from(rows, (_, n) => n),
  );
  return collector.list;
}

/** Beads tell of tasks; a work stream tells how sessions end. */
const FACTS: Readonly<Partial<Record<Word, readonly Fact[]>>> = {
  beads: ['tasks', 'tokens', 'quality'],
  'work-stream': ['session_ends', 'tokens'],
};

function compare(groups: readonly (Given & { readonly times: number })[]) {
  const list = tasksOf(groups);
  return compareModels({
    ...{ list, usage: [], loggedNames: new Map([['opus', ['claude-opus']]]) },
    word: (n) => WORDS[n] ?? null,
    logged: (_, rows) =>
      new Set([...rows].flatMap((row) => FACTS[WORDS[list.source[row] as number] as Word] ?? [])),
  });
}

const opus = { model: 'opus', harness: 'claude_code', taskType: 'debugging' } as const;
const gpt = { model: 'gpt-5', harness: 'codex', taskType: 'debugging' } as const;

function verdictOf(compared: ReturnType<typeof compare>, metric: string, taskType: string | null = null) {
  return compared.rows
    .find((row) => row.modelCanonical === 'gpt-5' && row.taskType === taskType)
    ?.verdicts.find((verdict) => verdict.metric === metric);
}

describe('the comparison of models', () => {
  test('holds every row against the one with most tasks, over all and within a type', () => {
    const compared = compare([
      { ...opus, times: 50, outcome: 'success', cost: 100, durationMs: 1000 },
      { ...opus, times: 10, outcome: 'failure', cost: 100, durationMs: 1000 },
      { ...gpt, times: 10, outcome: 'success', cost: 900, durationMs: 9000 },
      { ...gpt, times: 40, outcome: 'failure', cost: 900, durationMs: 9000 },
    ]);
    expect(compared.rows.map((row) => [row.taskType, row.modelCanonical, row.tasks])).toEqual([
      [null, 'opus', 60],
      [null, 'gpt-5', 50],
      ['debugging', 'opus', 60],
      ['debugging', 'gpt-5', 50],
    ]);
    expect(compared.rows[0]).toMatchObject({
      ...{
        models: ['claude-opus'],
        verdicts: [],
        tokens: null,
        tasksCostUsdMicros: 6000,
        costUsdMicros: null,
      },
      successRate: { value: 50 / 60, n: 60 },
      costPerSuccess: { value: 120 },
    });
    for (const metric of ['success_rate', 'median_completion_time_ms', 'cost_per_success'])
      expect(verdictOf(compared, metric, 'debugging')).toMatchObject({
        ...{ against: 'opus · claude_code', verdict: 'worse' },
        reason: expect.stringContaining('50 against 60 tasks'),
      });
    expect(verdictOf(compared, 'first_shot_rate')?.verdict).toBe('insufficient_data');
  });

  test('tasks of no known type stand last, however many they are', () => {
    const { taskType, ...untyped } = opus;
    const compared = compare([
      { ...untyped, times: 9, cost: 100 },
      { ...opus, times: 2, cost: 10 },
    ]);
    expect(compared.rows.map((row) => [row.taskType, row.tasks, row.tasksCostUsdMicros])).toEqual([
      [null, 11, 920],
      [taskType, 2, 20],
      ['?', 9, 900],
    ]);
  });

  test('leaves unknown outcomes and contradicting tasks out of rates, and counts them', () => {
    const [row] = compare([
      { ...opus, times: 6, outcome: 'success' },
      { ...opus, times: 3, outcome: null },
      { ...opus, times: 4, outcome: 'failure', flagged: true },
    ]).rows;
    expect(row).toMatchObject({
      ...{ tasks: 13, tasksUnknown: 3, tasksLeftOut: 4 },
      successRate: { value: 1, n: 6, state: 'ok' },
    });
  });

  test('says insufficient data under five tasks', () => {
    const compared = compare([
      { ...opus, times: 9, outcome: 'success' },
      { ...gpt, times: 4, outcome: 'failure' },
    ]);
    expect(compared.rows[1]?.successRate).toMatchObject({ value: null, n: 4, state: 'insufficient_data' });
    expect(verdictOf(compared, 'success_rate')).toMatchObject({ verdict: 'insufficient_data', low: null });
  });

  test('ranks nothing that is told by different kinds of records', () => {
    const compared = compare([
      { ...opus, times: 30, outcome: 'success' },
      { ...gpt, times: 20, outcome: 'failure', source: 'work-stream' },
    ]);
    expect(verdictOf(compared, 'success_rate')).toMatchObject({
      ...{ verdict: 'insufficient_data', reason: 'harnesses log different things' },
    });
  });

  test('says what a harness cannot say as not logged, not as zero', () => {
    const compared = compare([
      { ...opus, times: 30, outcome: 'success' },
      { ...gpt, times: 20, source: 'work-stream' },
    ]);
    expect(compared.rows[1]?.firstShotRate).toMatchObject({ value: null, state: 'not_logged' });
    expect(compared.rows[0]?.toolErrorRate.state).toBe('not_logged');
    expect(verdictOf(compared, 'first_shot_rate')?.reason).toBe('not logged by this harness');
  });

  test('warns when all tasks together say the opposite of each type (Simpson), and ranks by the types', () => {
    // Kidney stones: Charig et al., British Medical Journal 292, 1986. gpt-5 is better within both types and worse over all.
    const compared = compare([
      { ...opus, taskType: 'chore', times: 234, outcome: 'success' },
      { ...opus, taskType: 'chore', times: 36, outcome: 'failure' },
      { ...opus, times: 55, outcome: 'success' },
      { ...opus, times: 25, outcome: 'failure' },
      { ...opus, times: 1, outcome: null },
      { ...gpt, taskType: 'chore', times: 81, outcome: 'success' },
      { ...gpt, taskType: 'chore', times: 6, outcome: 'failure' },
      { ...gpt, times: 192, outcome: 'success' },
      { ...gpt, times: 71, outcome: 'failure' },
    ]);
    const raw = 273 / 350 - 289 / 350;
    expect(verdictOf(compared, 'success_rate')?.reason).toContain(
      `over all of them −${Math.abs(raw * 100).toFixed(1)} points`,
    );
    expect(compared.warnings).toHaveLength(1);
    expect(compared.warnings[0]).toMatch(
      /^gpt-5 · codex against opus · claude_code: success rate over all tasks −4\.6 points, but within tasks of the same kind \+/,
    );
  });

  test('a task of no known model is in no row', () => {
    const list = tasksOf([{ ...opus, times: 1 }]);
    list.model[0] = -1;
    const compared = compareModels({
      ...{ list, usage: [], loggedNames: new Map() },
      ...{ word: (n) => WORDS[n] ?? null, logged: () => new Set() },
    });
    expect(compared.rows).toEqual([]);
    expect(list.success[0]).toBe(NULL_BYTE);
  });
});
