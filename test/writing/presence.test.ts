import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SightNote } from '../../src/db/notes.ts';
import type { HarnessProcess } from '../../src/ingest/presence/harness-process.ts';
import type { Sighting } from '../../src/ingest/presence/sightings.ts';
import { createMemory, createPresence, type PresenceStore } from '../../src/writing/presence.ts';
import { harnessProcess } from '../ingest/presence/made-up.ts';

const NOW = Date.UTC(2026, 2, 3, 12);
const brief = ({ sessionKey, rung, status, reason }: SightNote) =>
  `${sessionKey} ${rung} ${status} ${reason ?? '-'}`;

describe('what a look leaves to be written', () => {
  const process = harnessProcess();
  const entryOf = (status: 'working' | 'idle' | 'waiting' | null, since: number | null = NOW) => ({
    ...{ pid: process.pid, sessionId: 'one', startMark: process.startMark, startedAt: null },
    ...{ status, reason: null, since },
  });
  const seen = (fields: Partial<Sighting> = {}): Sighting => ({
    ...{ sessionKey: 1, process, tie: 'open_log', entry: null, ...fields },
  });

  function looks() {
    const memory = createMemory();
    return (sightings: readonly Sighting[], now: number, running: readonly HarnessProcess[] = [process]) => {
      const { sights, isChange } = memory.compare(sightings, running, now);
      return { sights, isChange, brief: sights.map(brief) };
    };
  }

  test('a process that lives, and what its registry says', () => {
    const look = looks();
    expect(look([seen()], NOW).brief).toEqual(['1 process unknown open_log']);
    const told = look([seen({ tie: 'registered', entry: entryOf('waiting', NOW - 60_000) })], NOW + 5000);
    expect(told.brief).toEqual(['1 process unknown registered', '1 registry waiting -']);
    expect(told.sights[1]).toMatchObject({ at: NOW - 60_000, seenAt: NOW + 5000 });
  });

  test('the same again only every ten seconds, and it is no news', () => {
    const look = looks();
    const one = seen({ tie: 'registered', entry: entryOf('idle') });
    expect(look([one], NOW)).toMatchObject({ isChange: true });
    expect(look([one], NOW + 5000)).toEqual({ sights: [], isChange: false, brief: [] });
    const again = look([one], NOW + 10_000);
    expect(again).toMatchObject({ isChange: false });
    expect(again.sights.map(({ seenAt }) => seenAt)).toEqual([NOW + 10_000, NOW + 10_000]);
  });

  test('a change is written at once', () => {
    const look = looks();
    look([seen({ tie: 'registered', entry: entryOf('idle', NOW) })], NOW);
    const busy = seen({ tie: 'registered', entry: entryOf('working', NOW + 3000) });
    expect(look([busy], NOW + 5000)).toMatchObject({ isChange: true, brief: ['1 registry working -'] });
    // Idle in between, too short to be seen: the state began anew.
    const anew = seen({ tie: 'registered', entry: entryOf('working', NOW + 7000) });
    expect(look([anew], NOW + 9000)).toMatchObject({ isChange: true, brief: ['1 registry working -'] });
  });

  test('a state without a time is so since it was seen first', () => {
    const look = looks();
    const at = (now: number) =>
      look([seen({ tie: 'registered', entry: entryOf('waiting', null) })], now).sights.at(-1)?.at;
    expect([at(NOW), at(NOW + 10_000), at(NOW + 20_000)]).toEqual([NOW, NOW, NOW]);
  });

  test('a process that is missing is gone, once', () => {
    const look = looks();
    look([seen()], NOW);
    expect(look([], NOW + 5000, [])).toMatchObject({ isChange: true, brief: ['1 process ended gone'] });
    expect(look([], NOW + 10_000, [])).toEqual({ sights: [], isChange: false, brief: [] });
  });

  test('another process under its pid does not stand in for it', () => {
    const look = looks();
    look([seen()], NOW);
    const other = harnessProcess({ startMark: '9999' });
    expect(look([], NOW + 5000, [other]).brief).toEqual(['1 process ended gone']);
  });

  test('a process that lives but cannot be joined just now is not gone', () => {
    const look = looks();
    look([seen({ tie: 'folder' })], NOW);
    expect(look([], NOW + 5000)).toEqual({ sights: [], isChange: false, brief: [] });
    expect(look([], NOW + 10_000, []).brief).toEqual(['1 process ended gone']);
  });

  test('a process that its registry says to hold another session has left this one', () => {
    const look = looks();
    look([seen({ tie: 'registered', entry: entryOf('working') })], NOW);
    const next = seen({ sessionKey: 2, tie: 'registered', entry: entryOf('working') });
    expect(look([next], NOW + 5000).brief).toEqual([
      '2 process unknown registered',
      '2 registry working -',
      '1 process ended replaced',
    ]);
  });

  test('a session taken up by another process lives', () => {
    const look = looks();
    look([seen()], NOW);
    const other = harnessProcess({ pid: 101 });
    expect(look([seen({ process: other })], NOW + 5000, [other]).brief).toEqual([]);
    expect(look([], NOW + 10_000, []).brief).toEqual(['1 process ended gone']);
  });
});

