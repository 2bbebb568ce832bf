/** How simulated Claude Code agents work: turns, sub-agents, questions and the loop, as endless or bounded line generators. */

import { ClaudeLog, type ClaudeLogOptions } from './claude-log.ts';
import { type ClaudeAgent, oneStep } from './claude-steps.ts';
import type { DemoLines } from './demo-line.ts';
import { type DemoProject, FAILING_RUN, REMARKS, SUMMARIES } from './projects.ts';

const MINUTE_MS = 60_000;

export function openAgent(options: ClaudeLogOptions, project: DemoProject, paceMs: number): ClaudeAgent {
  return { log: new ClaudeLog(options), options, random: options.random, project, paceMs };
}

/** Title, then `turns` turns; Infinity for an agent that never stops. */
export function* work(agent: ClaudeAgent, turns: number): DemoLines {
  yield* agent.log.title(agent.project.requests[0] as string);
  for (let turn = 0; turn < turns; turn++) {
    yield* oneTurn(
      agent,
      agent.random.int(5, 14),
      agent.project.requests[turn % agent.project.requests.length] as string,
    );
    agent.log.wait(agent.random.int(20_000, 70_000));
  }
}

/** Prompt, steps, last words, end. */
function* oneTurn(agent: ClaudeAgent, steps: number, request: string): DemoLines {
  yield* openTurn(agent, steps, request);
  agent.log.wait(agent.random.int(1_500, 4_000));
  yield* agent.log.call([{ type: 'text', text: agent.random.pick(SUMMARIES) }]);
  yield* agent.log.endTurn();
}

/** Prompt and steps: a turn that is not over. */
export function* openTurn(agent: ClaudeAgent, steps: number, request: string): DemoLines {
  yield* agent.log.prompt(request);
  for (let step = 0; step < steps; step++) yield* oneStep(agent);
}

/** A turn that ends in an open question to the person: positive evidence of waiting. */
export function* askPerson(agent: ClaudeAgent): DemoLines {
  yield* openTurn(agent, 4, agent.project.requests[1] as string);
  const options = [
    { label: 'Backfill in batches', description: 'Slower, no lock' },
    { label: 'One transaction', description: 'Locks the table for about a minute' },
  ];
  const question = {
    question: 'How should existing rows be converted?',
    header: 'Migration',
    options,
    multiSelect: false,
  };
  yield* agent.log.call([
    { type: 'text', text: 'The migration can run in two ways; this is yours to decide.' },
    agent.log.toolUse('AskUserQuestion', { questions: [question] }),
  ]);
}

/** Runs the same failing test for `minutes`, with the same result each time: an error loop and a tool loop. */
export function* loop(agent: ClaudeAgent, minutes: number): DemoLines {
  const { log, random } = agent;
  const end = log.offsetMs + minutes * MINUTE_MS;
  yield* log.prompt(agent.project.requests[0] as string);
  while (log.offsetMs < end) {
    const tool = log.toolUse('Bash', { command: 'npm test', description: 'Run the tests' });
    yield* log.call([tool]);
    log.wait(random.int(900, 1_600));
    yield* log.result(tool, FAILING_RUN, null);
    log.wait(random.int(500, 1_000));
  }
}

/** Works, falls into the loop at `loopAtMs`, is stopped by a person after a while, works, and falls into it again. */
export function* looping(agent: ClaudeAgent, loopAtMs: number): DemoLines {
  yield* agent.log.title(agent.project.requests[0] as string);
  yield* oneTurn(agent, 8, agent.project.requests[1] as string);
  agent.log.wait(Math.max(0, loopAtMs - agent.log.offsetMs));
  for (;;) {
    yield* loop(agent, 8);
    yield* agent.log.interrupt();
    agent.log.wait(agent.random.int(20_000, 40_000));
    yield* oneTurn(agent, 6, 'Stop. The fixture has no shipping field: fix the fixture');
    agent.log.wait(4 * MINUTE_MS);
  }
}

/** Ordinary turns in which the agent hands work to sub-agents, for ever. */
export function* delegating(agent: ClaudeAgent): DemoLines {
  yield* agent.log.title(agent.project.requests[0] as string);
  for (let round = 0; ; round++) {
    yield* openTurn(agent, 3, agent.project.requests[round % agent.project.requests.length] as string);
    yield* delegate(agent, 'Explore', 'claude-haiku-4-5-20251001', agent.random.int(12, 22));
    yield* delegate(agent, 'general-purpose', 'claude-sonnet-4-5-20250929', agent.random.int(10, 16));
    yield* agent.log.call([{ type: 'text', text: agent.random.pick(SUMMARIES) }]);
    yield* agent.log.endTurn();
    agent.log.wait(agent.random.int(15_000, 40_000));
  }
}

/** One Task call: the sub-agent's own file while it works, and its answer. */
function* delegate(agent: ClaudeAgent, subagentType: string, model: string, steps: number): DemoLines {
  const { log, random, project } = agent;
  const agentId = random.hex(7);
  const prompt = `Look through ${random.pick(project.files)} and report how ${random.pick(project.symbols)} is used.`;
  const task = log.toolUse('Task', { subagent_type: subagentType, description: 'Survey the code', prompt });
  yield* log.call([{ type: 'text', text: random.pick(REMARKS) }, task]);
  yield* log.agentProgress(task, agentId, prompt);
  const child = openAgent(
    { ...agent.options, offsetMs: log.offsetMs + 200, model, agentId, context: 9_000 },
    project,
    agent.paceMs,
  );
  yield* openTurn(child, steps, prompt);
  yield* child.log.call([{ type: 'text', text: 'Used in three places; only one of them changes state.' }]);
  const durationMs = child.log.offsetMs - log.offsetMs;
  log.wait(durationMs + 300);
  const answer = 'Used in three places; only one of them changes state.';
  const details = {
    status: 'completed',
    prompt,
    agentId,
    totalDurationMs: durationMs,
    totalToolUseCount: steps,
  };
  yield* log.result(task, answer, details);
}
