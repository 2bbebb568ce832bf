/** `npm run bench:alerts`: precision, recall and delay of each rule over the labelled set; exit 1 when a rule is wrong anywhere. */

import { ALERT_TYPES, type AlertType } from '../src/domain/alert.ts';
import { SCENARIOS } from '../test/fixtures/alerts/scenarios.ts';
import { labelOf, play, type Raised } from '../test/fixtures/alerts/script.ts';

interface Score {
  right: number;
  wrong: number;
  missed: number;
  /** Ms from the first event of an episode until its condition was true. */
  readonly onsetMs: number[];
  /** Ms from then until the alert came out; replayed history left out. */
  readonly delayMs: number[];
}

/** An alert that came out this long after its condition was true was found in history: its delay says when agentperf was started. */
const HISTORY_MS = 600_000;

const scores = new Map<AlertType, Score>(
  ALERT_TYPES.map((type) => [type, { right: 0, wrong: 0, missed: 0, onsetMs: [], delayMs: [] }]),
);

for (const scenario of SCENARIOS) {
  const open = scenario.expected.map((one) => ({ label: labelOf(one), type: one.type }));
  for (const alert of play(scenario)) {
    const index = open.findIndex((one) => one.label === labelOf(alert));
    const score = scores.get(alert.type) as Score;
    if (index === -1) {
      score.wrong++;
      process.stdout.write(`false alarm: ${scenario.name}: ${labelOf(alert)}\n`);
    } else {
      open.splice(index, 1);
      score.right++;
      measure(score, alert);
    }
  }
  for (const { type, label } of open) {
    (scores.get(type) as Score).missed++;
    process.stdout.write(`missed: ${scenario.name}: ${label}\n`);
  }
}

function measure(score: Score, alert: Raised): void {
  score.onsetMs.push(alert.openedAt - alert.episodeStart);
  const delay = alert.detectedAt - alert.openedAt;
  if (delay < HISTORY_MS) {
    score.delayMs.push(delay);
  }
}

function percent(part: number, whole: number): string {
  return whole === 0 ? 'n/a' : `${((100 * part) / whole).toFixed(1)} %`;
}

function seconds(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return value === undefined ? 'n/a' : `${(value / 1_000).toFixed(1)} s`;
}

const rows = [...scores].map(([type, score]) => [
  type,
  String(score.right),
  percent(score.right, score.right + score.wrong),
  percent(score.right, score.right + score.missed),
  seconds(score.onsetMs, 0.5),
  seconds(score.delayMs, 0.5),
  seconds(score.delayMs, 1),
]);
const HEADER = [
  'rule',
  'alerts',
  'precision',
  'recall',
  'first event to condition (p50)',
  'condition to alert (p50)',
  '(max)',
];
const widths = HEADER.map((title, i) =>
  Math.max(title.length, ...rows.map((row) => (row[i] as string).length)),
);
const calm = SCENARIOS.filter((scenario) => scenario.expected.length === 0).length;

process.stdout.write(`${SCENARIOS.length} scenarios, ${calm} of them look-alikes\n`);
for (const row of [HEADER, ...rows]) {
  process.stdout.write(
    `${row
      .map((cell, i) => cell.padEnd(widths[i] as number))
      .join('  ')
      .trimEnd()}\n`,
  );
}
process.exitCode = [...scores.values()].some((score) => score.wrong + score.missed > 0) ? 1 : 0;
