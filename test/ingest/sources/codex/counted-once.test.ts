/** A parent with two forks and two sub-agents, an archive and a packed copy: each counted once, in any order of files and in pieces. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodexHome, FIXTURE, rolloutsIn } from './home.ts';
import { THREAD } from './rollout.ts';
import { zstdOf } from './zstd.ts';

const FILES = rolloutsIn(FIXTURE);
const contentOf = (name: string) => fs.readFileSync(path.join(FIXTURE, name));
const PARENT = FILES.find((name) => name.includes(THREAD)) as string;

/** Parent 2 calls, each of four children 1, the paginated session 1; nothing of the four copied histories. */
const ONCE = {
  events: FILES.reduce((rows, name) => rows + contentOf(name).toString().split('\n').length - 1, 0),
  model_calls: 7,
  input: 1400 + 4 * 50 + 90,
  cache_read: 1600 + 4 * 50 + 20,
  output: 500 + 4 * 10 + 8,
  reasoning: 90 + 4,
  tool_calls: 1 + 4 + 2 + 1,
  tool_errors: 2,
  errors: 2,
  compactions: 1,
};

let home: CodexHome;
beforeEach(() => {
  home = new CodexHome();
});
afterEach(() => home.logs.remove());

const sessions = () => home.logs.value(`SELECT count(*) FROM sessions WHERE parent_id IS NULL`);
const subAgents = () => home.logs.value(`SELECT count(*) FROM sessions WHERE parent_id IS NOT NULL`);

describe('codex §5: forks and sub-agents that replay their parent', () => {
  test.each<[string, readonly string[]]>([
    ['in the order of their names', FILES],
    ['children first', FILES.toReversed()],
    ['the parent last', [...FILES.filter((name) => name !== PARENT), PARENT]],
  ])('%s, one file after another', async (_name, order) => {
    for (const name of order) {
      fs.writeFileSync(home.at(name), contentOf(name));
      await home.ingest();
    }
    expect(home.sums()).toEqual(ONCE);
    expect([sessions(), subAgents()]).toEqual([5, 2]);
  });

  test('all files growing by pieces that end inside of lines', async () => {
    for (const share of [0.13, 0.4, 0.71, 1]) {
      for (const name of FILES) {
        const content = contentOf(name);
        fs.writeFileSync(home.at(name), content.subarray(0, Math.floor(content.length * share)));
      }
      await home.ingest();
    }
    expect(home.sums()).toEqual(ONCE);
  });

  test('reading again changes nothing', async () => {
    for (const name of FILES) fs.writeFileSync(home.at(name), contentOf(name));
    await home.ingest();
    for (const name of FILES) fs.utimesSync(home.at(name), new Date(), new Date());
    await home.ingest();
    expect(home.sums()).toEqual(ONCE);
  });
});

describe('codex §1: one rollout in several forms is counted once', () => {
  const archived = `archived_sessions/${path.basename(PARENT)}`;
  const packed = `${PARENT}.zst`;
  const only = async () => {
    const alone = new CodexHome();
    fs.writeFileSync(alone.at(PARENT), contentOf(PARENT));
    await alone.ingest();
    const sums = alone.sums();
    alone.logs.remove();
    return sums;
  };

  test.each<[string, readonly [string, Buffer][]]>([
    [
      'live and archived',
      [
        [PARENT, contentOf(PARENT)],
        [archived, contentOf(PARENT)],
      ],
    ],
    [
      'archived before its live copy has grown',
      [
        [archived, contentOf(PARENT).subarray(0, 3 * 5000)],
        [PARENT, contentOf(PARENT)],
      ],
    ],
    [
      'plain and packed',
      [
        [PARENT, contentOf(PARENT)],
        [packed, zstdOf(contentOf(PARENT))],
      ],
    ],
    [
      'packed, then plain',
      [
        [packed, zstdOf(contentOf(PARENT))],
        [PARENT, contentOf(PARENT)],
      ],
    ],
    ['packed alone', [[packed, zstdOf(contentOf(PARENT))]]],
  ])('%s', async (_name, files) => {
    for (const [name, content] of files) {
      fs.writeFileSync(home.at(name), content);
      await home.ingest();
    }
    expect(home.sums()).toEqual(await only());
    expect(sessions()).toBe(1);
  });

  test('the representation changes while it is watched', async () => {
    fs.writeFileSync(home.at(PARENT), contentOf(PARENT));
    await home.ingest();
    fs.writeFileSync(home.at(packed), zstdOf(contentOf(PARENT)));
    fs.rmSync(home.at(PARENT));
    await home.ingest();
    expect(home.sums()).toEqual(await only());
  });

  test('a packed file that is half written or damaged is a problem, and the rest goes on', async () => {
    const other = FILES.find((name) => name !== PARENT) as string;
    fs.writeFileSync(home.at(other), contentOf(other));
    fs.writeFileSync(home.at(packed), zstdOf(contentOf(PARENT)).subarray(0, 4000));
    const { problems } = await home.ingest();
    expect(problems).toEqual([
      { path: home.at(packed), source: 'codex', reason: 'the compressed file is incomplete' },
    ]);
    expect(home.sums().events).toBeGreaterThan(0);
    fs.writeFileSync(home.at(packed), zstdOf(contentOf(PARENT)));
    expect((await home.ingest()).problems).toEqual([]);
    expect(home.session(THREAD, 'title')).toBe('add a login page');
  });
});
