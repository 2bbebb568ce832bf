/** A folder with many small transcripts of now, and a hand that appends to them: what the live measurements watch. */

import { appendFileSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ClaudeLog } from '../src/commands/demo/claude-log.ts';
import type { DemoLine } from '../src/commands/demo/demo-line.ts';
import { FAILING_RUN } from '../src/commands/demo/projects.ts';
import { createRandom, type Random } from '../src/domain/random.ts';

const FILES_PER_PROJECT = 40;
const DAY_MS = 86_400_000;
const OLDEST_DAYS = 25;

/** One session and its file. */
export class FleetSession {
  readonly path: string;
  private readonly log: ClaudeLog;

  constructor(
    directory: string,
    private readonly random: Random,
    private readonly startMs: number,
    readonly index: number,
    readonly branch: string,
  ) {
    this.log = new ClaudeLog({
      random,
      startMs: 0,
      offsetMs: startMs,
      sessionId: random.uuid(),
      cwd: `/home/dev/p${Math.floor(index / FILES_PER_PROJECT)}`,
      branch,
      model: 'claude-sonnet-4-5-20250929',
    });
    this.path = join(directory, this.log.file);
  }

  /** Writes a short finished conversation; returns its number of lines. */
  writeHistory(): number {
    const lines: DemoLine[] = [...this.log.prompt('Tidy this up')];
    for (let step = 0; step < 3; step++) lines.push(...this.step());
    lines.push(...this.log.call([{ type: 'text', text: 'Done.' }]), ...this.log.endTurn());
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, text(lines));
    utimesSync(this.path, this.startMs / 1_000, this.startMs / 1_000);
    return lines.length;
  }

  /** Appends one row of now; returns the byte offset at which it stands. */
  appendReply(): number {
    this.sync();
    return this.append([
      this.log.call([{ type: 'text', text: `Step ${this.random.hex(6)}` }])[0] as DemoLine,
    ]);
  }

  /** Appends one row in which the session is on another branch: a change that its row on the screen shows. */
  appendBranch(branch: string): number {
    this.sync();
    const row = this.log.call([{ type: 'text', text: `On ${branch}` }])[0] as DemoLine;
    return this.append([
      { ...row, line: row.line.replace(/"gitBranch":"[^"]*"/, `"gitBranch":"${branch}"`) },
    ]);
  }

  /** Appends a tool call and its result. */
  appendStep(): number {
    this.sync();
    return this.append(this.step());
  }

  /** Appends a prompt: the session works again. */
  appendPrompt(): number {
    this.sync();
    return this.append(this.log.prompt('Go on'));
  }

  /** Appends the same failing tool call once more. */
  appendFailure(): number {
    this.sync();
    const tool = this.log.toolUse('Bash', { command: 'npm test' });
    return this.append([...this.log.call([tool]), ...this.log.result(tool, FAILING_RUN, null)]);
  }

  private step(): DemoLine[] {
    const tool = this.log.toolUse('Bash', { command: `make ${this.random.hex(4)}` });
    const output = `ok ${this.random.hex(8)}`;
    return [...this.log.call([tool]), ...this.log.result(tool, output, { stdout: output, stderr: '' })];
  }

  private sync(): void {
    this.log.offsetMs = Math.max(this.log.offsetMs, Date.now());
  }

  private append(lines: readonly DemoLine[]): number {
    const offset = statSync(this.path).size;
    appendFileSync(this.path, text(lines));
    return offset;
  }
}

export interface Fleet {
  /** What `CLAUDE_CONFIG_DIR` points to. */
  readonly claudeDirectory: string;
  readonly sessions: readonly FleetSession[];
  /** Lines written so far. */
  readonly lines: number;
}

/** Writes `count` sessions: the first `recent` of the last half hour, the rest of the last weeks. */
export function writeFleet(directory: string, count: number, recent: number, now: number): Fleet {
  const random = createRandom(count);
  let lines = 0;
  const sessions = Array.from({ length: count }, (_, index) => {
    const age =
      index < recent ? 60_000 * (5 + random.int(0, 25)) : DAY_MS * (1 + random.next() * OLDEST_DAYS);
    const session = new FleetSession(directory, random, Math.floor(now - age), index, `w${index}`);
    lines += session.writeHistory();
    return session;
  });
  return { claudeDirectory: join(directory, 'claude'), sessions, lines };
}

function text(lines: readonly DemoLine[]): string {
  return `${lines.map((line) => line.line).join('\n')}\n`;
}
