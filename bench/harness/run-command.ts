/** Runs a program to its end and says how long it took and how much memory it held. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface CommandRun {
  readonly wallMs: number;
  /** High-water mark of resident memory, bytes; null where /proc does not tell. */
  readonly peakRssBytes: number | null;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MEMORY_POLL_MS = 5;

/** Rejects when the program cannot be started; a failing one is returned with its status. */
function runCommand(
  command: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<CommandRun> {
  const [program, ...parameters] = command as [string, ...string[]];
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
    let peak: number | null = null;
    const poll = setInterval(() => {
      peak = peakRss(child.pid) ?? peak;
    }, MEMORY_POLL_MS);
    let wallMs = 0;
    child.on('exit', () => {
      wallMs = performance.now() - started;
    });
    child.on('error', (error) => {
      clearInterval(poll);
      reject(error);
    });
    child.on('close', (status) => {
      clearInterval(poll);
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString();
      resolve({
        wallMs,
        peakRssBytes: peak,
        status,
        stdout: text(output.stdout),
        stderr: text(output.stderr),
      });
    });
  });
}

/** Like `runCommand`, but a failing program is an error with its last words. */
export async function runSuccessfully(
  command: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<CommandRun> {
  const run = await runCommand(command, options);
  if (run.status !== 0)
    throw new Error(`${command.join(' ')} ended with ${run.status}: ${run.stderr.slice(-500)}`);
  return run;
}

/** VmHWM of a running process, bytes; null when it is gone or the system has no /proc. */
function peakRss(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    return null;
  }
}

/** Milliseconds of processor time that a process has used so far; null where /proc does not tell. */
export function cpuTimeMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Fields 14 and 15 of proc(5), counted behind the name; in clock ticks, which Linux shows as 100 a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}
