import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { geminiCliAdapter } from '../../../../src/ingest/sources/gemini-cli.ts';
import { ADAPTERS } from '../../../../src/ingest/sources/registry.ts';
import {
  accepted,
  document,
  gemini,
  HASH,
  header,
  only,
  pretty,
  readDocument,
  readLines,
  time,
  user,
} from './chats.ts';

const { acceptsPath, names, recognises, roots } = geminiCliAdapter;

describe('gemini §1: where chats are', () => {
  const environment = { env: {}, home: '/home/ann', cwd: '/work', platform: 'linux' as const };

  test('below ~/.gemini/tmp; GEMINI_CLI_HOME stands in for the home folder', () => {
    expect(roots(environment)).toEqual([path.join('/home/ann', '.gemini', 'tmp')]);
    const moved = (home: string) => roots({ ...environment, env: { GEMINI_CLI_HOME: home } });
    expect(moved('/data')).toEqual([path.join('/data', '.gemini', 'tmp')]);
    expect(moved('here')).toEqual([path.join('/work/here', '.gemini', 'tmp')]);
    expect(moved('')).toEqual(roots(environment));
  });

  test.each([
    ['shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl', true],
    [`${HASH}/chats/session-2026-01-01T09-00-0a1b2c3d.json`, true],
    ['shop/chats/0a1b2c3d-0000/sub-1.jsonl', true],
    ['shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl.tmp-4711', false],
    ['shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl.unreadable-1777626000000', false],
    ['shop/chats/notes.json', false],
    ['shop/logs.json', false],
    ['shop/checkpoint-before.json', false],
    ['shop/tool-outputs/session-x/run_shell_command.json', false],
    ['shop/chats/a/b/c.jsonl', false],
    ['projects.json', false],
  ])('%s: %s', (file, expected) => {
    expect(acceptsPath(file)).toBe(expected);
    if (expected) expect(names.test(path.basename(file))).toBe(true);
  });

  test('prompt history and the registry are not even looked at', () => {
    expect(
      ['logs.json', 'projects.json', 'checkpoint-x.json', 'a.jsonl.tmp-1', 'a.txt'].filter((name) =>
        names.test(name),
      ),
    ).toEqual([]);
  });
});

describe('gemini §1: which project', () => {
  let home: string;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-gemini-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  const ROOT = '/nowhere/shop';
  const rootHash = createHash('sha256').update(ROOT).digest('hex');
  const write = (file: string, content: string) => {
    const full = path.join(home, '.gemini', file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, content);
  };
  const logIn = (project: string) => path.join(home, '.gemini', 'tmp', project, 'chats', 'session-x.jsonl');
  const cwdOf = (project: string, fields = {}) => {
    const facts = accepted(
      readLines([header({ projectHash: rootHash, ...fields })], logIn(project))[0] as never,
    ).facts;
    return only(facts, 'session_info')[0]?.cwd;
  };

  test('a .project_root beside the chats says it', () => {
    write('tmp/shop/.project_root', `${ROOT}\n`);
    expect(cwdOf('shop')).toBe(ROOT);
    const [head] = readDocument(document([]), null, logIn('shop').replace(/l$/, '')).records;
    expect(only(accepted(head?.result as never).facts, 'session_info')[0]?.cwd).toBe(ROOT);
  });

  test('else projects.json, by the folder’s short name or by the hash', () => {
    write('projects.json', JSON.stringify({ projects: { [ROOT]: 'shop', '/nowhere/till': 'till' } }));
    fs.mkdirSync(path.join(home, '.gemini', 'tmp'));
    expect(cwdOf('shop', { projectHash: 'none' })).toBe(ROOT);
    expect(cwdOf(rootHash, { projectHash: undefined })).toBe(ROOT);
    expect(cwdOf('elsewhere')).toBe(ROOT);
    expect(cwdOf('elsewhere', { projectHash: HASH })).toBeUndefined();
  });

  test('else what another folder of the same project says, or a folder that the chat names', () => {
    write('tmp/moved/.project_root', ROOT);
    expect(cwdOf(rootHash)).toBe(ROOT);
    expect(cwdOf('b', { directories: ['/nowhere/till', ROOT] })).toBe(ROOT);
  });

  test.each([
    ['nothing there', () => undefined],
    ['no path', () => write('tmp/shop/.project_root', 'shop')],
    ['far too long', () => write('tmp/shop/.project_root', `/${'x'.repeat(9000)}`)],
    ['a folder in its place', () => write('tmp/shop/.project_root/x', '')],
    ['a registry that is none', () => write('projects.json', '{"projects":[1]}')],
    ['a registry half written', () => write('projects.json', '{"proj')],
    [
      'a registry with junk',
      () => write('projects.json', '{"projects":{"__proto__":"shop","x":"shop","/y":7}}'),
    ],
  ])('%s: unknown', (_name, prepare) => {
    prepare();
    expect(cwdOf('shop')).toBeUndefined();
  });

  test('a project that becomes known while the log grows is told then, once', () => {
    const lines = [header({ projectHash: rootHash }), user('u1', 'a'), user('u2', 'b')].map((row) =>
      Buffer.from(JSON.stringify(row)),
    );
    const file = { path: logIn('shop'), mtimeMs: 0, nowMs: Date.parse(time(99)) };
    let saved: string | null = null;
    const cwds = lines.map((line, index) => {
      if (index === 1) write('tmp/shop/.project_root', ROOT);
      const parser = geminiCliAdapter.open(file, saved);
      const { facts } = accepted(parser.parse(line, 0, line.length));
      saved = parser.save();
      return only(facts, 'session_info').find(({ cwd }) => cwd !== undefined)?.cwd;
    });
    expect(cwds).toEqual([undefined, ROOT, undefined]);
  });
});

