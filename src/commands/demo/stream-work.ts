/** How simulated agents work whose orchestrator writes the agent work stream. */

import { createRandom } from '../../domain/random.ts';
import type { DemoLine, DemoLines } from './demo-line.ts';
import { type DemoProject, REMARKS } from './projects.ts';
import { StreamLog } from './stream-log.ts';

export interface StreamAgent {
  readonly seed: number;
  readonly startMs: number;
  readonly offsetMs: number;
  readonly project: DemoProject;
  readonly executor: string;
  readonly model: string;
  readonly paceMs: number;
}

const CACHED_SHARE = 0.86;

/** One attempt of `steps` steps that ends in success or failure. */
export function* attempt(agent: StreamAgent, steps: number, status: 'success' | 'failed'): DemoLines {
  const title = agent.project.requests[0] as string;
  yield* oneAttempt(agent, { title, offsetMs: agent.offsetMs, steps, status });
}

/** Attempt after attempt, for ever. */
export function* attempts(agent: StreamAgent): DemoLines {
  const random = createRandom(agent.seed);
  let offsetMs = agent.offsetMs;
  for (let task = 0; ; task++) {
    const title = agent.project.requests[task % agent.project.requests.length] as string;
    const steps = random.int(140, 220);
    const last = yield* oneAttempt(
      { ...agent, seed: agent.seed + task },
      { title, offsetMs, steps, status: 'success' },
    );
    offsetMs = last + random.int(15_000, 60_000);
  }
}

interface Task {
  readonly title: string;
  readonly offsetMs: number;
  readonly steps: number;
  readonly status: 'success' | 'failed';
}

/** Returns the offset of its last line. */
function* oneAttempt(agent: StreamAgent, task: Task): Generator<DemoLine, number, void> {
  const random = createRandom(agent.seed);
  const { project, startMs, executor, model } = agent;
  const slug = task.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 24);
  const log = new StreamLog({ ...task, random, startMs, slug, project: project.name, executor, model });
  yield* log.start();
  let context = 11_000;
  for (let step = 0; step < task.steps; step++) {
    log.wait(Math.max(700, random.logNormal(agent.paceMs, 0.4)));
    if (random.chance(0.4)) yield* log.output(random.pick(REMARKS));
    const edits = random.chance(0.35);
    const tool = edits ? 'apply_patch' : 'shell';
    const target = edits
      ? { file_path: random.pick(project.files) }
      : { command: random.pick(project.commands) };
    yield* log.toolCall(tool, target);
    log.wait(random.int(300, 4_000));
    yield* log.toolResult(tool, `${random.int(1, 90)} lines, ${random.hex(6)}`);
    yield* log.usage(context, Math.floor(context * CACHED_SHARE), random.int(60, 900));
    context = context > 180_000 ? 30_000 : context + random.int(400, 2_600);
  }
  if (task.status === 'failed') {
    yield* log.error(
      'terraform plan: provider registry unreachable (503)',
      'provider_registry_unreachable',
      'network',
    );
  }
  log.wait(1_500);
  yield* log.end(task.status, task.steps * 0.021);
  return log.offsetMs;
}
