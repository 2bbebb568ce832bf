/** The made-up fleet's alerts: every state, and one that is hostile in every field. */

import type { AlertPrecision, AlertReport } from '../../src/domain/report.ts';
import { alertReport, FLEET_NOW, HOSTILE, MINUTE } from './fake-fleet-parts.ts';

export const FLEET_ALERTS: readonly AlertReport[] = [
  alertReport('5c11a0f2'),
  alertReport('77d0e9b4', {
    type: 'stuck_agent',
    severity: 'medium',
    sessionId: '5ta11ed0',
    project: 'billing',
    agent: 'rig/refinery',
    taskId: null,
    subject: '',
    evidence: { idle_ms: 9 * MINUTE },
    recommendation: 'check_agent_health',
    openedAt: FLEET_NOW - 9 * MINUTE,
  }),
  alertReport('1f00ba44', {
    type: 'tool_loop',
    severity: 'medium',
    status: 'acknowledged',
    sessionId: '4be1c2aa',
    project: 'infra',
    agent: 'codex',
    taskId: null,
    subject: 'Bash',
    evidence: { tool_name: 'Bash', occurrences: 14, distinct_calls: 1 },
    verdict: 'real',
    recommendation: 'fresh_session',
    openedAt: FLEET_NOW - 31 * MINUTE,
  }),
  alertReport('0badcafe', {
    severity: 'low',
    status: 'resolved',
    sessionId: 'bad0bad0',
    agent: HOSTILE,
    project: HOSTILE,
    verdict: 'not_real',
    subject: HOSTILE,
    evidence: { sample: HOSTILE, occurrences: 4 },
    recommendation: HOSTILE,
    openedAt: FLEET_NOW - 200 * MINUTE,
    resolvedAt: FLEET_NOW - 190 * MINUTE,
    latencyMs: null,
    writer: HOSTILE,
  }),
  alertReport('d15m155d', {
    type: 'tool_loop',
    severity: 'medium',
    status: 'dismissed',
    sessionId: 'e0d00001',
    agent: 'claude_code',
    project: 'web',
    verdict: 'not_real',
    taskId: null,
    subject: 'Read',
    evidence: { tool_name: 'Read', occurrences: 33 },
    recommendation: 'fresh_session',
    openedAt: FLEET_NOW - 260 * MINUTE,
  }),
];

/** Two rules with enough judged alerts for a share, and one without. */
export const FLEET_PRECISION: readonly AlertPrecision[] = [
  { type: 'error_loop', real: 11, notReal: 1, low: 0.6461, high: 0.9851 },
  { type: 'stuck_agent', real: 3, notReal: 0, low: null, high: null },
  { type: 'tool_loop', real: 4, notReal: 2, low: 0.3, high: 0.9032 },
];
