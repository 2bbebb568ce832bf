import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../../src/domain/session-info.ts';
import { claudeCodeAdapter } from '../../../src/ingest/sources/claude-code.ts';
import {
  assistantRow,
  envelopeRow,
  type Fields,
  MAIN_FILE,
  ofType,
  openFile,
  SESSION,
  userRow,
} from './claude-code-rows.ts';

const PROJECTS = '/home/dev/.claude/projects/-home-dev-shop';
const OTHER = '99999999-0000-4000-8000-000000000009';
const sessionOf = (path: string, row: Fields) => openFile(path).parse(row).session;

describe('the session of a row', () => {
  it.each([
    ['the row names it', `${PROJECTS}/${SESSION}.jsonl`, {}, { id: SESSION, parentId: null }],
    [
      'copied history belongs to the session it came from',
      `${PROJECTS}/${OTHER}.jsonl`,
      {},
      { id: SESSION, parentId: null },
    ],
    [
      'the file names it when the row does not',
      `${PROJECTS}/${OTHER}.jsonl`,
      { sessionId: '' },
      { id: OTHER, parentId: null },
    ],
    ['a number is no session', `${PROJECTS}/${OTHER}.jsonl`, { sessionId: 5 }, { id: OTHER, parentId: null }],
    [
      'a sub-agent has its own',
      `${PROJECTS}/${SESSION}/subagents/agent-a1b2.jsonl`,
      { agentId: 'a1b2', isSidechain: true },
      { id: `${SESSION}/a1b2`, parentId: SESSION },
    ],
    [
      'the file names the sub-agent when the row does not',
      `${PROJECTS}/${SESSION}/subagents/agent-a1b2.jsonl`,
      {},
      { id: `${SESSION}/a1b2`, parentId: SESSION },
    ],
    [
      'a workflow is one folder deeper',
      `${PROJECTS}/${SESSION}/subagents/workflows/wf_1/agent-a1b2.jsonl`,
      {},
      { id: `${SESSION}/a1b2`, parentId: SESSION },
    ],
    [
      'a compaction agent is a sub-agent',
      `${PROJECTS}/${SESSION}/subagents/agent-acompact-70d8e7.jsonl`,
      { agentId: 'acompact-70d8e7' },
      { id: `${SESSION}/acompact-70d8e7`, parentId: SESSION },
    ],
    [
      'an old sub-agent beside the main file',
      `${PROJECTS}/agent-a1b2.jsonl`,
      {},
      { id: `${SESSION}/a1b2`, parentId: SESSION },
    ],
    [
      'an agent row in a main file',
      `${PROJECTS}/${SESSION}.jsonl`,
      { agentId: 'a1b2' },
      { id: `${SESSION}/a1b2`, parentId: SESSION },
    ],
    [
      'an inline side chain stays',
      `${PROJECTS}/${SESSION}.jsonl`,
      { isSidechain: true },
      { id: SESSION, parentId: null },
    ],
  ])('%s', (_rule, path, fields, expected) => {
    expect(sessionOf(path, userRow('hi', fields))).toEqual(expected);
  });

  it("reads a workflow's journal as rows of the main session", () => {
    const path = `${PROJECTS}/${SESSION}/subagents/workflows/wf_1/journal.jsonl`;
    expect(openFile(path).parse({ type: 'started', key: 'v2:k', agentId: 'a1b2' })).toMatchObject({
      kind: 'started',
      session: { id: SESSION, parentId: null },
      clampedFields: 0,
    });
  });

  it('does not take prompts and ends of an inline side chain for those of the session', () => {
    const prompt = openFile().parse(userRow('Find the bug', { isSidechain: true }));
    const reply = openFile().parse(assistantRow({ stop_reason: 'end_turn' }, { isSidechain: true }));
    expect(prompt.facts.map((fact) => fact.type)).toEqual(['session_info']);
    expect(reply.facts.map((fact) => fact.type)).toEqual(['session_info', 'model_call', 'session_info']);
  });
});

