/** Writes the work of the simulated fleet's agents as an orchestrator would: one ledger of task completions, gates, reviews, escalations. */

import { hash53 } from '../../domain/hash.ts';
import { createRandom, type Random } from '../../domain/random.ts';
import { type DemoLine, type DemoLines, timestampAt } from './demo-line.ts';
import { PROJECTS } from './projects.ts';
import { type DemoTaskType, type DemoWorker, TASK_TYPES, WORKERS } from './workers.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LEDGER_DAYS = 90;
const LEDGER_FILE = 'ledger/ledger.jsonl';
/** Tokens that a micro-dollar buys, roughly. */
const TOKENS_PER_MICRO = 0.35;

/** Lines of all agents, each agent's in the order of time. All of them lie before the start. */
export function workLedger(seed: number, startMs: number): DemoLines[] {
  return WORKERS.map((worker) => linesOfWorker(worker, seed, startMs));
}

function* linesOfWorker(worker: DemoWorker, seed: number, startMs: number): DemoLines {
  const random = createRandom(hash53(`worker ${worker.agent}`, seed));
  yield profile(worker, startMs);
  yield* worked(worker, random, startMs);
}

/** One task: what it was, and how it came out. Offsets ms from the start of the demo. */
interface Work {
  readonly id: string;
  readonly type: DemoTaskType;
  readonly beganMs: number;
  readonly endedMs: number;
  readonly cost: number;
  readonly retries: number;
  readonly passed: boolean;
}

function worked(worker: DemoWorker, random: Random, startMs: number): DemoLine[] {
  const lines: DemoLine[] = [];
  const gapMs = DAY_MS / worker.rate;
  let atMs = -worker.days * DAY_MS + random.next() * gapMs;
  for (let n = 0; atMs < -HOUR_MS; n++) {
    const work = taskAt(
      worker,
      random,
      Math.round(atMs),
      `${worker.project}-${n.toString(36).padStart(3, '0')}`,
    );
    if (work.endedMs >= 0) break;
    lines.push(...linesOf(worker, work, random, startMs));
    atMs = work.endedMs + random.next() * 2 * (gapMs - HOUR_MS);
  }
  return lines.sort((a, b) => a.atOffsetMs - b.atOffsetMs);
}

function taskAt(worker: DemoWorker, random: Random, beganMs: number, id: string): Work {
  const type = TASK_TYPES[random.weighted(TASK_TYPES.map(({ share }) => share))] as DemoTaskType;
  const along = 1 + beganMs / (LEDGER_DAYS * DAY_MS);
  const now = ([before, later]: readonly [number, number]): number => before + (later - before) * along;
  const chance = now(worker.success) - type.difficulty;
  const retries = random.chance(chance) ? 0 : random.int(1, 2);
  const passed = retries === 0 || random.chance(chance * 0.6);
  const tookMs = Math.round(random.logNormal(type.medianMs * now(worker.pace), 0.4) * (1 + 0.6 * retries));
  const cost = Math.round(random.logNormal(type.medianCost * worker.price, 0.5) * (1 + 0.7 * retries));
  return { id, type, beganMs, endedMs: beganMs + tookMs, cost, retries, passed };
}

