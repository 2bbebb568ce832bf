/** A hand-made read side whose rows fill every field, for tests of the export. */

import type { ExportReports } from '../../src/commands/export-document.ts';
import {
  type AlertReport,
  type EventReport,
  NO_NAMES,
  type SessionReport,
  type TokenSums,
} from '../../src/domain/report.ts';
import { fakeCosts } from './fake-costs.ts';
import { fakePerformance } from './fake-performance.ts';
import { fakeTrends } from './fake-trends.ts';

export const AT = Date.UTC(2026, 2, 8, 10, 0, 0, 5);

const TOKENS: TokenSums = {
  input: 10,
  cacheRead: 20,
  cacheCreation: 30,
  cacheCreation5m: 12,
  cacheCreation1h: 8,
  output: 40,
  outputEstimated: 44,
  reasoning: 4,
  unclassified: 1,
  total: 101,
};

const SESSION: SessionReport = {
  sessionId: 's-1',
  parentSessionId: null,
  harness: 'claude_code',
  harnessVersion: '2.1.0',
  harnessVersions: ['2.1.0'],
  source: 'claude-code',
  agent: 'claude_code/explore',
  department: null,
  project: 'api',
  cwd: '~/api',
  branch: 'main',
  title: 'fix \u202elogin\u007f',
  model: 'claude-opus-4-6',
  models: ['claude-opus-4-6'],
  effort: null,
  status: 'working',
  attention: 'looping',
  statusEvidence: { rung: 'log', at: AT, reason: null },
  endedReason: null,
  startedAt: AT,
  endedAt: null,
  lastEventAt: AT + 1000,
  durationMs: 1000,
  events: 7,
  modelCalls: 2,
  toolCalls: 3,
  toolErrors: 1,
  errors: 1,
  compactions: 0,
  contextUtilization: 0.41,
  filesModified: 1,
  linesAdded: 2,
  linesDeleted: 3,
  commits: null,
  tokens: TOKENS,
  costUsdMicros: 1234,
  costBasis: 'computed',
  reportedCostUsdMicros: null,
  unpricedCalls: 0,
  rollup: { sessions: 1, tokens: TOKENS, costUsdMicros: 1234 },
  alertsOpen: 1,
  taskIds: ['t-1'],
  attemptId: null,
  prUrl: null,
  resumedFrom: null,
  resumeCommand: 'cd ~/api && claude --resume s-1',
};

export const ALERT: AlertReport = {
  alertId: 'a-1',
  type: 'error_loop',
  severity: 'high',
  status: 'open',
  sessionId: 's-1',
  harness: 'claude_code',
  project: 'api',
  taskId: null,
  agent: 'nux',
  subject: 'fp-1',
  evidence: { error_fingerprint: 'fp-1', occurrences: 4, camelCase: 1 },
  recommendation: 'trigger_ai_autofix',
  openedAt: AT,
  resolvedAt: null,
  detectedAt: AT + 40,
  latencyMs: 40,
  verdict: 'real',
  writer: 'agentperf',
};

const EVENT: EventReport = {
  at: AT,
  type: 'tool_call',
  sessionId: 's-1',
  taskId: 't-1',
  source: 'work-stream',
  path: '~/logs/agent-work-stream.jsonl',
  offset: 120,
};

/** `events` copies of one event; the other views have one row each. */
export function fakeReports(events = 2): ExportReports {
  return {
    arePricesStale: () => false,
    totals: () => ({
      sessions: 1,
      subagentSessions: 0,
      events: 7,
      modelCalls: 2,
      toolCalls: 3,
      toolErrors: 1,
      errors: 1,
      compactions: 0,
      tokens: TOKENS,
      costUsdMicros: 1234,
      reportedCostUsdMicros: null,
      unpricedCalls: 0,
      skipped: 2,
      skippedByReason: new Map([
        ['invalid_json', 1],
        ['duplicate', 1],
      ]),
      clampedFields: 0,
    }),
    costs: () => fakeCosts(TOKENS, AT),
    trends: () => fakeTrends(AT),
    sessions: () => [SESSION],
    names: () => NO_NAMES,
    ...fakePerformance(AT, TOKENS),
    alerts: () => [ALERT],
    workLog: () => [
      {
        id: 'wl-1',
        agentId: 'rig/polecats/nux',
        beadId: 'gt-abc',
        beadType: 'bug',
        rigId: 'rig',
        convoyId: null,
        startedAt: AT,
        completedAt: null,
        qualitySignal: 'passed',
        model: 'claude-opus-4-6',
        tokenUsage: 182_000,
        costUsdMicros: 410_000,
        costCents: 41,
        costBasis: 'reported',
        sessionIds: ['s1'],
      },
    ],
    escalations: () => [
      {
        id: 'es-1',
        agentId: 'rig/polecats/nux',
        beadId: 'gt-abc',
        severity: 'high',
        category: null,
        createdAt: AT,
      },
    ],
    errors: () => [
      {
        fingerprint: 'fp-1',
        category: 'build',
        count: 4,
        sessions: 1,
        firstSeen: AT,
        lastSeen: null,
        sample: 'boom',
      },
    ],
    sources: () => [
      {
        source: 'work-stream',
        path: '/logs',
        files: 1,
        bytes: 100,
        records: 7,
        skippedByReason: new Map([['blank', 1]]),
        otherTypes: new Map([
          ['__proto__', 2],
          ['other:Odd', 1],
        ]),
        lastReadAt: AT,
        state: 'ok',
        note: null,
        notLogged: [],
      },
    ],
    *events() {
      for (let i = 0; i < events; i++) yield { ...EVENT, offset: i };
    },
  };
}
