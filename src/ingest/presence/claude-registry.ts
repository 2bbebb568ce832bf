/**
 * Claude Code's own registry of running sessions: `<config>/sessions/<pid>.json`, one file a process, since 2.1.139. Undocumented, so
 * each field may be missing. It is rewritten when the state changes, not while a turn runs: its age says nothing, the process does.
 */

import path from 'node:path';
import type { SessionStatus } from '../../domain/report.ts';
import { readSmallFile } from '../small-file.ts';
import type { HarnessProcess } from './harness-process.ts';

/** What a registry file says of the session that its process holds. */
export interface RegistryEntry {
  readonly pid: number;
  readonly sessionId: string;
  /** When the process started as the harness saw it: clock ticks since boot (Linux) or a date in UTC (macOS). */
  readonly startMark: string | null;
  /** When the session was registered, epoch ms: a little after the process started. */
  readonly startedAt: number | null;
  /** null = not said, or a word we do not know. */
  readonly status: Exclude<SessionStatus, 'ended' | 'unknown'> | null;
  readonly reason: string | null;
  /** Since when, epoch ms. */
  readonly since: number | null;
}

const STATUSES: Readonly<Record<string, Pick<RegistryEntry, 'status' | 'reason'>>> = {
  busy: { status: 'working', reason: null },
  idle: { status: 'idle', reason: null },
  waiting: { status: 'waiting', reason: null },
  // At its prompt, while a shell that it started runs on.
  shell: { status: 'idle', reason: 'shell' },
};

/** What a session waits for, in one word: the harness's own text may name commands and files. */
const WAITING_REASONS: readonly (readonly [RegExp, string])[] = [
  [/^approve\b|permission|\brequest$/i, 'permission'],
  [/^input\b/i, 'question'],
  [/^dialog\b/i, 'dialog'],
];

const LARGEST = 64 * 1024;
/** A process needs so long at most until it has registered its session (minutes were seen under load). */
const REGISTERS_WITHIN_MS = 10 * 60_000;
/** Clocks of a boot time and of a file agree this well. */
const CLOCK_SLACK_MS = 2 * 60_000;
const SAME_START_MS = 2_000;

/** Files of processes that live; folders and files that are not there are left out in silence. */
export function readRegistry(folders: readonly string[], pids: readonly number[]): RegistryEntry[] {
  return folders.flatMap((folder) =>
    pids.flatMap((pid) => {
      const content = readSmallFile(path.join(folder, `${pid}.json`), LARGEST);
      const entry = content === null ? null : parseRegistryEntry(content);
      return entry === null || entry.pid !== pid ? [] : [entry];
    }),
  );
}

/** null: half written, or not such a file. Never throws. */
export function parseRegistryEntry(content: string): RegistryEntry | null {
  let raw: unknown;
  try {
    raw = JSON.parse(content);
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null) return null;
  const fields = new Map<string, unknown>(Object.entries(raw));
  const pid = numberOf(fields.get('pid'));
  const sessionId = textOf(fields.get('sessionId'));
  if (pid === null || sessionId === null) return null;
  const said = textOf(fields.get('status')) ?? '';
  const known = Object.hasOwn(STATUSES, said) ? STATUSES[said] : undefined;
  const status = known?.status ?? null;
  return {
    pid,
    sessionId,
    startMark: textOf(fields.get('procStart')),
    startedAt: numberOf(fields.get('startedAt')),
    status,
    reason: status === 'waiting' ? waitingReason(textOf(fields.get('waitingFor'))) : (known?.reason ?? null),
    since: numberOf(fields.get('statusUpdatedAt')) ?? numberOf(fields.get('updatedAt')),
  };
}

const waitingReason = (text: string | null): string | null =>
  text === null ? null : (WAITING_REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? null);

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 512 ? value : null;

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;

/** Whether this very process wrote the entry: not one before it with the same pid, not one of another machine. */
export function isWrittenBy(entry: RegistryEntry, process: HarnessProcess, now: number): boolean {
  if (entry.pid !== process.pid || process.harness !== 'claude_code') return false;
  const { since, startedAt } = entry;
  if (since !== null && (since < process.startedAt - CLOCK_SLACK_MS || since > now + CLOCK_SLACK_MS))
    return false;
  if (entry.startMark !== null) return isSameStart(entry.startMark, process);
  return (
    startedAt !== null &&
    startedAt >= process.startedAt - SAME_START_MS &&
    startedAt <= process.startedAt + REGISTERS_WITHIN_MS
  );
}

function isSameStart(mark: string, { startMark, startedAt }: HarnessProcess): boolean {
  if (mark.replace(/\s+/g, ' ').trim() === startMark) return true;
  const date = /^\d+$/.test(mark) ? Number.NaN : Date.parse(`${mark} UTC`);
  return Math.abs(date - startedAt) <= SAME_START_MS;
}
