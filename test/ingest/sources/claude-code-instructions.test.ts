import { describe, expect, test } from 'vitest';
import { envelopeRow, MAIN_FILE, ofType, openFile } from './claude-code-rows.ts';

const memory = (text: unknown, place: object = { displayPath: 'api/CLAUDE.md' }) =>
  envelopeRow('attachment', {
    attachment: {
      type: 'nested_memory',
      path: '/home/dev/shop/api/CLAUDE.md',
      ...place,
      content: { content: text },
    },
  });
const toldBy = (...rows: ReturnType<typeof memory>[]): string[] => {
  const file = openFile(MAIN_FILE);
  return rows.flatMap((row) =>
    ofType(file.parse(row), 'session_info').flatMap(({ instructions }) => instructions ?? []),
  );
};

describe('claude-code §3: files of instructions that were put into the context', () => {
  test('are known by file and digest; the same text is told once', () => {
    const told = toldBy(memory('Be kind.'), memory('Be kind.\n'), memory('Be quick.'));
    expect(told).toEqual([expect.stringMatching(/^api\/CLAUDE\.md [0-9a-z]{6}$/), expect.any(String)]);
    expect(told[0]).not.toBe(told[1]);
  });

  test('a place outside the repository is known by its last part', () => {
    for (const path of ['/home/dev/x/CLAUDE.md', '~/CLAUDE.md', '../shop/CLAUDE.md', 'C:\\x\\CLAUDE.md'])
      expect(toldBy(memory('Be kind.', { displayPath: path }))[0]).toMatch(/^CLAUDE\.md /);
    expect(toldBy(memory('Be kind.', { displayPath: undefined }))[0]).toMatch(/^CLAUDE\.md /);
  });

  test('without a text there is nothing to tell', () => {
    expect(toldBy(memory(undefined), memory(5), memory('Be kind.', { displayPath: 3 }))).toEqual([]);
  });
});
