/** What a session says of itself: title, folder, version, changed lines, whose it is (opencode.md 2). */

import type { AgentEvent, ParsedRecord } from '../../../domain/event.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { type Clamps, idText, shortText, tokenCount } from '../fields.ts';
import { isSubAgent, type Surroundings, toRecord } from './record.ts';
import { titleOf } from './texts.ts';
import { timeOf } from './times.ts';

/** A session in the terms of either storage; `undefined` or null = not known. */
export interface SessionFields {
  readonly id: unknown;
  readonly title: unknown;
  readonly directory: unknown;
  readonly version: unknown;
  readonly agent: unknown;
  readonly forkedFrom: unknown;
  readonly additions: unknown;
  readonly deletions: unknown;
  readonly files: unknown;
  readonly compactingAt: unknown;
  readonly updatedAt: unknown;
}

type Draft = { -readonly [K in keyof SessionInfo]: SessionInfo[K] };

/** The record is as old as the last change: what it says then is the newest. It does not stretch the session. */
export function readSession(fields: SessionFields, place: Surroundings): ParsedRecord {
  const clamps: Clamps = { count: 0 };
  const id = idText(fields.id ?? undefined, clamps);
  const at = timeOf(fields.updatedAt, place.nowMs, clamps);
  const facts: AgentEvent[] = [sessionInfo(fields, place, clamps)];
  if (typeof fields.compactingAt === 'number') facts.push({ type: 'progress', toolKey: null });
  const record = toRecord({ kind: 'session', id, at, copied: false, facts }, place, clamps);
  return { ...record, timeSource: 'inherited' };
}

function sessionInfo(fields: SessionFields, { owner }: Surroundings, clamps: Clamps): SessionInfo {
  const info: Draft = { type: 'session_info' };
  const title = titleOf(fields.title);
  if (title !== null) {
    info.title = title;
    info.titleRank = 2;
  }
  assign(info, 'cwd', text(fields.directory, clamps));
  assign(info, 'harnessVersion', text(fields.version, clamps));
  if (isSubAgent(owner)) assign(info, 'agentType', text(fields.agent, clamps));
  assign(info, 'resumedFrom', text(fields.forkedFrom, clamps));
  assign(info, 'linesAdded', count(fields.additions, clamps));
  assign(info, 'linesDeleted', count(fields.deletions, clamps));
  assign(info, 'filesModified', count(fields.files, clamps));
  return info;
}

function assign<K extends keyof Draft>(info: Draft, name: K, value: Draft[K] | null): void {
  if (value !== null) info[name] = value;
}

function text(value: unknown, clamps: Clamps): string | null {
  const read = shortText(value, clamps);
  return read === '' ? null : read;
}

function count(value: unknown, clamps: Clamps): number | null {
  return value === null ? null : tokenCount(value, clamps);
}
