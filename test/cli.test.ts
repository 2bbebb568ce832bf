import { describe, expect, it, vi } from 'vitest';
import { main, parseArguments } from '../src/cli.ts';
import { COMMAND_NAMES, COMMANDS, COMMON_FLAGS, flagText } from '../src/commands/flags.ts';
import { commandHelp, HELP } from '../src/commands/help.ts';
import { UserError } from '../src/domain/user-error.ts';
import { VERSION } from '../src/version.ts';
import { flagsWith } from './helpers/flags.ts';

function parse(line: string) {
  return parseArguments(line === '' ? [] : line.split(' '));
}

describe('a command line', () => {
  it('is the monitor when no command is named', () => {
    expect(parse('')).toEqual({ command: 'tui', implied: true, words: [], flags: flagsWith({}) });
    expect(parse('--demo --seed 7')).toMatchObject({ command: 'tui', flags: { demo: true, seed: '7' } });
  });

  it.each([
    [
      'export --json --view totals --view models --out a.json',
      { json: true, view: ['totals', 'models'], out: 'a.json' },
    ],
    ['--db a.db export --no-ingest', { db: 'a.db', ingest: false }],
    ['--logs a export --logs b --logs=c', { logs: ['a', 'b', 'c'] }],
    [
      'export --since 7d --until=2026-03-08 --timezone UTC',
      { since: '7d', until: '2026-03-08', timezone: 'UTC' },
    ],
    [
      'export --source claude-code --source work-stream=/x=y',
      { source: ['claude-code', 'work-stream=/x=y'] },
    ],
    [
      'export --agent a --agent b --model m --harness codex',
      { agent: ['a', 'b'], model: ['m'], harness: ['codex'] },
    ],
    ['export --no-color --strict --debug', { color: false, strict: true, debug: true }],
    ['export --out=--odd', { out: '--odd' }],
  ])('%s', (line, flags) => {
    expect(parse(line)).toEqual({ command: 'export', implied: false, words: [], flags: flagsWith(flags) });
  });

  it('takes paths behind ingest, whatever stands before them', () => {
    expect(parse('ingest --once a b')).toMatchObject({ words: ['a', 'b'], flags: { once: true } });
    expect(parseArguments(['ingest', '--rescan', 'a folder', '--', '-x'])).toMatchObject({
      words: ['a folder', '-x'],
      flags: { rescan: true },
    });
  });

  it('takes one of three words behind db', () => {
    expect(parse('db check').words).toEqual(['check']);
  });
});

describe('wrong usage ends with 2 and says what was meant', () => {
  it.each([
    ['exprt', 'unknown command exprt; did you mean export?'],
    ['frobnicate', 'unknown command frobnicate; see agentperf --help'],
    ['__proto__', 'unknown command __proto__'],
    ['export --vew totals', 'unknown flag --vew; did you mean --view?'],
    ['export --no-colour', 'unknown flag --no-colour; did you mean --no-color?'],
    ['export --frobnicate', 'unknown flag --frobnicate; see agentperf export --help'],
    ['export -x', 'unknown flag -x'],
    ['--frobnicate export', 'unknown flag --frobnicate'],
    ['export --demo', '--demo is a flag of agentperf tui, not of export'],
    ['--demo export', '--demo is a flag of agentperf tui, not of export'],
    ['export --db', '--db needs a value; write --db VALUE'],
    ['export --db --json', '--db needs a value'],
    ['export --logs=', '--logs needs a value'],
    ['export --logs', '--logs needs a value'],
    ['export --logs --json', '--logs needs a value'],
    ['--logs a export --view', '--view needs a value'],
    ['export --db a --db b', '--db can only be set once'],
    ['--db a export --db b', '--db was given twice'],
    ['export somewhere', 'agentperf export takes no words, but got somewhere'],
    ['db', 'agentperf db needs a word; one of path, check, rebuild'],
    ['db rebild', 'unknown: db rebild; did you mean rebuild?'],
    ['db path check', 'unknown: db path check'],
  ])('%s', (line, says) => {
    const parsed = (): unknown => parse(line);
    expect(parsed).toThrow(UserError);
    expect(parsed).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining(says) }));
  });

  it('refuses the empty word of an unset shell variable', () => {
    expect(() => parseArguments(['ingest', ''])).toThrow('an empty word on the command line');
  });
});

describe('the help text', () => {
  const kinds = Object.assign({}, COMMON_FLAGS, ...COMMAND_NAMES.map((name) => COMMANDS[name].flags));

  it('names every flag that is parsed, and parses every flag that it names', () => {
    const written = new Set(HELP.match(/--[a-z][a-z-]*/g));
    const parsed = Object.entries(kinds).map(([key, kind]) => flagText(key, kind as 'text'));
    expect([...written].sort()).toEqual([...new Set(parsed)].sort());
  });

  it('names every command', () => {
    const section = HELP.split('\n\n').find((text) => text.startsWith('Commands\n')) ?? '';
    const names = section
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(' ')[0]);
    expect(names).toEqual(COMMAND_NAMES);
  });

  it('fits a screen of 120 columns', () => {
    expect(HELP.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it.each(COMMAND_NAMES.map((name) => [name]))(
    'of %s has its own flags and the common ones, and no others',
    (name) => {
      const own = { ...COMMON_FLAGS, ...COMMANDS[name].flags };
      const options = commandHelp(name)
        .split('\n\n')
        .filter((text) => /^(Options of|Common options)/.test(text))
        .join('\n');
      const named = new Set(options.split('\n').flatMap((line) => /^ {2}(--[a-z-]+)/.exec(line)?.[1] ?? []));
      const expected = Object.entries(own).map(([key, kind]) => flagText(key, kind));
      expect([...named].sort()).toEqual(expected.sort());
    },
  );

  it('is printed without loading a command', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const codes = [await main(['--help']), await main(['db', '--help']), await main(['export', '--version'])];
    const printed = write.mock.calls.map(([text]) => text);
    write.mockRestore();
    expect(codes).toEqual([0, 0, 0]);
    expect(printed).toEqual([HELP, commandHelp('db'), `${VERSION}\n`]);
  });
});
