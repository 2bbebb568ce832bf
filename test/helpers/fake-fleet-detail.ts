/** The made-up inside of one session of the fake fleet: timeline, context, errors, tools, models. */

import type { LineText } from '../../src/domain/adapter.ts';
import type { LiveRow, SessionDetail, TimelineEntry, TimelineKind } from '../../src/domain/live.ts';
import type { AlertReport } from '../../src/domain/report.ts';
import { FLEET_NOW, HOSTILE, MINUTE, place, tokenSums } from './fake-fleet-parts.ts';

const ENTRIES = 60;
const CALLS = 10_000;
const RESULTS = 20_000;

/** One round: what a session does again and again. */
const ROUND: readonly (readonly [TimelineKind, string, boolean, number | null])[] = [
  ['prompt', 'prompt', false, null],
  ['reply', 'reply', false, null],
  ['tool', 'Read', false, 42],
  ['tool', 'Edit', false, 130],
  ['tool', 'Bash', true, 12_400],
  ['reply', 'reply', false, null],
  ['tool', 'Bash', true, 11_900],
  ['compaction', 'compaction', false, null],
  ['error', 'overloaded', true, null],
  ['turn_end', 'turn end', false, null],
];

const ROUND_TEXTS: readonly string[] = [
  'The login redirect still loops after the second try, please look again',
  'Two places set the cookie; the one in the middleware wins. I will move it.',
  'Read src/login/redirect.ts',
  'Edit src/login/redirect.ts',
  'Bash npm test -- login',
  'The same test fails. The redirect target is lost when the session is renewed.',
  'Bash npm test -- login --reporter=verbose',
  'Context compacted automatically at 158k tokens',
  'API Error: 529 overloaded_error',
  'Turn over after 4m12',
];

/** What the log says at an offset; null where it is deleted. */
export function timelineText(offset: number): LineText | null {
  if (offset === 404) {
    return null;
  }
  if (offset >= RESULTS) {
    const body =
      'FAIL test/login.test.ts\n  ✗ redirects to the page that was asked for\n    expected 302, got 200\n\n1 failed, 41 passed';
    return { role: 'tool', headline: 'exit code 1', body };
  }
  const headline = ROUND_TEXTS[(offset - CALLS) % ROUND.length] ?? `Bash step ${offset}`;
  return { role: 'assistant', headline, body: '' };
}

function entry(index: number): TimelineEntry {
  const [kind, label, isError, durationMs] = ROUND[index % ROUND.length] as (typeof ROUND)[number];
  const isReply = kind === 'reply';
  return {
    at: FLEET_NOW - (ENTRIES - index) * 40_000,
    kind,
    label: index === 12 ? HOSTILE : label,
    isError,
    durationMs,
    tokens: isReply ? 20_000 : null,
    costUsdMicros: isReply ? 50_000 : null,
    place: place(index === 14 ? 404 : index === 16 ? 5 : CALLS + index),
    resultPlace: kind === 'tool' ? place(RESULTS + index) : null,
  };
}

export function fleetDetail(
  session: LiveRow,
  children: readonly LiveRow[],
  alerts: readonly AlertReport[],
): SessionDetail {
  const isBare = session.harness === 'work_stream';
  return {
    session,
    children,
    alerts,
    timeline: isBare ? [] : Array.from({ length: ENTRIES }, (_, index) => entry(index)),
    timelineTruncated: false,
    context: isBare ? [] : contextPoints(),
    contextWindow: isBare ? null : 200_000,
    errors: isBare ? [] : FLEET_ERRORS,
    models: isBare ? [] : MODELS,
    tools: isBare ? [] : TOOLS,
    priceSource: 'prices of 2026-03-01',
    limits: [],
  };
}

/** Grows, is compacted at 160k, grows again: a saw. */
function contextPoints() {
  return Array.from({ length: 96 }, (_, index) => ({
    at: FLEET_NOW - (96 - index) * 25_000,
    tokens: 22_000 + ((index * 3600) % 141_000),
  }));
}

export const FLEET_ERRORS: SessionDetail['errors'] = [
  {
    fingerprint: 'test_failure:login redirects',
    category: 'test_failure',
    count: 6,
    sessions: 1,
    firstSeen: FLEET_NOW - 21 * MINUTE,
    lastSeen: FLEET_NOW - MINUTE,
    sample: 'FAIL test/login.test.ts > redirects to the page that was asked for: expected 302, got 200',
  },
  {
    fingerprint: 'overloaded',
    category: 'overloaded',
    count: 2,
    sessions: 1,
    firstSeen: FLEET_NOW - 38 * MINUTE,
    lastSeen: FLEET_NOW - 30 * MINUTE,
    sample: 'API Error: 529 overloaded_error',
  },
  {
    fingerprint: HOSTILE,
    category: HOSTILE,
    count: 1,
    sessions: 1,
    firstSeen: FLEET_NOW - 12 * MINUTE,
    lastSeen: FLEET_NOW - 12 * MINUTE,
    sample: HOSTILE,
  },
];

const TOOLS: SessionDetail['tools'] = [
  { name: 'Bash', calls: 61, errors: 8, medianDurationMs: 11_900 },
  { name: 'Edit', calls: 34, errors: 1, medianDurationMs: 120 },
  { name: 'Read', calls: 29, errors: 0, medianDurationMs: 38 },
  { name: '検索ツール', calls: 4, errors: 0, medianDurationMs: 2400 },
  { name: HOSTILE, calls: 2, errors: 0, medianDurationMs: null },
];

function model(name: string, total: number, costUsdMicros: number | null): SessionDetail['models'][number] {
  return {
    modelCanonical: name,
    provider: 'anthropic',
    models: [name],
    harness: 'claude_code',
    effort: null,
    taskType: null,
    sessions: 1,
    modelCalls: 88,
    tokens: tokenSums(total),
    costUsdMicros,
    unpricedCalls: 0,
  };
}

const MODELS: SessionDetail['models'] = [
  model('claude-opus-4-6-20260115', 1_190_000, 3_060_000),
  model('claude-haiku-4-5-20251001', 50_000, 40_000),
  model(HOSTILE, 0, null),
];
