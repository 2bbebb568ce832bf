/** Rules of claude-code.md about usage and what is derived of the rows. */

import { proven, type Rule } from './rule.ts';

const FOLDER = 'ingest/sources/claude-code';
const ROWS = `${FOLDER}.test.ts`;
const SINGLE = `${FOLDER}-rules.test.ts`;
const COUNTING = `${FOLDER}-counting-rules.test.ts`;
const PROMPTS = `${FOLDER}-prompts.test.ts`;
const TOOLS = `${FOLDER}-tools.test.ts`;
const CALLS = 'db/calls.test.ts';

export const CLAUDE_CODE_COUNTING: readonly Rule[] = [
  ...proven('§4.1', ROWS, {
    'the classes are disjoint, cache writes are split, thinking is a part of output, speed and tier are kept':
      'keeps every class of tokens apart; four different numbers stay four',
    'a cache write without its split is unsplit, what is not logged unknown':
      'leaves what is not logged unknown, and calls an unsplit total unsplit',
  }),
  ...proven('§4.1', SINGLE, {
    'iterations are parts of the usage': 'the iterations of a call are parts of its usage, not added to it',
  }),
  ...proven('§4.1', 'metrics/cost.test.ts', {
    'a 1-hour write costs more than a 5-minute one':
      'prices an unsplit cache write as a 5-minute one (6.25), a 1-hour one at twice the input (10)',
    'fast speed has its own price':
      'fast speed, unless the library lists the fast mode (opus 4.6: input 30, write 37.5, output 150)',
  }),
  ...proven('§4.2', CALLS, {
    'rows of one message and request are one call with the largest output':
      'rows with the same message and request are one call with the largest of each figure',
    'without a request id the message id decides':
      'without a request id, the same input and cache figures are one call',
    'the same message id with other figures is another call':
      'without a request id, other figures are another call: some servers give every call one id',
    'a replay under another request is a copy; the main copy is kept, else the earliest':
      '%s: the earliest that is no side chain is kept',
    'copies of one time belong to one session in any order':
      'of copies of one time the smaller session id is kept',
    'a row without any id is a call of its own': 'rows without a message id are calls of their own',
  }),
  ...proven('§4.2', COUNTING, {
    'the blocks of a call are united, it lasts from its first row to its last':
      'is one call with the tools of all rows, from the first row to the last',
    'toy servers give one id to all calls':
      'one constant message id with other figures is another call, as some servers give every call one id',
    'resumed files, side questions and sub-agents count once in any order of files':
      'read in the order %s, %s, %s, %s: each call once, in the session that made it',
    'and in pieces as whole': 'read in pieces that end anywhere, in turn, it is the same',
  }),
  ...proven('§4.3', 'metrics/output-estimate.test.ts', {
    'output is estimated from visible text only where no row was final and it reports less':
      'reported 1 token for 401 characters',
    'a final count is not estimated': 'a final count is not second-guessed',
  }),
  ...proven('§4.3', ROWS, {
    'visible is text and arguments, not thinking':
      'counts visible characters of text and arguments, not of thinking',
    'a stop reason makes a count final; costUSD of old rows is the reported cost':
      'is finished when a row tells why the model stopped; old rows bring their own cost',
    'cost-state is a running total': 'bring the last running total, not a sum',
  }),
  ...proven('§4.3', CALLS, {
    'visible text adds up over the rows of a call':
      'visible characters add up over the rows of a call; a final count needs no estimate',
    'the harness’s own cost is never mixed into ours':
      "the harness's own figure is kept beside ours, never in it",
  }),
  ...proven('§4.3', COUNTING, {
    'of cost-state rows the last one counts, never a sum':
      'of running totals the last one stands as reported, whatever the rows add up to',
  }),
  ...proven('§4.3', 'reading/session-reports.test.ts', {
    'a cost that rests on an estimate says so': 'estimated',
  }),
  ...proven('§4.4', COUNTING, {
    'toolUseResult usage of an agent is no usage':
      "a sub-agent's tokens are its own: what its parent repeats of them is not added",
  }),
  ...proven('§4.4', ROWS, {
    'synthetic rows are no calls': 'is none for synthetic rows and for rows without usage',
    'a synthetic API error is an error event': 'are errors that end the turn, not calls',
    'a synthetic notice is neither': 'are not the notice that nothing was asked',
  }),
  ...proven('§5', `${FOLDER}-sessions.test.ts`, {
    'rows of another session at the top of a file say what was resumed':
      'say whose history a session continues',
    'a session can mix models': 'name the model when it changes',
    'the state of a file survives a restart': 'go on after a restart where they stood',
  }),
  ...proven('§5', PROMPTS, {
    'a prompt is what a person wrote, not what the harness injected': 'is not what the harness wrote: %j %j',
    'a prompt may stand between images and reminders':
      'is the text between images, editor context and reminders',
    'a row with a tool result is no prompt': 'is not a tool result, whatever stands beside it',
    'a turn ends where the model says so, or is aborted': 'is where the model says so',
    'an interruption is told by text or by newer fields': 'is where the person stopped it',
  }),
  ...proven('§5', TOOLS, {
    'a tool call is a block with an id and arguments':
      'has a key, a kind and a digest of its arguments, but not their text',
    'questions and plans wait for a person': '%s waits for a person',
    'a refusal is told from a failure': 'tells a refusal from a failure: %j',
    'a structured patch tells the lines of an edit':
      'counts the lines of a patch, and tells different changes apart',
    'what stands beside several results belongs to none':
      "is one of each block; what the row says besides is then nobody's",
  }),
  ...proven('§5', 'ingest/tool-kind.test.ts', {
    'MCP tools are known by their name': 'tool %s is of kind %s, whichever harness names it',
  }),
  ...proven('§5', SINGLE, {
    'a result failed only when is_error is true': 'failed only when it says so, whatever its text',
    'toolUseResult is a string when it failed':
      'whose text is not in the block is told by the detail beside it',
  }),
  ...proven('§5', ROWS, {
    'an API error tells when it is tried again': 'bring API errors, with the wait before the next try',
    'a compaction is its boundary, not the summary behind it, nor a microcompact':
      'count a compaction once: the boundary, not the summary behind it, nor a microcompact',
    'a turn ends with turn_duration or stop_hook_summary': 'say when a turn ended',
  }),
  ...proven('§5', COUNTING, {
    'there is no end record: a session lasts from first to last row':
      'a session lasts from its first row to its last: there is no end record',
    'all branches of a rewound conversation cost money':
      'every branch of a conversation that was rewound was paid for',
  }),
  ...proven('§5', 'alerts/rules/stuck-agent.test.ts', {
    'an open tool call may take long: silence alone is judged by the tool':
      'opens when the tool in flight passes its own limit, and names it',
  }),
  ...proven('§6', 'writing/ingest-once.test.ts', {
    'first-row-wins and no dedup are wrong by multiples':
      'rows that stream one call in are one call with its last count',
  }),
  ...proven('§7', `${FOLDER}-shared.test.ts`, {
    'the samples are what EXPECTED.json says': 'are counted as expected, call by call and model by model',
  }),
  ...proven('DATA 2', 'db/attempts.test.ts', {
    'a transcript counts before a stream of the same run': '%s: the stream figures are only what it reported',
  }),
];
