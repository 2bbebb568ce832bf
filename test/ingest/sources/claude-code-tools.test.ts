import { describe, expect, it } from 'vitest';
import { digest53, hash53 } from '../../../src/domain/hash.ts';
import { assistantRow, type Fields, factsOf, recordOf, resultRow, userRow } from './claude-code-rows.ts';

describe('a tool call', () => {
  const call = (block: Fields) =>
    factsOf(
      assistantRow({ content: [{ type: 'tool_use', id: 'toolu_01', name: 'Bash', input: {}, ...block }] }),
      'tool_call',
    )[0];

  it('has a key, a kind and a digest of its arguments, but not their text', () => {
    expect(call({ input: { command: 'npm test' } })).toEqual({
      type: 'tool_call',
      toolKey: hash53('toolu_01'),
      name: 'Bash',
      kind: 'shell',
      argsDigest: digest53('{"command":"npm test"}'),
      summary: null,
      asksHuman: false,
    });
  });

  it.each(['AskUserQuestion', 'ExitPlanMode'])('%s waits for a person', (name) => {
    expect(call({ name })?.asksHuman).toBe(true);
  });

  it('may be broken: junk between the blocks is counted, and calls without a name stay apart', () => {
    const content = [
      null,
      5,
      'x',
      { type: null },
      { type: 'tool_use' },
      { type: 'tool_use', name: { a: 1 }, id: 9, input: 's' },
    ];
    const record = recordOf(assistantRow({ content }));
    expect(record.facts.filter((fact) => fact.type === 'tool_call')).toMatchObject([
      { toolKey: null, name: null, argsDigest: null },
      { toolKey: hash53('9'), name: null, argsDigest: digest53('"s"') },
    ]);
    expect(record.clampedFields).toBe(9);
  });

  it('survives arguments that are nested too deep to be written', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const row = JSON.stringify(
      assistantRow({ content: [{ type: 'tool_use', id: 't', name: 'X', input: 'DEEP' }] }),
    );
    const record = recordOf(row.replace('"DEEP"', deep));
    expect(record.facts).toContainEqual(expect.objectContaining({ type: 'tool_call', argsDigest: null }));
  });
});

describe('a tool result', () => {
  const result = (block: Fields, detail?: unknown, fields: Fields = {}) =>
    factsOf(resultRow(block, detail, fields), 'tool_result')[0];

  it('has a digest of what came back', () => {
    expect(result({ content: 'ok', is_error: false })).toEqual({
      type: 'tool_result',
      toolKey: hash53('toolu_01'),
      name: null,
      isError: false,
      resultDigest: digest53('ok'),
      changeDigest: null,
      linesAdded: null,
      linesDeleted: null,
      denied: false,
      durationMs: null,
      error: null,
    });
    expect(result({ content: [{ type: 'text', text: 'ok' }] })?.resultDigest).toBe(
      digest53('[{"type":"text","text":"ok"}]'),
    );
    expect(result({})?.resultDigest).toBeNull();
  });

  it('keeps of an error its fingerprint and first line', () => {
    const failed = result(
      { content: 'Exit code 1\nfatal: not a git repository', is_error: true },
      'Error: Exit code 1',
    );
    expect(failed).toMatchObject({ isError: true, denied: false });
    expect(failed?.error?.sample).toBe('Exit code 1');
  });

  it.each([
    [
      {
        content: "The user doesn't want to proceed with this tool use. The tool use was rejected",
        is_error: true,
      },
      {},
    ],
    [{ content: 'blocked', is_error: true }, { toolDenialKind: 'user' }],
  ])('tells a refusal from a failure: %j', (block, fields) => {
    expect(result(block, undefined, fields)).toMatchObject({ isError: true, denied: true });
  });

  it('counts the lines of a patch, and tells different changes apart', () => {
    const patch = (line: string) => ({
      filePath: '/home/dev/shop/a.ts',
      structuredPatch: [{ lines: [' same', '-old', '-older', line] }],
    });
    expect(result({ content: 'ok' }, patch('+new'))).toMatchObject({ linesAdded: 1, linesDeleted: 2 });
    const digests = ['+new', '+new', '+newer'].map(
      (line) => result({ content: 'ok' }, patch(line))?.changeDigest,
    );
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  it.each([
    ['', 0],
    ['one', 1],
    ['one\n', 1],
    ['one\ntwo', 2],
  ])('counts all lines of a new file %j', (content, lines) => {
    const detail = { type: 'create', filePath: '/home/dev/shop/b.ts', content, structuredPatch: [] };
    expect(result({ content: 'created' }, detail)).toMatchObject({ linesAdded: lines, linesDeleted: 0 });
  });

  it("is one of each block; what the row says besides is then nobody's", () => {
    const row = userRow(
      [
        { type: 'tool_result', tool_use_id: 'a', content: '1' },
        { type: 'tool_result', tool_use_id: 'b', content: '2' },
      ],
      { toolUseResult: { durationMs: 5 } },
    );
    expect(factsOf(row, 'tool_result').map((fact) => [fact.toolKey, fact.durationMs])).toEqual([
      [hash53('a'), null],
      [hash53('b'), null],
    ]);
  });
});
