/** Running harness processes of this user on Linux, out of /proc. What cannot be read is another user's, or just ended: left out. */

import fs from 'node:fs';
import path from 'node:path';
import { argumentFacts, type HarnessProcess, isLogName } from './harness-process.ts';

/** Clock ticks of user space are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;
/** Looks after which a process that is no harness is asked less often: it could still become one by exec. */
const LOOKS_UNTIL_QUIET = 3;
const QUIET_LOOKS = 12;
const LONGEST_ARGUMENTS = 64 * 1024;
const MOST_OPEN_FILES = 4_096;

/** One look. null: there is no /proc to read. */
export type LinuxLook = () => HarnessProcess[] | null;

/** Remembers which processes are no harness, so that a look at a full machine stays cheap. */
export function createLinuxLook(root = '/proc', uid = process.getuid?.() ?? -1): LinuxLook {
  /** pid -> looks at which it was no harness. */
  let others = new Map<number, number>();
  let looks = 0;
  return () => {
    const bootAt = bootTime(readText(path.join(root, 'stat')) ?? '');
    const pids = pidsIn(root);
    if (bootAt === null || pids === null) return null;
    looks++;
    const stillOthers = new Map<number, number>();
    const found = pids.flatMap((pid) => {
      const times = others.get(pid) ?? 0;
      if (times >= LOOKS_UNTIL_QUIET && (looks + pid) % QUIET_LOOKS !== 0) {
        stillOthers.set(pid, times);
        return [];
      }
      const one = readProcess(path.join(root, String(pid)), pid, uid, bootAt);
      if (one === null) stillOthers.set(pid, times + 1);
      return one === null ? [] : [one];
    });
    others = stillOthers;
    return found;
  };
}

function pidsIn(root: string): number[] | null {
  try {
    return fs.readdirSync(root).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return null;
  }
}

function readProcess(folder: string, pid: number, uid: number, bootAt: number): HarnessProcess | null {
  const facts = argumentFacts(splitArguments(readText(path.join(folder, 'cmdline')) ?? ''));
  if (facts === null) return null;
  const stat = parseStat(readText(path.join(folder, 'stat')) ?? '');
  if (stat === null || stat.isZombie || uidOf(folder) !== uid) return null;
  return {
    pid,
    ...facts,
    parentPid: stat.parentPid,
    startMark: String(stat.startTicks),
    startedAt: bootAt + stat.startTicks * TICK_MS,
    cwd: linkOf(path.join(folder, 'cwd')),
    openLogs: openLogsOf(path.join(folder, 'fd')),
  };
}

function openLogsOf(folder: string): string[] {
  try {
    const links = fs
      .readdirSync(folder)
      .slice(0, MOST_OPEN_FILES)
      .map((name) => linkOf(path.join(folder, name)));
    return [...new Set(links.filter((link) => link !== null))].filter(isLogName);
  } catch {
    return [];
  }
}

/** Arguments as /proc gives them: each ended by NUL; a title that a program gave itself may be followed by many. */
export function splitArguments(content: string): string[] {
  return content.slice(0, LONGEST_ARGUMENTS).replace(/\0+$/, '').split('\0');
}

/** `pid (name) state ppid ... starttime`: the name may hold anything, so what follows its last parenthesis counts. */
export function parseStat(
  content: string,
): { readonly parentPid: number; readonly startTicks: number; readonly isZombie: boolean } | null {
  const fields = content.slice(content.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const parentPid = Number(parent);
  const startTicks = Number(fields[19]);
  if (!Number.isSafeInteger(parentPid) || !Number.isSafeInteger(startTicks) || startTicks <= 0) return null;
  return { parentPid, startTicks, isZombie: state === 'Z' || state === 'X' };
}

/** Epoch ms at which the machine booted, out of /proc/stat. */
export function bootTime(content: string): number | null {
  const seconds = /^btime (\d+)$/m.exec(content)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function readText(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function linkOf(file: string): string | null {
  try {
    return fs.readlinkSync(file);
  } catch {
    return null;
  }
}

function uidOf(folder: string): number | null {
  try {
    return fs.statSync(folder).uid;
  } catch {
    return null;
  }
}
