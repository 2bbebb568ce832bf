/** Running harness processes of this user on macOS, out of what `ps` and `lsof` print. */

import { execFile } from 'node:child_process';
import { argumentFacts, type HarnessProcess, isLogName } from './harness-process.ts';

const TIMEOUT_MS = 3_000;
const MOST_OUTPUT = 16 * 1024 * 1024;

/** One look. null: `ps` did not answer in time. */
export async function macosLook(uid = process.getuid?.() ?? -1): Promise<HarnessProcess[] | null> {
  const listed = await output('ps', ['-axww', '-o', 'pid=,ppid=,uid=,lstart=,command=']);
  if (listed === null) return null;
  const found = parsePs(listed, uid);
  if (found.length === 0) return [];
  const pids = found.map((one) => one.pid).join(',');
  const files = parseLsof((await output('lsof', ['-nP', '-a', '-p', pids, '-Fpfn'])) ?? '');
  return found.map((one) => ({ ...one, ...(files.get(one.pid) ?? {}) }));
}

/** What a program prints, whatever it ends with (`lsof` ends with 1 when a process has gone); null when it printed nothing. */
function output(command: string, args: readonly string[]): Promise<string | null> {
  const options = {
    timeout: TIMEOUT_MS,
    maxBuffer: MOST_OUTPUT,
    // Dates as the registry has them (claude-registry.ts), and readable to Date.parse.
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  };
  return new Promise((resolve) => {
    execFile(command, [...args], options, (error, stdout) => {
      const isCut = error !== null && error.killed === true;
      resolve(isCut || stdout === '' ? null : stdout);
    });
  });
}

const PS_LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

/** Arguments are split at blanks, because `ps` does not say where one ends. */
export function parsePs(content: string, uid: number): HarnessProcess[] {
  return content.split('\n').flatMap((line) => {
    const [, pid, parentPid, owner, started = '', command = ''] = PS_LINE.exec(line) ?? [];
    const facts = argumentFacts(command.split(/\s+/));
    const startMark = started.replace(/\s+/g, ' ');
    const startedAt = Date.parse(`${startMark} UTC`);
    if (facts === null || Number(owner) !== uid || Number.isNaN(startedAt)) return [];
    const identity = { pid: Number(pid), parentPid: Number(parentPid), startMark, startedAt };
    return [{ ...identity, ...facts, cwd: null, openLogs: [] }];
  });
}

type OpenFiles = Pick<HarnessProcess, 'cwd' | 'openLogs'>;

/** `lsof -F pfn`: `p<pid>`, then for each file `f<descriptor>` and `n<name>`. */
export function parseLsof(content: string): Map<number, OpenFiles> {
  const found = new Map<number, { cwd: string | null; openLogs: string[] }>();
  let of: { cwd: string | null; openLogs: string[] } | null = null;
  let descriptor = '';
  for (const line of content.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) {
      of = { cwd: null, openLogs: [] };
      found.set(Number(value), of);
    } else if (line.startsWith('f')) descriptor = value;
    else if (line.startsWith('n') && of !== null) {
      if (descriptor === 'cwd') of.cwd = value;
      else if (isLogName(value) && !of.openLogs.includes(value)) of.openLogs.push(value);
    }
  }
  return found;
}
