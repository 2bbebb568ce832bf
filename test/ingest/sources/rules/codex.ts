/** Rules of codex.md. */

import { notDone, proven, type RuleTable } from './rule.ts';

const FOLDER = 'ingest/sources/codex';
const PLACES = `${FOLDER}/places.test.ts`;
const COUNTED = `${FOLDER}/counted-once.test.ts`;
const ROWS = `${FOLDER}/rows.test.ts`;
const TURNS = `${FOLDER}/turns.test.ts`;
const TOKENS = `${FOLDER}/tokens.test.ts`;
const FORKS = `${FOLDER}/forks.test.ts`;
const TOOLS = `${FOLDER}/tools.test.ts`;
const LIMITS = `${FOLDER}/limits.test.ts`;
const FIXTURE = `${FOLDER}/fixture.test.ts`;
const SHARED = `${FOLDER}/shared.test.ts`;
const OWN = `${FOLDER}-rules.test.ts`;

export const CODEX: RuleTable = {
  document: 'codex.md',
  source: 'codex',
  chapters: 7,
  rules: [
    ...proven('§1', PLACES, {
      'the root is ~/.codex': '~/.codex',
      'or $CODEX_HOME': '$CODEX_HOME',
      'there is no XDG name': 'no XDG name',
      'rollouts are live in folders by date, and archived flat':
        '2026/02/23/rollout-2026-02-23T10-00-00-x.jsonl',
      'history.jsonl is an index only': 'history.jsonl',
      'session_index.jsonl too': 'an index of sessions',
      'the first line may be 30 KB long': 'a first row of 30 KB, cut',
    }),
    ...proven('§1', COUNTED, {
      'an archived copy is the live one': 'live and archived',
      'a packed sibling is the plain file': 'plain and packed',
      'the representation can change while it is watched': 'the representation changes while it is watched',
      'what cannot be unpacked is a problem of its own':
        'a packed file that is half written or damaged is a problem, and the rest goes on',
    }),
    ...proven('§1', TURNS, {
      'originator is free text, never filtered on': 'every originator is read alike',
    }),
    ...proven('§1', OWN, {
      'names are in local time, lines in UTC':
        'the time is that of the line: directory and name are in local time',
      'the SQLite files are indexes only': '%s is an index only, and nobody’s log',
      'resume appends to the same file': 'codex §1: a resumed thread goes on in its file',
      'migrate-rollouts rewrites files: model calls and tools stay one':
        'codex §1: a legacy file that is migrated keeps its calls and tools counted once',
    }),
    ...proven('§1', `${FOLDER}/migrated.test.ts`, {
      'rows of a file that migrate-rollouts rewrote are the same records': 'in its place, and grown later',
    }),
    ...proven('§2', ROWS, {
      'before September 2025 lines had no envelope': 'are the same rows, at the time of the first',
      'unknown kinds are kept by their name':
        'codex §2: rows of kinds that came with a newer version are kept by their name',
      'what is no row is rejected with a reason': 'what is no row says why',
    }),
    ...proven('§2', TURNS, {
      'session_meta, turns and events say who and where':
        'who and where: from the first row, the turns, and the events',
      'effort may stand in the settings of the mode': 'effort may stand in the settings of the mode alone',
      'compacted and context_compacted are one compaction': 'row and event',
      'compacted and the item ContextCompaction are one': 'row and item',
      'replacement_history is no new work': 'its history is no work: none of its items counts',
    }),
    ...proven('§2', OWN, {
      'turn_context comes with each request, and is no turn':
        'a turn_context is no turn: it comes with each request',
      'world_state, goals, reasoning and the like count nothing': 'nothing is counted of %j',
      'ordinal and metadata come with newer versions':
        'ordinal and metadata of newer versions change nothing',
      'a rolled back turn was paid for': 'what was rolled back was paid for',
    }),
    ...proven('§3', TOKENS, {
      'input includes cached and written, output includes reasoning':
        'cached and written tokens are a part of input, reasoning is a part of output',
      'cached never exceeds input': 'more cached than input is a clamped field, never a negative count',
      'the context window is kept': 'the window is kept for the fill of the context',
      'an estimate after a manual compaction is no usage':
        'a repeated total with an estimate of the context, as after a manual compaction, is no usage',
    }),
    ...proven('§3', OWN, {
      'context fill is the total of the last request':
        'codex §3: context fill is the whole of the last request',
    }),
    ...proven('§4', TOKENS, {
      'an unchanged total is a repeat': 'a repeated total is not counted again',
      'two requests of one size are two': 'two equal requests are two calls: the total moved',
      'a dropped total is a new baseline':
        'a total that dropped is a new baseline, and the last request is added',
      'info null is about limits': 'info null is only about limits',
      'without last the difference counts': 'without the last request the difference of the totals counts',
      'token_usage_record is preferred': 'one call for each response; counts beside it say nothing of usage',
      'a file may begin with counts and go on with records':
        'a response that a count told of before the file had records is not counted again',
      'a record is known by response and thread total':
        'the same record twice has one key, the same figures in another response another',
    }),
    ...proven('§5', FORKS, {
      'only the first session_meta is the identity':
        'the copy is marked, belongs to the child and counts in no other session',
      'a fork replays its parent: seconds later': 'a fork whose work begins seconds later',
      'within the second of the fork':
        'a fork whose work begins in the same second: its turn is younger than the thread',
      'without ids of turns': 'without ids of turns, by the second alone',
      'a copy that takes longer than its second': 'a copy that takes longer than the second, without',
      'with the times of the parent': 'the times of the parent kept',
      'a sub-agent replays, too': 'a sub-agent',
      'a parent that only parent_thread_id names': 'a parent that only parent_thread_id names',
      'two session_meta and no word of a parent': 'no word of a parent but its session_meta',
      'a fork of a fork': 'a history of a fork of a fork',
      'the last replayed total is the baseline':
        'the last copied total is the baseline: only what the child itself used is added',
      'a child without copied history counts from its first turn':
        'a sub-agent without copied history counts from its first turn on',
      'a resumed file is no replay': 'a resumed file is one thread: what is appended later counts',
      'a record of another thread is a copy': 'a record of another thread is a copy whenever it was written',
      'pieces count as the whole': 'any cut of the file gives the same records',
    }),
    ...proven('§5', COUNTED, {
      'a parent with two forks and two sub-agents counts once, in any order': '%s, one file after another',
      'and in pieces': 'all files growing by pieces that end inside of lines',
    }),
    ...proven('§5', FIXTURE, {
      'siblings of one size are two': '§5: a sibling that did equal work is not merged',
    }),
    ...proven('§5', OWN, {
      'also without their parent': 'codex §5: siblings that did equal work in the same second are two',
    }),
    ...notDone('§5', {
      'totals of the child are compared with the file of the parent':
        'files are read alone and in any order; the turns and times of the child itself tell its copy',
    }),
    ...proven('§6', TURNS, {
      'the session is the first session_meta, else the uuid of the name':
        'the session is the first session_meta’s; before it, the uuid of the file’s name',
      'a prompt stands in an event and in an item':
        'an event and the item of the same prompt are one, whichever comes first',
      'a paginated prompt is an item UserMessage':
        'an item UserMessage of a paginated file is a prompt, and its item is not another',
      'preambles are no prompts': 'the preamble %j is no prompt and no title',
      'turns end by task_complete or turn_complete': 'turn_complete',
      'or by turn_aborted': 'turn_aborted',
      'an error stands in its event, the turn’s end, or both':
        'an error of a turn is counted once, by its event, its end, or both',
    }),
    ...proven('§6', TOKENS, {
      'the model is that of the latest turn, also codex-auto-review': 'the latest turn before it',
      'else the row’s own': "the row's own, where no turn says one",
      'else the thread settings': 'the thread settings where no turn says one',
      'the first versions name none': 'unknown where nothing says one',
    }),
    ...proven('§6', TOOLS, {
      'each call item counts once':
        'each function_call, custom_tool_call, local_shell_call and web_search_call item once',
      'exit code in JSON': 'a JSON string with metadata',
      'exit code in text: Process exited with code': 'text of a process',
      'exit code in text: Exit code': 'text of a shell',
      'exit code in an object or a list': 'a list of content items',
      'text that quotes an exit code is no error': 'text that only speaks of exit codes',
      'an item CommandExecution repeats a call':
        'an item CommandExecution ends the call that it repeats, and is no call of its own',
      'a command outside of calls is none': 'a command that is nobody’s call is only a sign of life',
      'patches tell their end in an event': 'patch_apply_end',
      'MCP calls, too': 'mcp_tool_call_end',
      'names of MCP tools hold their server': 'names of MCP tools hold their server',
      'request_user_input and escalations ask a person': 'request_user_input',
      'where nobody is asked, nothing waits': 'where nobody is ever asked',
    }),
    ...proven('§6', OWN, {
      'one failure is one error, however many rows tell of it':
        'codex §6: a command that failed is one error, though event, item and output tell of it',
      'no end is written': 'codex §6: no end is written: a session ends at its last row',
    }),
    ...proven('§6', 'metrics/status.test.ts', {
      'task_started without an end and long ago is a crash': 'a turn left open over 2 hours ago',
    }),
    ...proven('§6', FORKS, {
      'a sub-agent is known by source or parent_thread_id': 'a sub-agent by its source',
      'a fork is a main session': 'a fork is a main session',
      'a sub-agent of a sub-agent hangs below it':
        'a sub-agent of a sub-agent hangs below it, where it names the session',
      'a fork says whose history it continues': 'a fork says whose history it continues',
    }),
    ...proven('§6', LIMITS, {
      'limits have two windows, resets_at in seconds': 'both windows, with the plan',
      'older builds have resets_in_seconds': 'older builds say in how many seconds a limit resets',
      'limit_id must be codex': 'the limit of another product is not the subscription',
      'limits may be null': 'null for a whole session, and a window that is null',
    }),
    ...proven('§6', PLACES, { 'codex exec --json is another stream': 'the stream of codex exec --json' }),
    ...proven('§7', SHARED, {
      'the sums are the files’ own totals':
        'codex §7: the sums are the files’ own last totals, and a fraction of what repeats would add',
      'the samples are what EXPECTED.json says':
        'are counted as expected, figure by figure and model by model',
    }),
  ],
};
