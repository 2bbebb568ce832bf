import { describe, expect, test } from 'vitest';
import { factsOf, item, meta, read, savedAfter, sessionOf, turn } from './rollout.ts';

const said = (...parts: string[]) =>
  item('message', { role: 'user', content: parts.map((text) => ({ type: 'input_text', text })) });
const RULES = 'Be kind.\nTest first.';
const wrapped = (text: string, folder = '/work/api') =>
  `# AGENTS.md instructions for ${folder}\n\n<INSTRUCTIONS>\n${text}\n</INSTRUCTIONS>`;
const toldBy = (...rows: Parameters<typeof read>[0]) =>
  factsOf(read([meta(), turn(), ...rows]), 'session_info').flatMap(({ instructions }) => instructions ?? []);

describe('codex §6: the instructions that a thread works under', () => {
  test('are known by file and digest, and never as text', () => {
    const [name] = toldBy(said(wrapped(RULES)));
    expect(name).toMatch(/^AGENTS\.md [0-9a-z]{6}$/);
    expect(JSON.stringify(read([meta(), turn(), said(wrapped(RULES))]))).not.toContain('Be kind');
    expect(savedAfter([meta(), turn(), said(wrapped(RULES))])).not.toContain('Be kind');
  });

  test('are the same in a worktree, in the older tag and as a field of the first row', () => {
    const [name] = toldBy(said(wrapped(RULES)));
    expect(toldBy(said(wrapped(RULES, '/work/api-worktree')))).toEqual([name]);
    expect(toldBy(said(`<user_instructions>\n\n${RULES}\n\n</user_instructions>`))).toEqual([name]);
    for (const field of ['user_instructions', 'instructions'])
      expect(sessionOf(read([meta({ [field]: RULES }), turn()]))).toMatchObject({ instructions: name });
  });

  test('are told when they change, also behind the first prompt, and a part among others', () => {
    const other = `${RULES}\nShip.`;
    const rows = [
      said(wrapped(RULES)),
      said('fix it'),
      said(wrapped(RULES)),
      said('<environment_context>x', wrapped(other)),
    ];
    expect(new Set(toldBy(...rows)).size).toBe(2);
    expect(toldBy(...rows)).toHaveLength(2);
  });

  test('longer than a line is read whole they are told apart by their end', () => {
    const long = 'rule\n'.repeat(4000);
    expect(toldBy(said(wrapped(`${long}a`)), said(wrapped(`${long}b`)))).toHaveLength(2);
  });

  test.each([
    '<environment_context>\n<cwd>/x</cwd>',
    'What does AGENTS.md say?',
    '# AGENTS.md instructions for /x\n',
    '',
  ])('%j tells of none', (text) => {
    expect(toldBy(said(text))).toEqual([]);
  });

  test('the harness’s own are none of the repository', () => {
    expect(toldBy()).toEqual([]);
    expect(sessionOf(read([meta({ base_instructions: { text: RULES } }), turn()]))).not.toHaveProperty(
      'instructions',
    );
  });
});
