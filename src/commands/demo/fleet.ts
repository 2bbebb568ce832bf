/** Who is in the simulated fleet: the sessions of today, each with its story, the ordinary ones of the last seven days, and whom tasks are given to. */

import { hash53 } from '../../domain/hash.ts';
import { createRandom } from '../../domain/random.ts';
import type { ClaudeAgent } from './claude-steps.ts';
import { askPerson, delegating, loop, looping, openAgent, openTurn, work } from './claude-work.ts';
import type { DemoLine, DemoLines } from './demo-line.ts';
import { workLedger } from './ledger-log.ts';
import { type DemoProject, PROJECTS } from './projects.ts';
import { attempt, attempts, type StreamAgent } from './stream-work.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const OPUS = 'claude-opus-4-6';
const SONNET = 'claude-sonnet-4-5-20250929';
const HAIKU = 'claude-haiku-4-5-20251001';
const HISTORY_DAYS = 7;
const PROJECT_LIST: readonly DemoProject[] = Object.values(PROJECTS);

/** What a session of the fleet needs to be told apart. */
interface Member {
  readonly project: DemoProject;
  readonly branch: string;
  readonly model: string;
  /** Minutes from its first line to the start of the demo. */
  readonly ageMinutes: number;
  readonly paceMs?: number;
  readonly context?: number;
  readonly hourCache?: boolean;
}

/** One session of today: who, and what it does. */
interface Story {
  readonly member: Member;
  readonly lines: (agent: ClaudeAgent) => DemoLines;
}

function story(member: Member, lines: (agent: ClaudeAgent) => DemoLines): Story {
  return { member, lines };
}

/** Today's Claude Code sessions. The last line of a story that stops lies before the start of the demo. */
const CLAUDE_STORIES: readonly Story[] = [
  story(
    { ...member('api', 'fix/login', OPUS, 95), context: 96_000, hourCache: true, paceMs: 14_000 },
    (agent) => work(agent, Number.POSITIVE_INFINITY),
  ),
  story({ ...member('web', 'main', SONNET, 14) }, (agent) => looping(agent, -75_000)),
  story({ ...member('search', 'perf/merge', OPUS, 8), paceMs: 9_000 }, delegating),
  story({ ...member('docs', 'upgrade-4', HAIKU, 26) }, (agent) => work(agent, Number.POSITIVE_INFINITY)),
  story({ ...member('data', 'late-events', SONNET, 57), paceMs: 22_000 }, (agent) =>
    work(agent, Number.POSITIVE_INFINITY),
  ),
  story({ ...member('api', 'perf/session-store', SONNET, 33), context: 41_000 }, (agent) =>
    work(agent, Number.POSITIVE_INFINITY),
  ),
  story({ ...member('mobile', 'push-groups', SONNET, 31) }, (agent) =>
    until(openTurn(agent, 200, request(agent)), -11),
  ),
  story({ ...member('billing', 'minor-units', OPUS, 6), paceMs: 6_000 }, askPerson),
  story({ ...member('web', 'fix/rounding', SONNET, 30) }, (agent) => work(agent, 3)),
  story({ ...member('infra', 'tags', HAIKU, 11) }, (agent) => work(agent, 2)),
  story({ ...member('docs', 'main', SONNET, 21) }, (agent) => work(agent, 3)),
  story({ ...member('billing', 'main', OPUS, 215), hourCache: true }, (agent) => work(agent, 5)),
  story({ ...member('search', 'main', OPUS, 330) }, (agent) => work(agent, 6)),
];

/** Every source of lines of the fleet; each is in the order of time, together they are not. */
export function fleet(seed: number, startMs: number): DemoLines[] {
  return [
    ...CLAUDE_STORIES.map((entry, index) =>
      entry.lines(openMember(entry.member, seed, startMs, `today-${index}`)),
    ),
    ...streams(seed, startMs),
    ...history(seed, startMs),
    ...workLedger(seed, startMs),
  ];
}

function member(project: keyof typeof PROJECTS, branch: string, model: string, ageMinutes: number): Member {
  return { project: PROJECTS[project], branch, model, ageMinutes };
}

function request(agent: ClaudeAgent): string {
  return agent.project.requests[0] as string;
}

function openMember(who: Member, seed: number, startMs: number, name: string): ClaudeAgent {
  const random = createRandom(hash53(name, seed));
  return openAgent(
    {
      random,
      startMs,
      offsetMs: -who.ageMinutes * MINUTE_MS,
      sessionId: random.uuid(),
      cwd: who.project.cwd,
      branch: who.branch,
      model: who.model,
      ...(who.context === undefined ? {} : { context: who.context }),
      ...(who.hourCache === undefined ? {} : { hourCache: who.hourCache }),
    },
    who.project,
    who.paceMs ?? 11_000,
  );
}

/** Cuts a story off: nothing after `minutes` (negative = before the start), and the last row is a tool's result. */
function* until(lines: DemoLines, minutes: number): DemoLines {
  let held: DemoLine[] = [];
  for (const line of lines) {
    if (line.atOffsetMs > minutes * MINUTE_MS) return;
    held.push(line);
    if (!line.line.includes('"tool_result"')) continue;
    yield* held;
    held = [];
  }
}

function streams(seed: number, startMs: number): DemoLines[] {
  const codex = (name: string, minutes: number, project: DemoProject): StreamAgent => ({
    seed: hash53(name, seed),
    startMs,
    offsetMs: -minutes * MINUTE_MS,
    project,
    executor: 'CODEX',
    model: 'gpt-5.3-codex',
    paceMs: 9_000,
  });
  return [
    attempts(codex('codex-live', 17, PROJECTS.infra)),
    attempt(codex('codex-done', 52, PROJECTS.billing), 60, 'success'),
    attempt(codex('codex-failed', 150, PROJECTS.infra), 35, 'failed'),
  ];
}

/** Ordinary sessions of the last days and the earlier hours of today, and one loop that is over. */
function history(seed: number, startMs: number): DemoLines[] {
  const random = createRandom(hash53('history', seed));
  const sessions: DemoLines[] = [];
  for (let day = 0; day <= HISTORY_DAYS; day++) {
    for (let n = random.int(3, 6); n > 0; n--) {
      const hours = day * 24 + random.int(6, 22);
      if (hours * HOUR_MS > HISTORY_DAYS * DAY_MS) continue;
      const who: Member = {
        project: random.pick(PROJECT_LIST),
        branch: random.chance(0.4) ? 'main' : `work/${random.hex(4)}`,
        model: random.pick([OPUS, SONNET, SONNET, HAIKU]),
        ageMinutes: hours * 60 + random.int(0, 59),
      };
      const turns = random.int(1, 4);
      sessions.push(work(openMember(who, seed, startMs, `past-${sessions.length}`), turns));
    }
  }
  const looped = openMember(member('web', 'main', SONNET, 26 * 60), seed, startMs, 'past-loop');
  return [...sessions, loop(looped, 3)];
}
