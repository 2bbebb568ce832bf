/** Database files that `db rebuild` put aside: named by what they are, and found again. */

import fs from 'node:fs';
import path from 'node:path';

/** What stands behind the database's own name, before the time. */
const SOUND = 'before-rebuild';
const DAMAGED = 'corrupt';

/** `<file>.before-rebuild-<time>` of a sound one, `<file>.corrupt-<time>` of a damaged one; a name that is not taken. `now` in epoch ms. */
export function asideName(file: string, isSound: boolean, now: number): string {
  const time = new Date(now).toISOString().replaceAll(':', '');
  const wanted = `${file}.${isSound ? SOUND : DAMAGED}-${time}`;
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!fs.existsSync(name)) return name;
  }
}

export interface AsideFile {
  readonly path: string;
  readonly bytes: number;
}

/** Those of a database, by name; the files that SQLite keeps beside them are part of them. */
export function asideOf(file: string): AsideFile[] {
  const folder = path.dirname(file);
  const starts = [SOUND, DAMAGED].map((word) => `${path.basename(file)}.${word}-`);
  return namesIn(folder)
    .filter((name) => starts.some((start) => name.startsWith(start)) && !/-(?:wal|shm)$/.test(name))
    .map((name) => path.join(folder, name))
    .map((found) => ({ path: found, bytes: sizeOf(found) + sizeOf(`${found}-wal`) }));
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
