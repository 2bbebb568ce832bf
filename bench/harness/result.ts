/** What a measurement says: a figure, its goals (PERFORMANCE.md), and the table they are printed in. */

export interface Goal {
  readonly accept: number;
  readonly aim: number;
  /** Is a smaller figure the better one? */
  readonly direction: 'at_most' | 'at_least';
}

export interface Result {
  readonly figure: string;
  /** null = could not be measured here; `context` says why. */
  readonly value: number | null;
  /** `×` for ratios, else a unit. */
  readonly unit: '×' | 'ms' | 'MB' | '%' | 'wrong';
  readonly goal: Goal;
  /** Absolute times and the like: true of this run on this machine only. */
  readonly context: string;
}

export type Verdict = 'aim met' | 'accepted' | 'MISSED' | 'not measured';

export function atMost(accept: number, aim: number): Goal {
  return { accept, aim, direction: 'at_most' };
}

export function atLeast(accept: number, aim: number): Goal {
  return { accept, aim, direction: 'at_least' };
}

export function verdict(result: Result): Verdict {
  const { value, goal } = result;
  if (value === null) return 'not measured';
  const reaches = (limit: number): boolean =>
    goal.direction === 'at_most' ? value <= limit : value >= limit;
  if (reaches(goal.aim)) return 'aim met';
  return reaches(goal.accept) ? 'accepted' : 'MISSED';
}

/** The table as text, one line a result. */
export function formatTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const sign = result.goal.direction === 'at_most' ? '≤' : '≥';
    const limit = (number: number): string => `${sign} ${formatNumber(number)}`;
    const measured = result.value === null ? '–' : `${formatNumber(result.value)} ${result.unit}`;
    return [
      result.figure,
      measured,
      limit(result.goal.accept),
      limit(result.goal.aim),
      verdict(result),
      result.context,
    ];
  });
  const table = [['figure', 'measured', 'accept', 'aim', 'verdict', 'context of this run'], ...rows];
  const widths = (table[0] as string[]).map((_, column) =>
    Math.max(...table.map((row) => (row[column] as string).length)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function formatNumber(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