describe('session facts', () => {
  const infoOf = (file: ReturnType<typeof openFile>, row: Fields): SessionInfo[] =>
    ofType(file.parse(row), 'session_info');

  it('come with the first row and then only when they change, so that records stay light', () => {
    const file = openFile();
    expect(infoOf(file, envelopeRow('progress', {}))).toEqual([
      { type: 'session_info', cwd: '/home/dev/shop', branch: 'main', harnessVersion: '2.1.39' },
    ]);
    expect(infoOf(file, envelopeRow('progress', {}))).toEqual([]);
    expect(infoOf(file, envelopeRow('progress', { gitBranch: 'HEAD', effort: 'high' }))).toEqual([
      { type: 'session_info', branch: null, effort: 'high' },
    ]);
    expect(infoOf(file, envelopeRow('progress', { gitBranch: undefined, effort: 'high' }))).toEqual([]);
  });

  it('go on after a restart where they stood', () => {
    const file = openFile();
    file.parse(userRow('Add a cart'));
    file.parse(assistantRow({}));
    const again = openFile(MAIN_FILE, file.save());
    expect(infoOf(again, assistantRow({}))).toEqual([]);
    expect(ofType(again.parse(userRow('And a till')), 'prompt')[0]?.promptType).toBe('followup');
    expect(again.parse(envelopeRow('progress', { timestamp: 'soon' }))).toMatchObject({
      timeSource: 'inherited',
    });
    expect(again.save()).toBe(openFile(MAIN_FILE, again.save()).save());
  });

  it('start anew when the saved state is broken', () => {
    for (const saved of ['', '{', 'null', '[]', '{"notes":5,"prompted":{},"lastRow":[1]}']) {
      expect(infoOf(openFile(MAIN_FILE, saved), envelopeRow('progress', {}))).toHaveLength(1);
    }
  });

  it('name the model when it changes', () => {
    const file = openFile();
    const model = (name: string) =>
      infoOf(file, assistantRow({ model: name })).find((info) => 'model' in info);
    expect(model('claude-opus-4-6')).toEqual({ type: 'session_info', model: 'claude-opus-4-6' });
    expect(model('claude-opus-4-6')).toBeUndefined();
    expect(model('claude-haiku-4-5')).toEqual({ type: 'session_info', model: 'claude-haiku-4-5' });
  });

  it('say whose history a session continues', () => {
    const file = openFile(`${PROJECTS}/${OTHER}.jsonl`);
    expect(infoOf(file, userRow('old'))[0]?.resumedFrom).toBeUndefined();
    expect(infoOf(file, userRow('new', { sessionId: OTHER }))[0]?.resumedFrom).toBe(SESSION);
    const fork = openFile(`${PROJECTS}/${OTHER}.jsonl`);
    const row = userRow('copied', { sessionId: OTHER, forkedFrom: { sessionId: SESSION } });
    expect(infoOf(fork, row)[0]?.resumedFrom).toBe(SESSION);
  });

  it('name the type of a sub-agent where its own rows do', () => {
    const path = `${PROJECTS}/${SESSION}/subagents/agent-a1b2.jsonl`;
    expect(infoOf(openFile(path), userRow('hi', { attributionAgent: 'Explore' }))[0]?.agentType).toBe(
      'Explore',
    );
    expect(infoOf(openFile(), userRow('hi', { attributionAgent: 'Explore' }))[0]?.agentType).toBeUndefined();
    const compaction = `${PROJECTS}/${SESSION}/subagents/agent-acompact-1.jsonl`;
    expect(infoOf(openFile(compaction), userRow('hi'))[0]?.agentType).toBe('compact');
  });
});

describe('roots', () => {
  const all = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
    claudeCodeAdapter.roots({ env, home: '/home/dev', cwd: '/repo', platform });
  const roots = (env: Record<string, string>) => all(env).slice(0, -1);

  it('are both default places', () => {
    expect(roots({})).toEqual(['/home/dev/.config/claude/projects', '/home/dev/.claude/projects']);
    expect(roots({ XDG_CONFIG_HOME: '/xdg' })).toEqual([
      '/xdg/claude/projects',
      '/home/dev/.claude/projects',
    ]);
    expect(roots({ XDG_CONFIG_HOME: 'relative', CLAUDE_CONFIG_DIR: ' , ' })).toEqual(roots({}));
  });

  it('are those of CLAUDE_CONFIG_DIR when it is set: a list, of which an entry may be the projects folder itself', () => {
    expect(roots({ CLAUDE_CONFIG_DIR: '/a, /b/projects ,~/c,d,/a' })).toEqual([
      '/a/projects',
      '/b/projects',
      '/home/dev/c/projects',
      '/repo/d/projects',
    ]);
  });

  it('are beside them those of Claude Desktop, which no setting moves', () => {
    const place = 'Claude/local-agent-mode-sessions';
    expect(all({ CLAUDE_CONFIG_DIR: '/a' })).toEqual(['/a/projects', `/home/dev/.config/${place}`]);
    expect(all({ XDG_CONFIG_HOME: '/xdg' }).at(-1)).toBe(`/xdg/${place}`);
    expect(all({}, 'darwin').at(-1)).toBe(`/home/dev/Library/Application Support/${place}`);
    const accepts = (file: string) => claudeCodeAdapter.acceptsPath(`u1/o1/local_s1/${file}`);
    expect(
      ['.claude/projects/-p/s.jsonl', '.claude/projects/-p/s/subagents/agent-a.jsonl'].every(accepts),
    ).toBe(true);
    expect(['audit.jsonl', '.claude/history.jsonl'].some(accepts)).toBe(false);
  });

  it('hold transcripts in any folder', () => {
    const accepted = ['p/s.jsonl', 'p/s/subagents/agent-a.jsonl', 'p/s/subagents/workflows/w/journal.jsonl'];
    expect(accepted.filter((path) => claudeCodeAdapter.acceptsPath(path))).toEqual(accepted);
    expect(
      ['p/s/tool-results/a.txt', 'p/agent-a.meta.json'].some((path) => claudeCodeAdapter.acceptsPath(path)),
    ).toBe(false);
  });
});