function linesOf(worker: DemoWorker, work: Work, random: Random, startMs: number): DemoLine[] {
  const { id, type, beganMs, endedMs, cost, retries, passed } = work;
  const at = (offsetMs: number): string => timestampAt(startMs, offsetMs);
  const tokens = Math.round(cost * TOKENS_PER_MICRO);
  const output = Math.round(tokens * 0.02);
  const head = { agent_id: worker.agent, task_id: id };
  const estimate = random.logNormal(0.8, 0.35);
  const lines = [
    line(endedMs, {
      ...{
        type: 'task_completion',
        event_id: `tc-${id}`,
        ...head,
        started_at: at(beganMs),
        completed_at: at(endedMs),
      },
      ...{ task_type: type.name, harness: worker.harness, model: worker.model, provider: worker.provider },
      task_duration_ms: endedMs - beganMs,
      ...{ estimated_input_tokens: Math.round((tokens - output) * estimate) },
      ...{ estimated_output_tokens: Math.round(output * estimate) },
      ...{ actual_input_tokens: tokens - output, actual_output_tokens: output },
      ...{ estimated_cost_usd_micros: Math.round(cost * estimate), actual_cost_usd_micros: cost },
      quality_gate_passed: passed,
      quality_gates_run: ['build', 'lint', 'test'],
      quality_gates_failed: passed ? [] : [random.pick(['build', 'lint', 'test'])],
      context_compactions: random.weighted([6, 3, 1]),
      context_utilization_final: Math.round(100 * (0.2 + 0.7 * random.next())) / 100,
      outcome: passed ? 'success' : random.chance(0.2) ? 'timeout' : 'failure',
      ...{ retry_count: retries, language: 'typescript', repo_size_category: 'medium' },
      ...{
        files_modified: random.int(1, 9),
        lines_added: random.int(5, 240),
        lines_deleted: random.int(0, 80),
      },
    }),
    line(endedMs, {
      ...{ type: 'work_log', id: `wl-${id}`, agent_id: worker.agent, bead_id: id, bead_type: type.name },
      rig_id: worker.agent.split('/')[0],
      ...{ started_at: at(beganMs), completed_at: at(endedMs), model: worker.model },
      quality_signal: passed ? (retries === 0 ? 'passed' : 'rework_requested') : 'failed',
      ...{ token_usage: tokens, cost_usd_micros: cost },
    }),
  ];
  return [...lines, ...said(worker, work, random, at)];
}

/** What others say of the work: a review, a rating, an escalation. */
function said(worker: DemoWorker, work: Work, random: Random, at: (offsetMs: number) => string): DemoLine[] {
  const { id, beganMs, endedMs, retries, passed } = work;
  const lines: DemoLine[] = [];
  const say = (offsetMs: number, row: object): void => {
    const told = Math.min(-1, Math.round(offsetMs));
    lines.push(line(told, { ...row, at: at(told) }));
  };
  if (random.chance(0.6)) {
    const score = Math.min(1, Math.max(0, (passed ? 0.85 : 0.4) - 0.1 * retries + 0.1 * random.normal()));
    const review = {
      type: 'quality_review',
      id: `qr-${id}`,
      agent_id: worker.agent,
      task_id: id,
      layer: 'code_review',
    };
    say(endedMs + HOUR_MS / 2, { ...review, score: Math.round(score * 100) / 100, reviewer: 'mayor' });
  }
  if (random.chance(0.3)) {
    const rating = { type: 'collaboration_rating', id: `cr-${id}`, agent_id: worker.agent, rater: 'mayor' };
    const kind = random.pick(['message_quality', 'helpfulness']);
    say(endedMs + HOUR_MS / 3, { ...rating, kind, score: Math.round(60 + 40 * random.next()) / 100 });
  }
  if (retries > 0 && random.chance(0.3)) {
    const escalation = { type: 'escalation', id: `es-${id}`, agent_id: worker.agent, bead_id: id };
    const offsetMs = Math.round((beganMs + endedMs) / 2);
    const severity = random.pick(['medium', 'high']);
    say(offsetMs, { ...escalation, severity, category: 'blocked', created_at: at(offsetMs) });
  }
  return lines;
}

function profile(worker: DemoWorker, startMs: number): DemoLine {
  const atMs = -worker.days * DAY_MS - HOUR_MS;
  const { agent, department, project } = worker;
  const row = {
    type: 'agent_profile',
    agent_id: agent,
    department,
    project: PROJECTS[project].name,
    role: 'polecat',
  };
  return line(atMs, { ...row, at: timestampAt(startMs, atMs) });
}

function line(offsetMs: number, row: object): DemoLine {
  return { atOffsetMs: Math.round(offsetMs), file: LEDGER_FILE, line: JSON.stringify(row) };
}
