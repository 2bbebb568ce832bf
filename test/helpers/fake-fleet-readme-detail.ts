/** The made-up inside of the README's looping session: how it went round in circles. */

import type { LineText } from '../../src/domain/adapter.ts';
import type { LiveRow, SessionDetail, TimelineEntry, TimelineKind } from '../../src/domain/live.ts';
import type { AlertReport } from '../../src/domain/report.ts';
import { FLEET_NOW, MINUTE, place, tokenSums } from './fake-fleet-parts.ts';

/** Where the timeline's lines stand in the made-up log. */
const FIRST = 1000;

/** Seconds before now, kind, label, text; milliseconds it took; for replies thousands of tokens and cents. */
type Step = readonly [
  secondsAgo: number,
  kind: TimelineKind,
  label: string,
  text: string,
  took?: number | null,
  kiloTokens?: number,
  cents?: number,
];

const TEST = 'Bash npm test -- login';

const STEPS: readonly Step[] = [
  [1094, 'tool', 'Grep', 'Grep "returnTo" in src/**/*.ts', 61],
  [1071, 'reply', 'reply', 'The target is kept in the session, so a renewed session loses it.', null, 68, 19],
  [1040, 'tool', 'Read', 'Read src/session/renew.ts', 38],
  [998, 'tool', 'Edit', 'Edit src/session/renew.ts', 122],
  [961, 'turn_end', 'turn end', 'Turn over after 6m41'],
  [
    902,
    'prompt',
    'prompt',
    'The redirect still loops when the session was renewed in between. Please look again.',
  ],
  [
    884,
    'reply',
    'reply',
    'Two places set the cookie; the one in the middleware wins. I will move it.',
    null,
    74,
    21,
  ],
  [861, 'tool', 'Read', 'Read src/middleware/session.ts', 44],
  [803, 'tool', 'Edit', 'Edit src/login/redirect.ts', 131],
  [774, 'error', 'Bash', TEST, 12_400],
  [741, 'compaction', 'compaction', 'Context compacted automatically at 167k tokens'],
  [
    702,
    'reply',
    'reply',
    'The target is lost when the session is renewed. I will carry it in the cookie.',
    null,
    31,
    16,
  ],
  [655, 'tool', 'Edit', 'Edit src/middleware/session.ts', 118],
  [610, 'error', 'Bash', TEST, 11_900],
  [
    548,
    'reply',
    'reply',
    'Same failure. The test may hold an old cookie; I will clear the jar first.',
    null,
    58,
    17,
  ],
  [497, 'tool', 'Edit', 'Edit test/login.test.ts', 97],
  [441, 'error', 'Bash', TEST, 12_100],
  [
    362,
    'reply',
    'reply',
    'Still 200 instead of 302. I will run it once more with all the output.',
    null,
    82,
    22,
  ],
  [301, 'error', 'Bash', 'Bash npm test -- login --reporter=verbose', 12_800],
  [214, 'error', 'Bash', TEST, 11_700],
  [139, 'reply', 'reply', 'The output is the same. I will run the suite again to be sure.', null, 121, 28],
  [88, 'error', 'Bash', TEST, 12_300],
  [9, 'tool', 'Bash', TEST],
];

export function readmeText(offset: number): LineText | null {
  const step = STEPS[offset - FIRST];
  return step === undefined ? null : { role: 'assistant', headline: step[3], body: '' };
}

function entry(step: Step, index: number): TimelineEntry {
  const [secondsAgo, kind, label, , took = null, kiloTokens, cents] = step;
  return {
    at: FLEET_NOW - secondsAgo * 1000,
    kind: kind === 'error' ? 'tool' : kind,
    label,
    isError: kind === 'error',
    durationMs: took,
    tokens: kiloTokens === undefined ? null : kiloTokens * 1000,
    costUsdMicros: cents === undefined ? null : cents * 10_000,
    place: place(FIRST + index),
    resultPlace: null,
  };
}

export function readmeDetail(
  session: LiveRow,
  children: readonly LiveRow[],
  alerts: readonly AlertReport[],
): SessionDetail {
  return {
    session,
    children,
    alerts,
    timeline: STEPS.map(entry),
    timelineTruncated: false,
    // Grows to 167k, is compacted, grows to 142k.
    context: Array.from({ length: 96 }, (_, index) => ({
      at: FLEET_NOW - (96 - index) * 36_000,
      tokens: index < 72 ? 22_000 + index * 2020 : 28_000 + (index - 72) * 4960,
    })),
    contextWindow: 200_000,
    errors: [
      {
        fingerprint: 'exit code # fail <path>',
        category: 'test_failure',
        count: 6,
        sessions: 1,
        firstSeen: FLEET_NOW - 13 * MINUTE,
        lastSeen: FLEET_NOW - MINUTE,
        sample: 'FAIL test/login.test.ts > redirects to the page that was asked for',
      },
    ],
    tools: ['Bash', 'Edit', 'Read', 'Grep'].map((name, index) => ({
      name,
      calls: 61 - index * 14,
      errors: index === 0 ? 9 : 0,
      medianDurationMs: index === 0 ? 11_900 : 80,
    })),
    models: [
      {
        ...{ modelCanonical: 'claude-opus-4-6', provider: 'anthropic', models: [session.model ?? ''] },
        ...{ harness: session.harness, effort: 'high', taskType: null, sessions: 1, modelCalls: 96 },
        ...{ tokens: tokenSums(1_240_000), costUsdMicros: 3_100_000, unpricedCalls: 0 },
      },
    ],
    priceSource: 'prices of 2026-03-01',
    limits: [],
  };
}
