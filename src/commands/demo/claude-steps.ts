/** One step of a simulated agent: a model call with a tool, the tool's run, and its result. */

import type { Random } from '../../domain/random.ts';
import type { Block, ClaudeLog, ClaudeLogOptions, ToolUse } from './claude-log.ts';
import type { DemoLines } from './demo-line.ts';
import { type DemoProject, REMARKS, THOUGHTS } from './projects.ts';

/** A transcript and what its agent draws from. */
export interface ClaudeAgent {
  readonly log: ClaudeLog;
  readonly options: ClaudeLogOptions;
  readonly random: Random;
  readonly project: DemoProject;
  /** Mean pause between two steps, ms. */
  readonly paceMs: number;
}

/** A tool call and what comes back. */
interface Step {
  readonly tool: ToolUse;
  readonly durationMs: number;
  readonly output: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

type StepMaker = (agent: ClaudeAgent) => Step;

/** Steps of ordinary work with their relative frequency. */
const STEPS: readonly { readonly weight: number; readonly make: StepMaker }[] = [
  { weight: 5, make: readStep },
  { weight: 4, make: editStep },
  { weight: 4, make: commandStep },
  { weight: 2, make: searchStep },
];
const STEP_WEIGHTS = STEPS.map((step) => step.weight);
/** Commands that fail in ordinary work, each in its own way. */
const FAILING_SHARE = 0.08;

/** A model call with one tool (sometimes after a thought or a remark), the tool's run, its result, a pause. */
export function* oneStep(agent: ClaudeAgent): DemoLines {
  const { log, random } = agent;
  if (log.needsCompaction()) yield* log.compact();
  log.wait(Math.max(600, random.logNormal(agent.paceMs * 0.6, 0.4)));
  const step = (STEPS[random.weighted(STEP_WEIGHTS)] as (typeof STEPS)[number]).make(agent);
  yield* log.call([...spokenBefore(random), step.tool]);
  yield* running(agent, step);
  yield* log.result(step.tool, step.output, step.details);
}

function* running(agent: ClaudeAgent, step: Step): DemoLines {
  const { log } = agent;
  const end = log.offsetMs + step.durationMs;
  while (step.tool.name === 'Bash' && end - log.offsetMs > 2_000) {
    log.wait(2_000);
    yield* log.bashProgress(step.tool, 2);
  }
  log.wait(Math.max(0, end - log.offsetMs));
}

function spokenBefore(random: Random): Block[] {
  const blocks: Block[] = [];
  if (random.chance(0.35)) blocks.push({ type: 'thinking', thinking: random.pick(THOUGHTS) });
  if (random.chance(0.5)) blocks.push({ type: 'text', text: random.pick(REMARKS) });
  return blocks;
}

function filePath(agent: ClaudeAgent): string {
  return `${agent.project.cwd}/${agent.random.pick(agent.project.files)}`;
}

function readStep(agent: ClaudeAgent): Step {
  const path = filePath(agent);
  const numLines = agent.random.int(30, 260);
  const output = `     1\t// ${path}\n     2\t// ${numLines} lines, revision ${agent.random.hex(8)}`;
  const file = { filePath: path, content: output, numLines, startLine: 1, totalLines: numLines };
  return {
    tool: agent.log.toolUse('Read', { file_path: path }),
    durationMs: agent.random.int(30, 300),
    output,
    details: { type: 'text', file },
  };
}

function editStep(agent: ClaudeAgent): Step {
  const path = filePath(agent);
  const oldString = `const limit = ${agent.random.int(1, 999)};`;
  const newString = `const limit = ${agent.random.int(1_000, 99_999)};`;
  const lines = [` // ${agent.random.hex(6)}`, `-${oldString}`, `+${newString}`];
  const structuredPatch = [{ oldStart: 12, oldLines: 2, newStart: 12, newLines: 2, lines }];
  return {
    tool: agent.log.toolUse('Edit', { file_path: path, old_string: oldString, new_string: newString }),
    durationMs: agent.random.int(40, 400),
    output: `The file ${path} has been updated.`,
    details: {
      filePath: path,
      oldString,
      newString,
      structuredPatch,
      userModified: false,
      replaceAll: false,
    },
  };
}

function commandStep(agent: ClaudeAgent): Step {
  const { random } = agent;
  const command = random.pick(agent.project.commands);
  const tool = agent.log.toolUse('Bash', { command, description: 'Check the change' });
  const durationMs = Math.min(45_000, Math.max(400, random.logNormal(3_500, 0.9)));
  if (random.chance(FAILING_SHARE)) {
    const output = `Exit code 1\n${random.pick(agent.project.files)}:${random.int(1, 300)}: error ${random.hex(4)}`;
    return { tool, durationMs, output, details: null };
  }
  const output = `${random.int(12, 90)} passed in ${(durationMs / 1_000).toFixed(2)} s`;
  return {
    tool,
    durationMs,
    output,
    details: { stdout: output, stderr: '', interrupted: false, isImage: false },
  };
}

function searchStep(agent: ClaudeAgent): Step {
  const pattern = agent.random.pick(agent.project.symbols);
  const content = `${agent.random.pick(agent.project.files)}:${agent.random.int(1, 400)}: ${pattern}`;
  return {
    tool: agent.log.toolUse('Grep', { pattern, output_mode: 'content' }),
    durationMs: agent.random.int(60, 700),
    output: content,
    details: { mode: 'content', numFiles: 1, filenames: [], content, numLines: 1 },
  };
}
