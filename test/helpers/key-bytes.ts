/** What a terminal sends for the keys of the keymap. */

import type { ActionId } from '../../src/ui/key-scopes.ts';
import { KEYMAP } from '../../src/ui/keymap.ts';

/** Keys that are more than their own character. */
const BYTES: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['shift+tab', '\x1b[Z'],
  ['up', '\x1b[A'],
  ['down', '\x1b[B'],
  ['right', '\x1b[C'],
  ['left', '\x1b[D'],
  ['pageup', '\x1b[5~'],
  ['pagedown', '\x1b[6~'],
  ['home', '\x1b[H'],
  ['end', '\x1b[F'],
  ['return', '\r'],
  ['escape', '\x1b'],
  ['backspace', '\x7f'],
  ['ctrl+u', '\x15'],
  ['ctrl+d', '\x04'],
  ['space', ' '],
]);

/** Bytes of the n-th key of an action. Throws RangeError when the keymap has no such key. */
export function keyBytes(action: ActionId, which: number): string {
  const bindings = KEYMAP.flatMap((row) => row.bindings).filter((binding) => binding.action === action);
  const key = bindings.flatMap((binding) => binding.keys)[which];
  if (key === undefined) throw new RangeError(`${action} has no key number ${which}`);
  return BYTES.get(key) ?? key;
}
