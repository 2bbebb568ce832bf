/** Names of key presses as the keymap spells them: `up`, `ctrl+u`, `shift+tab`, `space`, `G`. */

import type { Key } from 'ink';

const SPECIAL: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'return'],
  ['escape', 'escape'],
  // Most terminals send DEL for the Backspace key.
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

/** Names of what Ink reports at once: a special key is one, typed or pasted text is one a character. */
export function keyNames(input: string, key: Key): string[] {
  if (key.tab) {
    return [key.shift ? 'shift+tab' : 'tab'];
  }
  const special = SPECIAL.find(([flag]) => key[flag] === true);
  if (special !== undefined) {
    return [special[1]];
  }
  if (key.ctrl) {
    return input === '' ? [] : [`ctrl+${input.toLowerCase()}`];
  }
  if (key.meta) {
    return [];
  }
  return [...input].flatMap(characterName);
}

/** Control characters inside of a chunk are keys that came in one read with others. */
const CONTROL_NAMES: ReadonlyMap<string, string> = new Map([
  ['\r', 'return'],
  ['\n', 'return'],
  ['\t', 'tab'],
  ['\u001b', 'escape'],
  ['\b', 'backspace'],
  ['\u007f', 'backspace'],
  ['\u0003', 'ctrl+c'],
  ['\u0004', 'ctrl+d'],
  ['\u0015', 'ctrl+u'],
  ['\u001a', 'ctrl+z'],
  [' ', 'space'],
]);

function characterName(character: string): string[] {
  const name = CONTROL_NAMES.get(character);
  if (name !== undefined) {
    return [name];
  }
  return character < ' ' ? [] : [character];
}

/** The character that a key types into a prompt; null for keys that type nothing. */
export function typedCharacter(name: string): string | null {
  if (name === 'space') {
    return ' ';
  }
  return [...name].length === 1 ? name : null;
}
