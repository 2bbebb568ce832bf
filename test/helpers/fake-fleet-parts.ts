/** Parts of the made-up fleet: its clock, one plain session, one plain alert, and text that wants to harm a terminal. */

import type { LiveRow, LogPlace } from '../../src/domain/live.ts';
import type { AlertReport, TokenSums } from '../../src/domain/report.ts';

/** Saturday 14 March 2026, 14:30 UTC: the clock of every golden frame. */
export const FLEET_NOW = Date.UTC(2026, 2, 14, 14, 30, 0);
export const MINUTE = 60_000;
export const LOOKED_IN = ['~/.claude/projects', '~/work/agent-work-stream.jsonl'];

/** Nothing of this may reach a terminal raw: colour, title change, screen clear, bidi override, zero width, C1, NUL. */
export const HOSTILE =
  'ev\u001b[31mil \u001b]0;owned\u0007\u001b[2J\u202egnp.exe\u2066 \u200bzero\u009b31m\u0000 end\r\nnext';

export function tokenSums(total: number, output = Math.round(total * 0.02)): TokenSums {
  const input = Math.round(total * 0.01);
  const cacheCreation = Math.round(total * 0.07);
  return {
    input,
    cacheRead: total - input - cacheCreation - output,
    cacheCreation,
    cacheCreation5m: cacheCreation,
    cacheCreation1h: 0,
    output,
    outputEstimated: null,
    reasoning: Math.round(output / 5),
    unclassified: 0,
    total,
  };
}

export function place(offset: number): LogPlace {
  return { path: '/home/me/.claude/projects/api/s.jsonl', source: 'claude-code', offset, length: 100 };
}

/** A plain working session; `change` makes it another one. Ages are in minutes before now. */
export function liveRow(id: string, change: Partial<LiveRow> = {}): LiveRow {
  const tokens = change.tokens ?? tokenSums(310_000);
  const costUsdMicros = change.costUsdMicros === undefined ? 410_000 : change.costUsdMicros;
  return {
    sessionId: id,
    parentSessionId: null,
    harness: 'claude_code',
    harnessVersion: '2.1.34',
    harnessVersions: ['2.1.34'],
    source: 'claude-code',
    agent: 'claude_code',
    department: null,
    project: 'api',
    cwd: '~/src/api',
    branch: 'main',
    title: `Work on ${id}`,
    model: 'claude-sonnet-4-5-20250929',
    models: ['claude-sonnet-4-5-20250929'],
    effort: null,
    status: 'working',
    attention: null,
    statusEvidence: { rung: 'log', at: FLEET_NOW - 4_000, reason: null },
    endedReason: null,
    startedAt: FLEET_NOW - 41 * MINUTE,
    endedAt: null,
    lastEventAt: FLEET_NOW - 4_000,
    durationMs: 41 * MINUTE,
    events: 420,
    modelCalls: 96,
    toolCalls: 131,
    toolErrors: 0,
    errors: 0,
    compactions: 0,
    contextUtilization: 0.42,
    filesModified: null,
    linesAdded: null,
    linesDeleted: null,
    commits: null,
    tokens,
    costUsdMicros,
    costBasis: costUsdMicros === null ? null : 'computed',
    reportedCostUsdMicros: null,
    unpricedCalls: 0,
    rollup: { sessions: 1, tokens, costUsdMicros },
    alertsOpen: 0,
    taskIds: [],
    attemptId: null,
    prUrl: null,
    resumedFrom: null,
    resumeCommand: `cd ~/src/api && claude --resume ${id}`,
    depth: 0,
    statusSince: FLEET_NOW - 2 * MINUTE,
    attentionReason: null,
    rate: [null, 1200, 4000, 9000, 3000, null, 7000, 12_000],
    nowTool: 'Bash',
    nowPlace: place(id.length * 1000),
    ...change,
  };
}

export function alertReport(id: string, change: Partial<AlertReport> = {}): AlertReport {
  return {
    alertId: id,
    type: 'error_loop',
    severity: 'high',
    status: 'open',
    sessionId: '90d3f7c1',
    harness: 'claude_code',
    project: 'api',
    taskId: 'gt-7fa31',
    agent: 'rig/polecats/nux',
    subject: 'test_failure:login redirects',
    evidence: { error_fingerprint: 'test_failure:login redirects', occurrences: 6, window_ms: 10 * MINUTE },
    recommendation: 'trigger_ai_autofix',
    openedAt: FLEET_NOW - 4 * MINUTE,
    resolvedAt: null,
    detectedAt: FLEET_NOW - 4 * MINUTE + 40,
    latencyMs: 40,
    verdict: null,
    writer: 'agentperf',
    ...change,
  };
}
