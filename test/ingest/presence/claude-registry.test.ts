import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  isWrittenBy,
  parseRegistryEntry,
  readRegistry,
} from '../../../src/ingest/presence/claude-registry.ts';
import { harnessProcess } from './made-up.ts';

const NOW = Date.UTC(2026, 2, 3, 12);
const STARTED = NOW - 3_600_000;
const FILE = {
  pid: 4711,
  sessionId: '5f0c1d2e-0000-4000-8000-000000000001',
  cwd: '/home/dev/app',
  startedAt: STARTED + 1_500,
  procStart: '20095994',
  version: '2.1.239',
  kind: 'interactive',
  entrypoint: 'cli',
  status: 'busy',
  updatedAt: NOW - 60_000,
  statusUpdatedAt: NOW - 120_000,
};
const parse = (fields: Record<string, unknown>) => parseRegistryEntry(JSON.stringify({ ...FILE, ...fields }));

describe('what a file says', () => {
  test('pid, session, start, state and since when; neither folder nor name', () => {
    expect(parse({})).toEqual({
      pid: 4711,
      sessionId: FILE.sessionId,
      startMark: '20095994',
      startedAt: FILE.startedAt,
      status: 'working',
      reason: null,
      since: FILE.statusUpdatedAt,
    });
  });

  test.each<[Record<string, unknown>, string | null, string | null]>([
    [{ status: 'busy' }, 'working', null],
    [{ status: 'idle' }, 'idle', null],
    [{ status: 'shell' }, 'idle', 'shell'],
    [{ status: 'waiting' }, 'waiting', null],
    [{ status: 'waiting', waitingFor: 'approve Bash' }, 'waiting', 'permission'],
    [{ status: 'waiting', waitingFor: 'sandbox request' }, 'waiting', 'permission'],
    [{ status: 'waiting', waitingFor: 'worker request' }, 'waiting', 'permission'],
    [{ status: 'waiting', waitingFor: 'input needed' }, 'waiting', 'question'],
    [{ status: 'waiting', waitingFor: 'dialog open' }, 'waiting', 'dialog'],
    [{ status: 'waiting', waitingFor: 'rm -rf /secret' }, 'waiting', null],
    [{ status: 'idle', waitingFor: 'approve Bash' }, 'idle', null],
    [{ status: 'dreaming' }, null, null],
    [{ status: '__proto__' }, null, null],
    [{ status: undefined }, null, null],
    [{ status: 7 }, null, null],
  ])('%j', (fields, status, reason) => {
    expect(parse(fields)).toMatchObject({ status, reason });
  });

  test('since the last change of the file where that of the state is not told', () => {
    expect(parse({ statusUpdatedAt: undefined })?.since).toBe(FILE.updatedAt);
    expect(parse({ statusUpdatedAt: 'x', updatedAt: -1 })?.since).toBeNull();
  });

  test.each(['', '{', 'null', '[]', '7', '{"pid":1}', '{"sessionId":"a"}', '{"pid":"1","sessionId":"a"}'])(
    'no such file: %s',
    (content) => {
      expect(parseRegistryEntry(content)).toBeNull();
    },
  );

  test('any content is borne', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (content) => void parseRegistryEntry(content)));
  });
});

describe('whose it is', () => {
  const mine = (process: Parameters<typeof harnessProcess>[0], fields: Record<string, unknown> = {}) => {
    const entry = parse(fields);
    if (entry === null) throw new Error('no entry');
    const base = { pid: 4711, startMark: '20095994', startedAt: STARTED };
    return isWrittenBy(entry, harnessProcess({ ...base, ...process }), NOW);
  };

  test.each<[string, boolean, Parameters<typeof mine>[0], Record<string, unknown>]>([
    ['the process that wrote it', true, {}, {}],
    ['another pid', false, { pid: 4712 }, {}],
    ['a pid that was given again', false, { startMark: '20095995' }, {}],
    ['another program under that pid', false, { harness: 'codex' }, {}],
    [
      'a date as macOS writes it',
      true,
      { startMark: 'Mon Mar 2 09:05:03 2026' },
      { procStart: 'Mon Mar  2 09:05:03 2026' },
    ],
    ['a date on Linux', true, {}, { procStart: new Date(STARTED).toUTCString() }],
    ['another date', false, {}, { procStart: 'Mon Mar  2 09:05:03 2026' }],
    ['a state from before the process', false, {}, { statusUpdatedAt: STARTED - 3_600_000 }],
    ['a state from tomorrow', false, {}, { statusUpdatedAt: NOW + 86_400_000 }],
    ['a turn that began long ago', true, {}, { statusUpdatedAt: STARTED + 5_000 }],
    ['no start, registered as the process began', true, {}, { procStart: undefined }],
    ['no start, registered before it', false, {}, { procStart: undefined, startedAt: STARTED - 60_000 }],
    ['no start, registered long after', false, {}, { procStart: undefined, startedAt: STARTED + 1_800_000 }],
    ['nothing of its start', false, {}, { procStart: undefined, startedAt: undefined }],
  ])('%s: %s', (_name, expected, process, fields) => {
    expect(mine(process, fields)).toBe(expected);
  });
});

describe('reading', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-registry-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, content: string) => fs.writeFileSync(path.join(folder, name), content);

  test('only files of the processes that live, in all folders', () => {
    write('4711.json', JSON.stringify(FILE));
    write('4712.json', JSON.stringify({ ...FILE, pid: 4712 }));
    write('pid-4711.json', JSON.stringify({ session_id: 'x', cwd: '/x' }));
    expect(readRegistry([folder, path.join(folder, 'nowhere')], [4711, 1]).map((entry) => entry.pid)).toEqual(
      [4711],
    );
  });

  test('what says another pid than its name, is half written, huge or no file is left out', () => {
    write('1.json', JSON.stringify(FILE));
    write('2.json', JSON.stringify(FILE).slice(0, 40));
    write('3.json', JSON.stringify({ ...FILE, pid: 3, name: 'x'.repeat(70_000) }));
    fs.mkdirSync(path.join(folder, '4.json'));
    expect(readRegistry([folder], [1, 2, 3, 4])).toEqual([]);
  });
});