describe('looking', () => {
  let folder: string;
  const noted: string[] = [];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-presence-'));
    noted.splice(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const roots = () => [
    { source: 'claude-code' as const, path: path.join(folder, 'projects'), explicit: false },
    { source: 'codex' as const, path: path.join(folder, 'projects'), explicit: false },
  ];
  const store: PresenceStore = {
    finder: {
      byId: (_harness, id) => (id === 'one' ? 1 : null),
      byLog: () => null,
      byInode: (_dev, ino) => (ino === fs.statSync(path.join(folder, 'log.jsonl')).ino ? 7 : null),
      inFolder: () => [],
    },
    note: (sights) => void noted.push(...sights.map(brief)),
  };
  const tableOf = (look: () => HarnessProcess[] | null) => ({ everyMs: 5000, look: async () => look() });

  test('the registry stands beside the projects of a configuration', async () => {
    const process = harnessProcess({ pid: 4711 });
    fs.mkdirSync(path.join(folder, 'sessions'));
    fs.writeFileSync(
      path.join(folder, 'sessions', '4711.json'),
      JSON.stringify({ pid: 4711, sessionId: 'one', procStart: process.startMark, status: 'busy' }),
    );
    const presence = createPresence(
      { roots: roots(), fixedNow: null },
      tableOf(() => [process]),
    );
    expect(await presence.look(() => store)).toBe(true);
    expect(noted).toEqual(['1 process unknown registered', '1 registry working -']);
  });

  test('a log that was found through a link is known again', async () => {
    fs.writeFileSync(path.join(folder, 'log.jsonl'), '');
    const openLogs = [path.join(folder, 'log.jsonl'), path.join(folder, 'gone.jsonl')];
    const presence = createPresence(
      { roots: [], fixedNow: null },
      tableOf(() => [harnessProcess({ openLogs })]),
    );
    await presence.look(() => store);
    expect(noted).toEqual(['7 process unknown open_log']);
  });

  test('no more often than the system bears, and never two at a time', async () => {
    const look = vi.fn(() => [] as HarnessProcess[]);
    const presence = createPresence({ roots: [], fixedNow: null }, tableOf(look));
    await Promise.all([presence.look(() => store), presence.look(() => store)]);
    await presence.look(() => store);
    expect(look).toHaveBeenCalledTimes(1);
    const real = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => real() + 5001);
    await presence.look(() => store);
    expect(look).toHaveBeenCalledTimes(2);
  });

  test.each<[string, () => Promise<boolean>]>([
    [
      'a clock that was stopped',
      () =>
        createPresence(
          { roots: [], fixedNow: NOW },
          tableOf(() => [harnessProcess({ sessionIds: ['one'] })]),
        ).look(() => store),
    ],
    [
      'a system that tells nothing',
      () => createPresence({ roots: [], fixedNow: null }, null).look(() => store),
    ],
    [
      'a look that failed',
      () =>
        createPresence(
          { roots: [], fixedNow: null },
          tableOf(() => null),
        ).look(() => store),
    ],
    [
      'a writer that left meanwhile',
      () =>
        createPresence(
          { roots: [], fixedNow: null },
          tableOf(() => [harnessProcess({ sessionIds: ['one'] })]),
        ).look(() => null),
    ],
  ])('nothing is written by %s', async (_name, look) => {
    expect(await look()).toBe(false);
    expect(noted).toEqual([]);
  });
});
