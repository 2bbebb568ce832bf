/** The made-up fleet of the README's pictures: an ordinary afternoon, one session that loops, one that stalls, one that asks. */

import type { LineText } from '../../src/domain/adapter.ts';
import type { HeaderReport, LiveRow } from '../../src/domain/live.ts';
import { type Fleet, fakeFleet } from './fake-fleet.ts';
import { FLEET_CARDS, FLEET_PERFORMERS } from './fake-fleet-cards.ts';
import { alertReport, FLEET_NOW, liveRow, MINUTE, place, tokenSums } from './fake-fleet-parts.ts';
import { readmeDetail, readmeText } from './fake-fleet-readme-detail.ts';

const OPUS = 'claude-opus-4-6-20260115';
const SONNET = 'claude-sonnet-4-5-20250929';
const HAIKU = 'claude-haiku-4-5-20251001';
const CODEX = 'gpt-5.3';

/** Agent, project, branch, model, title. */
type Who = readonly [agent: string, project: string, branch: string, model: string, title: string];
/** Age and time in the present status (minutes), context (share), thousands of tokens, cents. */
type Figures = readonly [age: number, since: number, context: number, tokens: number, cents: number];

/** What each session does now, by the offset of its log line. */
const NOW: string[] = [];

function row(id: string, who: Who, figures: Figures, now: string | null, change: Partial<LiveRow>): LiveRow {
  const [agent, project, branch, model, title] = who;
  const [age, since, contextUtilization, kiloTokens, cents] = figures;
  const tokens = tokenSums(kiloTokens * 1000);
  const costUsdMicros = cents * 10_000;
  return liveRow(id, {
    agent,
    project,
    branch,
    model,
    title,
    cwd: `~/src/${project}`,
    startedAt: FLEET_NOW - age * MINUTE,
    statusSince: FLEET_NOW - since * MINUTE,
    contextUtilization,
    tokens,
    costUsdMicros,
    rollup: { sessions: 1, tokens, costUsdMicros },
    nowTool: null,
    nowPlace: now === null ? null : place(NOW.push(now) - 1),
    ...change,
  });
}

function child(id: string, who: Who, figures: Figures, now: string, rate: LiveRow['rate']): LiveRow {
  return row(id, who, figures, now, { parentSessionId: id.split('/')[0] as string, depth: 1, rate });
}

function family(sessions: number, kiloTokens: number, cents: number): Pick<LiveRow, 'rollup'> {
  return { rollup: { sessions, tokens: tokenSums(kiloTokens * 1000), costUsdMicros: cents * 10_000 } };
}

const none = null;

