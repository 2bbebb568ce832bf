import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processTable } from '../../../src/ingest/presence/processes.ts';
import {
  bootTime,
  createLinuxLook,
  parseStat,
  splitArguments,
} from '../../../src/ingest/presence/processes-linux.ts';
import { parseLsof, parsePs } from '../../../src/ingest/presence/processes-macos.ts';

const stat = (pid: number, name: string, ticks: number, state = 'S', parent = 1) =>
  `${pid} (${name}) ${state} ${parent} 1 1 0 -1 4194304 99 0 0 0 0 0 0 0 20 0 1 0 ${ticks} 3133440 394 0 0\n`;

describe('Linux: pieces', () => {
  test.each<[string, string[]]>([
    ['claude\0--resume\0abc\0', ['claude', '--resume', 'abc']],
    ['claude\0\0\0\0', ['claude']],
    ['', ['']],
  ])('arguments %j', (content, argv) => {
    expect(splitArguments(content)).toEqual(argv);
  });

  test.each<[string, ReturnType<typeof parseStat>]>([
    [stat(7, 'claude', 225_843, 'S', 5), { parentPid: 5, startTicks: 225_843, isZombie: false }],
    [stat(7, 'a) R 9 (b', 12), { parentPid: 1, startTicks: 12, isZombie: false }],
    [stat(7, 'claude', 12, 'Z'), { parentPid: 1, startTicks: 12, isZombie: true }],
    ['', null],
    ['7 (claude)', null],
    ['7 (claude) S x y', null],
  ])('stat %j', (content, expected) => {
    expect(parseStat(content)).toEqual(expected);
  });

  test('boot time', () => {
    expect(bootTime('cpu 1 2\nbtime 1795266779\nprocesses 9\n')).toBe(1_795_266_779_000);
    expect(bootTime('cpu 1 2\n')).toBeNull();
  });
});

const isPosix = process.getuid !== undefined;

describe.skipIf(!isPosix)('Linux: a look at a made-up /proc', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-proc-'));
    fs.writeFileSync(path.join(root, 'stat'), 'btime 1000\n');
    fs.mkdirSync(path.join(root, 'sys'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  function put(
    pid: number,
    argv: readonly string[],
    { ticks = 500, open = [] as string[], state = 'S' } = {},
  ) {
    const folder = path.join(root, String(pid));
    fs.mkdirSync(path.join(folder, 'fd'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'cmdline'), argv.map((one) => `${one}\0`).join(''));
    fs.writeFileSync(path.join(folder, 'stat'), stat(pid, 'any', ticks, state));
    fs.rmSync(path.join(folder, 'cwd'), { force: true });
    fs.symlinkSync('/home/dev/app', path.join(folder, 'cwd'));
    for (const [index, target] of open.entries())
      fs.symlinkSync(target, path.join(folder, 'fd', String(index)));
  }

  test('harness processes, with folder, start and the logs they hold', () => {
    put(7, ['codex'], { open: ['/dev/null', '/l/rollout.jsonl', '/l/rollout.jsonl', 'socket:[9]'] });
    put(8, ['vim', 'claude']);
    put(9, ['']);
    expect(createLinuxLook(root)()).toEqual([
      {
        pid: 7,
        parentPid: 1,
        harness: 'codex',
        startMark: '500',
        startedAt: 1_005_000,
        sessionIds: [],
        runsSession: true,
        cwd: '/home/dev/app',
        openLogs: ['/l/rollout.jsonl'],
      },
    ]);
  });

  test('others, zombies and what cannot be read are left out in silence', () => {
    put(7, ['claude'], { state: 'Z' });
    put(8, ['claude']);
    fs.rmSync(path.join(root, '8', 'stat'));
    put(9, ['claude']);
    fs.rmSync(path.join(root, '9', 'fd'), { recursive: true });
    expect(createLinuxLook(root)()?.map(({ pid }) => pid)).toEqual([9]);
    expect(createLinuxLook(root, 123_456)()).toEqual([]);
  });

  test('a process that becomes a harness is seen at once while young, and within a minute later', () => {
    const look = createLinuxLook(root);
    put(7, ['bash']);
    expect(look()).toEqual([]);
    put(7, ['claude']);
    expect(look()).toHaveLength(1);
    put(8, ['bash']);
    for (let times = 0; times < 20; times++) look();
    put(8, ['claude']);
    const seen = Array.from({ length: 12 }, () => look()?.length);
    expect(seen.at(-1)).toBe(2);
  });

  test('a pid that is given again is young again', () => {
    const look = createLinuxLook(root);
    put(8, ['bash']);
    for (let times = 0; times < 20; times++) look();
    fs.rmSync(path.join(root, '8'), { recursive: true });
    look();
    put(8, ['claude']);
    expect(look()).toHaveLength(1);
  });

  test('no /proc: nothing can be told', () => {
    expect(createLinuxLook(path.join(root, 'nowhere'))()).toBeNull();
  });
});

describe('macOS', () => {
  const PS = `
  501     1   501 Mon Aug 17 05:43:19 2026     /opt/homebrew/bin/claude --resume 5f0c1d2e-0000-4000-8000-000000000001
  502   400   501 Mon Aug  7 05:43:19 2026     node /opt/homebrew/bin/codex
  503     1   501 Mon Aug 17 05:43:19 2026     /usr/bin/vim claude
  504     1     0 Mon Aug 17 05:43:19 2026     claude
  garbage
`;

  test('ps: own harness processes, their start as the registry writes it', () => {
    expect(parsePs(PS, 501)).toMatchObject([
      { pid: 501, parentPid: 1, harness: 'claude_code', startMark: 'Mon Aug 17 05:43:19 2026' },
      { pid: 502, parentPid: 400, harness: 'codex', startMark: 'Mon Aug 7 05:43:19 2026' },
    ]);
    expect(parsePs(PS, 501)[0]?.startedAt).toBe(Date.UTC(2026, 7, 17, 5, 43, 19));
    expect(parsePs(PS, 501)[0]?.sessionIds).toEqual(['5f0c1d2e-0000-4000-8000-000000000001']);
  });

  test('lsof: folders and logs by process', () => {
    const LSOF =
      'p501\nfcwd\nn/Users/dev/app\nf3\nn/l/a.jsonl\nf4\nn/dev/null\nf5\nn/l/a.jsonl\np502\nfcwd\nn/Users/dev\n';
    expect([...parseLsof(LSOF)]).toEqual([
      [501, { cwd: '/Users/dev/app', openLogs: ['/l/a.jsonl'] }],
      [502, { cwd: '/Users/dev', openLogs: [] }],
    ]);
    expect(parseLsof('n/lost\n').size).toBe(0);
  });
});

test('how often a system may be asked; others say nothing', () => {
  expect(processTable('linux')?.everyMs).toBe(5_000);
  expect(processTable('darwin')?.everyMs).toBe(10_000);
  expect(processTable('win32')).toBeNull();
});
