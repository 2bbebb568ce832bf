import { describe, expect, test } from 'vitest';
import { parseRegistryEntry } from '../../../src/ingest/presence/claude-registry.ts';
import type { HarnessProcess } from '../../../src/ingest/presence/harness-process.ts';
import { type SessionFinder, sightingsOf } from '../../../src/ingest/presence/sightings.ts';
import { harnessProcess } from './made-up.ts';

const NOW = Date.UTC(2026, 2, 3, 12);
const STARTED = Date.UTC(2026, 2, 3, 11);

interface Known {
  readonly key: number;
  readonly harness?: string;
  readonly id: string;
  readonly log?: string;
  readonly folder?: string;
  readonly lastAt?: number;
}

function finderOf(known: readonly Known[]): SessionFinder {
  const isOf = (harness: string) => (one: Known) => (one.harness ?? 'claude_code') === harness;
  return {
    byId: (harness, id) => known.filter(isOf(harness)).find((one) => one.id === id)?.key ?? null,
    byLog: (path) => known.find((one) => one.log === path)?.key ?? null,
    inFolder: (harness, folder, since) =>
      known
        .filter(isOf(harness))
        .filter((one) => one.folder === folder && (one.lastAt ?? NOW) >= since)
        .map((one) => one.key),
  };
}

function registered(process: HarnessProcess, sessionId: string, fields: Record<string, unknown> = {}) {
  const { pid, startMark } = process;
  const entry = parseRegistryEntry(JSON.stringify({ pid, procStart: startMark, sessionId, ...fields }));
  return entry === null ? [] : [entry];
}

const ties = (
  processes: readonly HarnessProcess[],
  known: readonly Known[],
  entries: Parameters<typeof sightingsOf>[1] = [],
) =>
  sightingsOf(processes, entries, finderOf(known), NOW).map(
    ({ sessionKey, process, tie }) => `${sessionKey} ${process.pid} ${tie}`,
  );

const IN_APP: Known = { key: 1, id: 'one', folder: '/app' };

describe('one process', () => {
  test('by what its registry says', () => {
    const one = harnessProcess();
    expect(ties([one], [IN_APP], registered(one, 'one'))).toEqual(['1 100 registered']);
  });

  test('by the logs that it holds open: its own and those of its sub-agents', () => {
    const one = harnessProcess({ harness: 'codex', openLogs: ['/a', '/b', '/c'] });
    const known = [
      { key: 1, id: 'one', log: '/a' },
      { key: 2, id: 'one/x', log: '/b' },
    ];
    expect(ties([one], known)).toEqual(['1 100 open_log', '2 100 open_log']);
  });

  test('by the session that it was started to resume', () => {
    expect(ties([harnessProcess({ sessionIds: ['one'] })], [IN_APP])).toEqual(['1 100 resumed']);
  });

  test('not by what it was started to resume, when its registry says that it went on with another', () => {
    const one = harnessProcess({ sessionIds: ['one'], cwd: '/app' });
    const known = [IN_APP, { key: 2, id: 'two' }];
    expect(ties([one], known, registered(one, 'two'))).toEqual(['2 100 registered']);
    expect(ties([one], known, registered(one, 'three'))).toEqual([]);
  });

  test('by its folder, last: the only session there that lived since it started', () => {
    const one = harnessProcess({ cwd: '/app' });
    expect(ties([one], [IN_APP])).toEqual(['1 100 folder']);
    expect(ties([one], [{ ...IN_APP, lastAt: STARTED - 60_000 }])).toEqual([]);
    expect(ties([one], [IN_APP, { key: 2, id: 'two', folder: '/app' }])).toEqual([]);
    expect(ties([one], [IN_APP, { key: 2, id: 'two', folder: '/app', lastAt: STARTED - 60_000 }])).toEqual([
      '1 100 folder',
    ]);
    expect(ties([harnessProcess({ cwd: '/app', harness: 'codex' })], [IN_APP])).toEqual([]);
    expect(ties([harnessProcess({ cwd: '/app', runsSession: false })], [IN_APP])).toEqual([]);
  });
});

describe('several processes', () => {
  test('two in one folder: which holds what cannot be told', () => {
    const both = [harnessProcess({ pid: 101, cwd: '/app' }), harnessProcess({ pid: 102, cwd: '/app' })];
    expect(ties(both, [IN_APP])).toEqual([]);
  });

  test('two in one folder, one of them known otherwise: the other has what is left', () => {
    const both = [
      harnessProcess({ pid: 101, cwd: '/app' }),
      harnessProcess({ pid: 102, cwd: '/app', sessionIds: ['one'] }),
    ];
    expect(ties(both, [IN_APP, { key: 2, id: 'two', folder: '/app' }])).toEqual([
      '1 102 resumed',
      '2 101 folder',
    ]);
  });

  test('a launcher and what it started are one', () => {
    const launcher = harnessProcess({ pid: 10, harness: 'codex', cwd: '/app' });
    const child = harnessProcess({ pid: 11, parentPid: 10, harness: 'codex', cwd: '/app' });
    const session: Known = { key: 1, harness: 'codex', id: 'one', folder: '/app', log: '/l' };
    expect(ties([launcher, child], [session])).toEqual(['1 10 folder']);
    expect(ties([launcher, { ...child, openLogs: ['/l'] }], [session])).toEqual(['1 11 open_log']);
    const other: Known = { key: 2, harness: 'codex', id: 'two', folder: '/app' };
    expect(ties([launcher, { ...child, openLogs: ['/l'] }], [session, other])).toEqual(['1 11 open_log']);
  });

  test('two that hold one session: the one whose state changed last counts', () => {
    const both = [harnessProcess({ pid: 101 }), harnessProcess({ pid: 102 })];
    const entries = both.flatMap((one, index) =>
      registered(one, 'one', { status: 'idle', statusUpdatedAt: STARTED + index * 60_000 }),
    );
    expect(ties(both, [IN_APP], entries)).toEqual(['1 102 registered']);
  });
});
