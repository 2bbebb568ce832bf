import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/ui/commands.ts';
import { keyNames, typedCharacter } from '../../src/ui/key-name.ts';
import { SCOPES } from '../../src/ui/key-scopes.ts';
import { actionFor, KEYMAP } from '../../src/ui/keymap.ts';
import { footerRows, keymapMarkdown } from '../../src/ui/keymap-text.ts';

const noKey = Object.fromEntries(
  [
    'upArrow downArrow leftArrow rightArrow pageDown pageUp home end return escape ctrl shift tab backspace delete meta',
    'super hyper capsLock numLock',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, false]),
) as unknown as Parameters<typeof keyNames>[1];

describe('the keymap', () => {
  test('no key means two things in one scope', () => {
    for (const scope of SCOPES) {
      const keys = KEYMAP.filter((row) => row.scopes.includes(scope)).flatMap((row) =>
        row.bindings.flatMap((binding) => binding.keys),
      );
      expect(new Set(keys).size, scope).toBe(keys.length);
    }
  });

  test('every action has a command and every command a key', () => {
    const actions = KEYMAP.flatMap((row) => row.bindings.map((binding) => binding.action));
    expect([...new Set(actions)].sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  test('quitting and suspending work everywhere, views that do not exist have no key', () => {
    for (const scope of SCOPES) {
      expect(actionFor(scope, 'ctrl+c')).toBe('interrupt');
      expect(actionFor(scope, 'ctrl+z')).toBe('suspend');
    }
    for (const key of ['b', 'p']) {
      expect(actionFor('live', key)).toBeNull();
    }
  });

  test('the footer of each scope shows only keys that work there', () => {
    for (const scope of SCOPES) {
      for (const row of footerRows(scope)) {
        expect(row.scopes).toContain(scope);
      }
    }
    expect(footerRows('live').map((row) => row.label)).toContain('help');
  });

  test('the table for the README has a line for each row of the keymap', () => {
    const lines = keymapMarkdown().split('\n');
    expect(lines).toHaveLength(KEYMAP.length + 2);
    expect(lines).toContain('| PgUp PgDn Ctrl-u Ctrl-d | page | all views |');
    expect(lines.every((line) => line.split('|').length === 5)).toBe(true);
  });
});

describe('names of keys', () => {
  test.each([
    ['', { upArrow: true }, ['up']],
    ['', { tab: true }, ['tab']],
    ['', { tab: true, shift: true }, ['shift+tab']],
    ['u', { ctrl: true }, ['ctrl+u']],
    ['', { delete: true }, ['backspace']],
    ['G', { shift: true }, ['G']],
    [' ', {}, ['space']],
    ['jjk', {}, ['j', 'j', 'k']],
    ['q\r', {}, ['q', 'return']],
    ['x', { meta: true }, []],
    ['\u0001', {}, []],
    ['日本', {}, ['日', '本']],
  ])('%j with %j', (input, flags, names) => {
    expect(keyNames(input, { ...noKey, ...flags })).toEqual(names);
  });

  test('a prompt takes characters and nothing else', () => {
    expect(['a', 'space', '日', 'up', 'ctrl+u'].map(typedCharacter)).toEqual(['a', ' ', '日', null, null]);
  });
});
