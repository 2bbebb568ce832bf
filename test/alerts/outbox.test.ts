/** agent-alerts.jsonl: whole lines, none twice, never in another file, and failures that leave the alert pending (F4, F32). */

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AlertLineSource, alertLine, serializeAlertLine } from '../../src/alerts/alert-line.ts';
import { createOutbox } from '../../src/alerts/outbox.ts';

const AT = Date.UTC(2026, 1, 10, 9);
const ALERT: AlertLineSource = {
  alertId: 'a'.repeat(32),
  type: 'error_loop',
  severity: 'high',
  subject: 'E1',
  evidence: { error_fingerprint: 'E1', occurrences: 4 },
  recommendation: 'trigger_ai_autofix',
  openedAt: AT,
  resolvedAt: AT + 60_000,
  detectedAt: AT + 40,
  sessionId: '5f0c1d2e',
  attemptId: 've-1',
  taskId: 't-9',
  agent: 'rig/alice',
  harness: 'claude_code',
  project: 'app',
};

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentperf-outbox-'));
  path = join(folder, 'logs', 'agent-alerts.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const opened = (alertId = ALERT.alertId) => alertLine({ ...ALERT, alertId }, 'open');
const lines = (file = path) => readFileSync(file, 'utf8').split('\n').slice(0, -1);
const ids = (file = path) => lines(file).map((line) => JSON.parse(line).alert_id);

it('writes the line that ALERTS.md describes, subject fields beside the others', () => {
  expect(createOutbox({ path }).append(opened())).toBe('written');
  expect(JSON.parse(lines()[0] as string)).toEqual({
    timestamp: '2026-02-10T09:00:00.000Z',
    alert_id: ALERT.alertId,
    type: 'error_loop',
    severity: 'high',
    status: 'open',
    attempt_id: 've-1',
    session_id: '5f0c1d2e',
    task_id: 't-9',
    agent: 'rig/alice',
    harness: 'claude_code',
    project: 'app',
    recommendation: 'trigger_ai_autofix',
    detected_at: '2026-02-10T09:00:00.040Z',
    latency_ms: 40,
    writer: 'agentperf',
    subject: 'E1',
    error_fingerprint: 'E1',
    occurrences: 4,
  });
});

it('makes the folder and the file for the user alone', () => {
  createOutbox({ path }).append(opened());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'logs')).mode & 0o777).toBe(0o700);
});

it('writes an alert once for each status', () => {
  const outbox = createOutbox({ path });
  const results = [opened(), opened(), alertLine(ALERT, 'resolved'), opened()].map((line) =>
    outbox.append(line),
  );
  expect(results).toEqual(['written', 'already', 'written', 'already']);
  expect(lines().map((line) => JSON.parse(line).timestamp)).toEqual([
    '2026-02-10T09:00:00.000Z',
    '2026-02-10T09:01:00.000Z',
  ]);
});

it('after a restart it finds its line in the file: a crash between line and row repeats nothing', () => {
  createOutbox({ path }).append(opened());
  appendFileSync(path, `${JSON.stringify({ type: 'foreign', note: 'x'.repeat(60_000) })}\n`);
  expect(createOutbox({ path }).append(opened())).toBe('already');
  expect(lines()).toHaveLength(2);
});

it('begins a new line behind one that another writer left torn', () => {
  mkdirSync(join(folder, 'logs'));
  writeFileSync(path, '{"alert_id":"torn');
  expect(createOutbox({ path }).append(opened())).toBe('written');
  expect(lines()[0]).toBe('{"alert_id":"torn');
  expect(JSON.parse(lines()[1] as string).alert_id).toBe(ALERT.alertId);
});

it('follows the path, not the file, when logs are rotated', () => {
  const outbox = createOutbox({ path });
  outbox.append(opened('1'));
  renameSync(path, `${path}.1`);
  outbox.append(opened('2'));
  rmSync(path);
  outbox.append(opened('3'));
  expect(ids(`${path}.1`)).toEqual(['1']);
  expect(ids()).toEqual(['3']);
});

it('goes on after the file was truncated in place', () => {
  const outbox = createOutbox({ path });
  outbox.append(opened('1'));
  writeFileSync(path, '');
  outbox.append(opened('2'));
  expect(ids()).toEqual(['2']);
});

it('does not follow a link to another file', () => {
  mkdirSync(join(folder, 'logs'));
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, path);
  expect(createOutbox({ path }).append(opened())).toMatchObject({ failed: 'ELOOP' });
  expect(readFileSync(victim, 'utf8')).toBe('precious');
});

it('neither hangs on a FIFO nor writes into it', () => {
  mkdirSync(join(folder, 'logs'));
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path]);
  expect(createOutbox({ path }).append(opened())).toMatchObject({
    message: expect.stringContaining('not a regular'),
  });
});

it('a failure is a value, and the same alert can be written later', () => {
  mkdirSync(path, { recursive: true });
  const outbox = createOutbox({ path });
  expect(outbox.append(opened())).toMatchObject({ failed: 'EISDIR' });
  rmSync(path, { recursive: true });
  expect(outbox.append(opened())).toBe('written');
});

it('stays below 4 KiB: evidence is shortened first, ids last', () => {
  const evidence = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field_${i}`, 'e'.repeat(300)]));
  const text = serializeAlertLine(alertLine({ ...ALERT, evidence, taskId: 't'.repeat(500) }, 'open'), 4095);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4095);
  const line = JSON.parse(text);
  expect(line.task_id).toBe('t'.repeat(500));
  expect(line.field_0).toMatch(/^e{199}…$/);
  expect(line.field_39).toBeUndefined();
});

it('stays below 4 KiB for names made of characters that need six bytes each', () => {
  const long = '\u202e'.repeat(512);
  const hostile = {
    ...ALERT,
    sessionId: long,
    taskId: long,
    attemptId: long,
    agent: long,
    project: long,
    subject: long,
  };
  const text = serializeAlertLine(alertLine(hostile, 'open'), 4095);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4095);
  expect(text).not.toMatch(/\u202e/);
  expect(JSON.parse(text)).toMatchObject({ alert_id: ALERT.alertId, status: 'open' });
});

it('redacts subjects and evidence, and lets no subject field replace one of the line', () => {
  const secret = `sk-ant-${'x'.repeat(40)}`;
  const evidence = { error_fingerprint: `auth ${secret}`, alert_id: 'forged', writer: 'somebody' };
  const text = serializeAlertLine(alertLine({ ...ALERT, subject: `auth ${secret}`, evidence }, 'open'), 4095);
  expect(text).not.toContain(secret);
  expect(JSON.parse(text)).toMatchObject({ alert_id: ALERT.alertId, writer: 'agentperf' });
});
