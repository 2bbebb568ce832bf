/** Is a file OpenCode's? By content: a database's by its magic bytes and name, an object's by its fields. */

import path from 'node:path';
import { objectKind } from './object-kind.ts';
import { objectOf } from './read-object.ts';

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
/** Objects that are longer than what is looked at begin like this. */
const BEGINS_LIKE_OBJECT = /^\s*\{\s*"(?:id|sessionID|messageID)"\s*:\s*"(?:ses|msg|prt)_\w+"/;
const OBJECT_NAME = /^(?:ses|msg|prt)_[\w.-]+\.json$/;

export function isOpencode(file: string, head: Buffer): boolean {
  const name = path.basename(file);
  if (name.endsWith('.db')) return name.includes('opencode') && head.subarray(0, MAGIC.length).equals(MAGIC);
  if (!name.endsWith('.json')) return false;
  const fields = objectOf(head);
  if (fields !== null) return objectKind(fields) !== null;
  return OBJECT_NAME.test(name) && BEGINS_LIKE_OBJECT.test(head.toString('utf8', 0, 512));
}
