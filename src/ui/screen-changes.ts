/** Whether two answers look the same on the screen. */

import type { LiveRow, MonitorState } from '../domain/live.ts';
import { ageOf, formatPercent } from './format.ts';
import { rowId } from './live-list.ts';
import { progressOf } from './progress.ts';
import type { ScreenData } from './report-reader.ts';

/** Everything that can be seen but the clock, the window's begin that moves with it, and cards, which are read as they are drawn. */
export function signatureOf({
  now: _clock,
  agesAt: _agesClock,
  filter: _filter,
  cards: _cards,
  monitor,
  ...seen
}: ScreenData): string {
  return [monitorSignature(monitor), ...Object.values(seen).map(textOf)].join('\n');
}

const texts = new WeakMap<object, string>();

/** An object that is held for a while is written once, and so is each of a list. */
function textOf(part: unknown): string {
  if (typeof part !== 'object' || part === null) return JSON.stringify(part);
  const text = texts.get(part) ?? (Array.isArray(part) ? part.map(textOf).join() : JSON.stringify(part));
  texts.set(part, text);
  return text;
}

/** `rows`, but those that say what they did `before` as the objects that they were: what was drawn of them is good still. */
export function keptRows(before: readonly LiveRow[], rows: readonly LiveRow[]): readonly LiveRow[] {
  const known = new Map(before.map((row) => [rowId(row), row]));
  return rows.map((row) => {
    const last = known.get(rowId(row));
    return last !== undefined && isSameData(last, row) ? last : row;
  });
}

/** Plain data (no dates, maps or cycles) that would be written as the same JSON. */
function isSameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSameData((a as Fields)[key], (b as Fields)[key]))
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** The bytes read count only as far as the percentage shows them. */
export function monitorSignature(monitor: MonitorState): string {
  const progress = progressOf(monitor);
  const shown = progress === null ? '' : `${progress.does} ${formatPercent(progress.share)}`;
  return JSON.stringify([monitor.mode, monitor.writerPid, monitor.banners, shown]);
}

/** All ages as they read at `now` (epoch ms). */
export function agesOf({ rows, alerts, errors, detail, performer }: ScreenData, now: number): string {
  const shown = detail === null ? rows : [detail.session, ...detail.children];
  const { tasks, workLog, escalations, sessions } = performer ?? NO_WORK;
  const times = [
    ...shown.flatMap((row) => [row.statusSince, row.startedAt]),
    ...(detail === null ? [] : [detail.session.lastEventAt, detail.session.statusEvidence.at]),
    ...(detail?.alerts ?? alerts).map((alert) => alert.openedAt),
    ...(detail?.errors ?? errors).flatMap((error) => [error.lastSeen, error.firstSeen]),
    ...[...tasks, ...workLog].map(({ completedAt }) => completedAt),
    ...sessions.map(({ session }) => session.lastEventAt),
    ...escalations.map(({ createdAt }) => createdAt),
  ];
  return times.map((at) => ageOf(at, now)).join();
}

const NO_WORK = { tasks: [], workLog: [], escalations: [], sessions: [] } as const;
