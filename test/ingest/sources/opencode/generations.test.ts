/** Which tables of a database are read, and what its sessions say (opencode.md 2, 3). */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openForeign } from '../../../../src/db/foreign.ts';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';
import { answer, facts, MadeUp, NOW, ofType, question, START, tokens } from './made-up.ts';

let folder: string;
const open: MadeUp[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
});
afterEach(() => {
  for (const made of open.splice(0)) made.close();
  fs.rmSync(folder, { recursive: true });
});

function database(generation: 'v1' | 'v2' = 'v1', name = 'opencode.db'): MadeUp {
  const made = new MadeUp(folder, generation, name);
  open.push(made);
  return made;
}

/** A session with one finished turn. */
function withTurn(made: MadeUp, session: string, at: number): void {
  made.session(session, { time_created: at, time_updated: at + 2000 });
  made.message(`msg_u${session}`, session, question(at));
  made.part(`prt_u${session}`, `msg_u${session}`, session, { type: 'text', text: 'please' }, at);
  made.message(`msg_a${session}`, session, answer(at + 100, { tokens: tokens(at % 1000, 1) }));
}

function problemOf(file: string): string {
  const db = openForeign(file);
  try {
    const reading = opencodeAdapter.database?.read(db, { path: file, mtimeMs: NOW, nowMs: NOW }, null);
    return reading !== undefined && 'problem' in reading ? reading.problem : 'none';
  } finally {
    db.close();
  }
}

describe('opencode §3: exactly one generation of a database is read', () => {
  test('1.x by message and part, although the table of 2.x is there, empty', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    expect(made.read().map(({ kind }) => kind)).toEqual(['session', 'user', 'text', 'assistant']);
  });

  test('2.x by session_message as soon as it has rows, and the frozen tables of 1.x not at all', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    made.entry('msg_ases_a', 'ses_a', 'assistant', {
      time: { created: START + 100, completed: START + 600 },
    });
    expect(made.read().map(({ kind }) => kind)).toEqual(['session', 'assistant']);
  });

  test('a fresh install of 2.x has its sessions in session_v2', () => {
    const made = database('v2');
    made.session('ses_a', { fork_session_id: 'ses_0' }, 'session_v2');
    made.entry('msg_1', 'ses_a', 'user', { text: 'please', time: { created: START } });
    const records = made.read();
    expect(records.map(({ kind }) => kind)).toEqual(['session', 'user']);
    expect(ofType(records, 'session_info')[0]).toMatchObject({
      title: 'Title of ses_a',
      resumedFrom: 'ses_0',
    });
  });

  test('a migrated database is read anew by its other tables, and its places are others', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    const before = made.located().map(({ offset }) => offset);
    const data = {
      ...answer(START + 100, { tokens: tokens(START % 1000, 1) }),
      model: { id: 'claude-sonnet-4-5' },
    };
    made.entry('msg_ases_a', 'ses_a', 'assistant', data);
    const after = made.located();
    expect(after.map(({ lineNo }) => lineNo)).toEqual([1, 1]);
    expect(after.map(({ offset }) => before.includes(offset))).toEqual([true, false]);
  });

  test.each([
    ['message without data', 'ALTER TABLE message RENAME COLUMN data TO body'],
    [
      'part without message',
      'DROP INDEX part_message_id_id_idx; ALTER TABLE part RENAME COLUMN message_id TO of',
    ],
    ['session without times', 'ALTER TABLE session RENAME COLUMN time_updated TO changed'],
  ])('a generation never seen is a problem: %s', (_what, sql) => {
    const made = database();
    withTurn(made, 'ses_a', START);
    made.db.exec(`DROP TABLE session_message; ${sql}`);
    expect(problemOf(made.path)).toContain('generation that this agentperf does not know');
  });

  test("another program's database is a problem", () => {
    const file = path.join(folder, 'opencode.db');
    new Database(file).exec('CREATE TABLE bookmarks (id TEXT, url TEXT)').close();
    expect(problemOf(file)).toBe('not an OpenCode database: it has none of its tables');
  });
});

describe('opencode §2: sessions', () => {
  test("a sub-agent is its parent's, whatever depth it has; a circle of parents ends", () => {
    const made = database();
    made.session('ses_a');
    made.session('ses_b', { parent_id: 'ses_a', agent: 'explore' });
    made.session('ses_c', { parent_id: 'ses_b' });
    made.session('ses_x', { parent_id: 'ses_y' });
    made.session('ses_y', { parent_id: 'ses_x' });
    const records = made.read();
    expect(records.map(({ session }) => session)).toEqual([
      { id: 'ses_a', parentId: null },
      { id: 'ses_a/ses_b', parentId: 'ses_a' },
      { id: 'ses_a/ses_b/ses_c', parentId: 'ses_a/ses_b' },
      { id: 'ses_y/ses_x', parentId: 'ses_y' },
      { id: 'ses_x/ses_y', parentId: 'ses_x' },
    ]);
    expect(facts(records.slice(1, 2))).toMatchObject([{ agentType: 'explore' }]);
  });

  test("title, folder, version and changes are the session's; a title that none was made for yet is none", () => {
    const made = database();
    made.session('ses_a', { summary_additions: 7, summary_deletions: 0, summary_files: 2 });
    made.session('ses_b', { title: 'New session - 2026-03-03T12:07:30.000Z', time_compacting: START });
    const [a, b] = made.read();
    expect(a?.facts).toEqual([
      {
        ...{ type: 'session_info', title: 'Title of ses_a', titleRank: 2, cwd: '/w/shop' },
        ...{ harnessVersion: '1.18.33', linesAdded: 7, linesDeleted: 0, filesModified: 2 },
      },
    ]);
    expect(b?.facts).toMatchObject([{ type: 'session_info', cwd: '/w/shop' }, { type: 'progress' }]);
    expect(b?.facts[0]).not.toHaveProperty('title');
  });
});