describe('recognition by content', () => {
  const claim = (name: string, content: string) => recognises(name, Buffer.from(content));
  const jsonl = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  test.each([
    ['a log by its header', 'x.jsonl', jsonl(header())],
    ['a log whose header is broken', 'x.jsonl', `{"sess\n${jsonl({ $set: { lastUpdated: 'x' } })}`],
    ['a log that begins with messages', 'x.jsonl', jsonl(user('u1', 'hi'), gemini('g1'))],
    ['a document', 'x.json', pretty(document([user('u1', 'hi')]))],
    ['a document in one line', 'x.json', JSON.stringify(document([user('u1', 'hi')]))],
    ['a document without messages', 'x.json', pretty(document([]))],
    [
      'a document cut off inside a text',
      'x.json',
      pretty(document([user('u1', 'say "sessionId": {')])).split('sessionId\\": {')[0] ?? '',
    ],
    [
      'a document with its messages first',
      'x.json',
      JSON.stringify({ messages: [user('u1', 'hi')], sessionId: 'a' }),
    ],
  ])('%s is claimed, by nobody else', (_name, file, content) => {
    expect(
      ADAPTERS.filter((adapter) => adapter.recognises(file, Buffer.from(content))).map(({ id }) => id),
    ).toEqual(['gemini-cli']);
  });

  test.each([
    [
      'a Claude transcript',
      'x.jsonl',
      jsonl({ type: 'user', sessionId: 'a', uuid: 'b', parentUuid: null, timestamp: time(1) }),
    ],
    ['a work stream', 'x.jsonl', jsonl({ event_type: 'usage', session_id: 'a' })],
    [
      'prompt history',
      'logs.json',
      JSON.stringify([{ sessionId: 'a', messageId: 0, type: 'user', message: 'hi', timestamp: time(1) }]),
    ],
    ['a saved chat', 'x.json', JSON.stringify({ history: [{ role: 'user', parts: [{ text: 'hi' }] }] })],
    [
      'an OpenCode message',
      'x.json',
      JSON.stringify({ id: 'msg_1', sessionID: 'ses_1', role: 'assistant', tokens: { input: 1 } }),
    ],
    [
      'another program’s chat',
      'x.json',
      JSON.stringify({ sessionId: 'a', messages: [{ role: 'user', content: 'hi' }] }),
    ],
    ['a document named as a log', 'x.jsonl', pretty(document([user('u1', 'hi')]))],
    ['settings', 'settings.json', '{"theme":"dark","sessionId":"a"}'],
    ['text in a string', 'x.json', JSON.stringify({ note: '{"sessionId":1,"messages":[' })],
    ['nothing', 'x.json', ''],
    ['brackets', 'x.json', '{"a":'.repeat(20_000)],
  ])('%s is not', (_name, file, content) => {
    expect(claim(file, content)).toBe(false);
  });
});