const ROWS: readonly LiveRow[] = [
  row(
    '90d3f7c1-5b1e-4c1f-9a77-2f0c6f3e8d52',
    ['rig/polecats/nux', 'api', 'fix/login', OPUS, 'Fix the login redirect loop'],
    [58, 4, 0.71, 1240, 310],
    'Bash npm test -- login',
    {
      attention: 'looping',
      attentionReason: 'same failure ×6',
      effort: 'high',
      taskIds: ['gt-7fa31'],
      prUrl: 'https://github.com/acme/api/pull/418',
      resumeCommand: 'cd ~/src/api && claude --resume 90d3f7c1-5b1e-4c1f-9a77-2f0c6f3e8d52',
      reportedCostUsdMicros: 3_080_000,
      compactions: 1,
      modelCalls: 96,
      toolCalls: 131,
      toolErrors: 9,
      errors: 9,
      alertsOpen: 1,
      rate: [none, none, none, none, 6000, 9000, 14_000, 21_000],
    },
  ),
  row(
    '5ta11ed0',
    ['claude_code', 'billing', 'units', SONNET, 'Store invoice amounts in minor units'],
    [72, 9, 0.58, 860, 205],
    'Bash npm run migrate',
    {
      attention: 'stalled',
      attentionReason: 'silent mid-turn',
      alertsOpen: 1,
      rate: [none, none, none, 9000, 7000, 8000, 4000, none],
    },
  ),
  row(
    'c0ffee01',
    ['claude_code', 'web', 'main', SONNET, 'Show dates in the language of the reader'],
    [19, 2, 0.22, 310, 41],
    'AskUserQuestion Which date format?',
    { attention: 'waiting', status: 'waiting', rate: [none, none, none, none, none, none, 3000, 8000] },
  ),
  row(
    '4be1c2aa',
    ['claude_code', 'search', 'merge', OPUS, 'Find out why merging segments is slow'],
    [86, 1, 0.48, 2900, 541],
    'Task Survey the merge code',
    { rate: [none, none, 5000, 9000, 12_000, 8000, 15_000, 19_000], ...family(4, 3500, 583) },
  ),
  child(
    '4be1c2aa/explore-1',
    ['claude_code/Explore', 'search', 'merge', HAIKU, 'Survey the merge code'],
    [3, 3, 0.19, 290, 9],
    'Grep "fn merge"',
    [none, none, none, none, none, none, none, 19_000],
  ),
  child(
    '4be1c2aa/explore-2',
    ['claude_code/Explore', 'search', 'merge', SONNET, 'Survey the benchmarks'],
    [2, 2, 0.14, 180, 22],
    'Read merge_policy.rs',
    [none, none, none, none, none, none, none, 12_000],
  ),
  row(
    '7e57ab1e',
    ['rig/polecats/slit', 'api', 'limits', OPUS, 'Limit requests by key and by hour'],
    [44, 3, 0.36, 1500, 288],
    'Write window.ts',
    { rate: [none, none, none, none, none, 11_000, 7000, 13_000] },
  ),
  row(
    '1f2e3d4c',
    ['codex', 'infra', 'regions', CODEX, 'Split the Terraform state by region'],
    [62, 2, 0.48, 2010, 102],
    'Edit eu-west/main.tf',
    { harness: 'codex', rate: [none, none, none, 4000, 9000, 9000, 6000, 9000] },
  ),
  row(
    '8badf00d',
    ['claude_code', 'mobile', 'push', SONNET, 'Group push notifications by thread'],
    [27, 0, 0.31, 640, 74],
    'Edit PushGroups.swift',
    { rate: [none, none, none, none, none, none, 9000, 12_000] },
  ),
  row(
    'd0c5d0c5',
    ['claude_code', 'docs', 'intro', HAIKU, 'Rewrite the quickstart'],
    [6, 0, 0.09, 48, 2],
    'Write quickstart.md',
    { rate: [none, none, none, none, none, none, none, 8000] },
  ),
  row(
    '1d1e0001',
    ['claude_code', 'data', 'late', SONNET, 'Count late events on the day they happened'],
    [131, 33, 0.67, 4200, 478],
    null,
    { status: 'idle', rate: [9000, 12_000, 16_000, 14_000, 11_000, 9000, none, none] },
  ),
  row(
    '1d1e0002',
    ['rig/refinery', 'api', 'main', SONNET, 'Merge the reviewed branches'],
    [204, 48, 0.27, 910, 133],
    null,
    { status: 'idle', rate: [none, none, none, 5000, 7000, none, none, none] },
  ),
  row(
    'e0d00001',
    ['claude_code', 'web', 'dark-mode', SONNET, 'Dark mode for the settings page'],
    [242, 190, 0.38, 1310, 188],
    null,
    { status: 'ended', endedReason: 'completed', rate: Array.from({ length: 8 }, () => none) },
  ),
  row(
    'e0d00002',
    ['codex', 'infra', 'node-24', CODEX, 'Bump Node to 24 everywhere'],
    [318, 290, 0.12, 420, 26],
    null,
    {
      harness: 'codex',
      status: 'ended',
      endedReason: 'failed',
      rate: Array.from({ length: 8 }, () => none),
    },
  ),
];

const HEADER: HeaderReport = {
  working: 5,
  waiting: 1,
  looping: 1,
  stalled: 1,
  idle: 2,
  unknown: 0,
  alertsOpen: 2,
  sessions: 14,
  todayCostUsdMicros: 26_340_000,
  todayUnpricedCalls: 0,
  todayByHour: [0, 0, 0, 0, 0, 0, 0, 90, 210, 300, 190, 340, 420, 610, 280],
  tokensPerMinute: 412_000,
};

export function readmeFleet(): Fleet {
  const [looping, stalled] = ROWS as readonly [LiveRow, LiveRow, ...LiveRow[]];
  return fakeFleet({
    rows: ROWS,
    header: HEADER,
    alerts: [
      alertReport('a1e27001', { sessionId: looping.sessionId }),
      alertReport('a1e27002', { type: 'stuck_agent', sessionId: stalled.sessionId }),
    ],
    text: (offset): LineText | null => {
      const headline = NOW[offset];
      return headline === undefined ? readmeText(offset) : { role: 'assistant', headline, body: '' };
    },
    detailOf: readmeDetail,
    performers: FLEET_PERFORMERS.slice(0, 3),
    cards: FLEET_CARDS.slice(0, 3),
  });
}
