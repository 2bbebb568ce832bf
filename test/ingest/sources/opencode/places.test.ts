/** Where OpenCode's files are, and how they are known (opencode.md 1). */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shapeOf } from '../../../../src/domain/adapter.ts';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';
import { answer, MadeUp, START } from './made-up.ts';

let home: string;
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
});
afterEach(() => fs.rmSync(home, { recursive: true }));

function roots(env: Record<string, string> = {}): string[] {
  const environment = { env, home, cwd: home, platform: 'darwin' as const };
  return opencodeAdapter.roots(environment).map((root) => path.relative(home, root));
}

function touch(...names: string[]): void {
  for (const name of names) {
    fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    fs.writeFileSync(path.join(home, name), '');
  }
}

const DATA = '.local/share/opencode';

describe('opencode §1: roots', () => {
  test('without a database: where it will be, and the JSON storage of both layouts', () => {
    expect(roots()).toEqual([`${DATA}/opencode.db`, `${DATA}/storage`, `${DATA}/project`]);
  });

  test('with a database: it alone, for the JSON files beside it hold the same', () => {
    touch(`${DATA}/opencode.db`, `${DATA}/storage/session/p/ses_1.json`);
    expect(roots()).toEqual([`${DATA}/opencode.db`]);
  });

  test('every release channel has a database of its own', () => {
    touch(`${DATA}/opencode.db`, `${DATA}/opencode-beta.db`, `${DATA}/opencode.db-wal`, `${DATA}/other.db`);
    expect(roots().sort()).toEqual([`${DATA}/opencode-beta.db`, `${DATA}/opencode.db`]);
  });

  test('XDG_DATA_HOME, OPENCODE_DB and OPENCODE_DATA_DIR are honoured', () => {
    touch('x/opencode/opencode.db', 'x/opencode/mine.db', 'told/opencode.db');
    expect(roots({ XDG_DATA_HOME: path.join(home, 'x') })).toEqual(['x/opencode/opencode.db']);
    const named = { XDG_DATA_HOME: path.join(home, 'x'), OPENCODE_DB: 'mine.db' };
    expect(roots(named)).toEqual(['x/opencode/mine.db', 'x/opencode/opencode.db']);
    expect(roots({ OPENCODE_DB: path.join(home, 'x/opencode/mine.db') })).toEqual(['x/opencode/mine.db']);
    expect(roots({ OPENCODE_DATA_DIR: path.join(home, 'told') })).toEqual(['told/opencode.db']);
    expect(roots({ OPENCODE_DB: ':memory:' })).toEqual([
      `${DATA}/opencode.db`,
      `${DATA}/storage`,
      `${DATA}/project`,
    ]);
  });
});

test.each([
  ['', true],
  ['session/proj/ses_1.json', true],
  ['message/ses_1/msg_1.json', true],
  ['part/msg_1/prt_1.json', true],
  ['shop/storage/session/info/ses_1.json', true],
  ['shop/storage/session/message/ses_1/msg_1.json', true],
  ['shop/storage/session/part/ses_1/msg_1/prt_1.json', true],
  ['session_diff/ses_1.json', false],
  ['migration.json', false],
  ['session/proj/deeper/ses_1.json', false],
])('opencode §1: the path %j below a root is read: %j', (relative, expected) => {
  expect(opencodeAdapter.acceptsPath(relative)).toBe(expected);
});

describe('known by content', () => {
  const known = (name: string, content: unknown): boolean =>
    opencodeAdapter.recognises(
      `/logs/${name}`,
      Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    );

  test('a database of its name', () => {
    const made = new MadeUp(home);
    made.close();
    const head = fs.readFileSync(made.path);
    expect(opencodeAdapter.recognises(made.path, head)).toBe(true);
    expect(opencodeAdapter.recognises('/logs/places.db', head)).toBe(false);
    expect(known('opencode.db', 'hello')).toBe(false);
    expect(shapeOf(opencodeAdapter, made.path)).toBe('database');
    expect(shapeOf(opencodeAdapter, '/x/ses_1.json')).toBe('document');
  });

  test.each([
    [
      'a session',
      { id: 'ses_1', projectID: 'p', title: 'T', directory: '/w', time: { created: START } },
      true,
    ],
    ['a question', { id: 'msg_1', sessionID: 'ses_1', role: 'user', time: { created: START } }, true],
    ['an answer', { id: 'msg_1', sessionID: 'ses_1', ...answer(START) }, true],
    ['a part', { id: 'prt_1', sessionID: 'ses_1', messageID: 'msg_1', type: 'tool', state: {} }, true],
    ['settings', { $schema: 'https://example.invalid/config.json', model: 'x' }, false],
    ['a list', [1], false],
    ['a row of another harness', { type: 'user', sessionId: 's', uuid: 'u', message: {} }, false],
  ])('%s', (_what, object, expected) => {
    expect(known('x.json', object)).toBe(expected);
  });

  test('an object longer than what is looked at, by its name and beginning', () => {
    const part = `{"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"${'x'.repeat(100)}`;
    expect(known('prt_1.json', part)).toBe(true);
    expect(known('notes.json', part)).toBe(false);
  });

  test('names that are never looked at', () => {
    for (const name of ['opencode.db-wal', 'beads.db', 'x.jsonl', 'migration'])
      expect(opencodeAdapter.names.test(name), name).toBe(false);
    for (const name of ['opencode.db', 'opencode-beta.db', 'ses_1.json'])
      expect(opencodeAdapter.names.test(name), name).toBe(true);
  });
});
