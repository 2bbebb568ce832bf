/** Rules of gemini.md. */

import { proven, type RuleTable } from './rule.ts';

const FOLDER = 'ingest/sources/gemini-cli';
const PLACES = `${FOLDER}/places.test.ts`;
const COUNTED = `${FOLDER}/counted-once.test.ts`;
const DOCUMENT = `${FOLDER}/document.test.ts`;
const LOG = `${FOLDER}/log.test.ts`;
const MESSAGES = `${FOLDER}/messages.test.ts`;
const TOOLS = `${FOLDER}/tools.test.ts`;
const FIXTURE = `${FOLDER}/fixture.test.ts`;
const OWN = `${FOLDER}-rules.test.ts`;

export const GEMINI_CLI: RuleTable = {
  document: 'gemini.md',
  source: 'gemini-cli',
  chapters: 5,
  rules: [
    ...proven('§1', PLACES, {
      'the root is ~/.gemini, GEMINI_CLI_HOME moves the home':
        'below ~/.gemini/tmp; GEMINI_CLI_HOME stands in for the home folder',
      'main chats are .jsonl, older ones .json': 'shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl',
      'sub-agents lie in a folder of their parent': 'shop/chats/0a1b2c3d-0000/sub-1.jsonl',
      'temporary files are none': 'shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl.tmp-4711',
      'unreadable backups are none':
        'shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl.unreadable-1777626000000',
      'logs.json is prompt history': 'shop/logs.json',
      'tool-outputs are none': 'shop/tool-outputs/session-x/run_shell_command.json',
      '.project_root holds the path': 'a .project_root beside the chats says it',
      'else projects.json, by slug or hash': 'else projects.json, by the folder’s short name or by the hash',
      'else folders whose hash is known':
        'else what another folder of the same project says, or a folder that the chat names',
      'an unknown project is unknown': '%s: unknown',
    }),
    ...proven('§1', COUNTED, {
      'a folder that is migrated in place is the same chats':
        '§1: a project’s folder that moves to its short name is the same chats',
      'chats are cleaned up: what was read stays': '§1: what was read of a log stays when the log is deleted',
      'a sub-agent’s tokens are its own': 'gemini §1: a sub-agent’s tokens are its own, below its parent',
    }),
    ...proven('§1', FIXTURE, {
      'none of the other files is read': 'gemini §1: backups, prompt history and tool outputs are not read',
    }),
    ...proven('§2', DOCUMENT, {
      'one object with head, messages and last change':
        'gives its head, its messages and the time of its last change',
      'it is rewritten whole: only what is new counts':
        'read again, only what is new or changed is given, at the place it had',
      'half written it is a problem': '%s is a problem, not an empty chat',
      'a message is the same in document and log':
        'a message tells the same as in a log, under the same keys',
    }),
    ...proven('§2', COUNTED, {
      'the last good version is kept':
        'gemini §2: a half-written document keeps what was read, is a problem, and is read when it is whole',
      'a resumed copy counts once, in any order': '%s: each message, call, tool and error is counted once',
      'and in pieces': 'read in pieces, the document before it was whole',
    }),
    ...proven('§3', LOG, {
      'header, message, $set, checkpoint and $rewindTo are told apart':
        'header, messages by type, patches, checkpoints and rewinds are told apart',
      'an id that comes again is the message again':
        'a message is written again whenever it changes: another version of one call, a record of its own',
      'a checkpoint repeats what is known': 'a checkpoint repeats messages: what is known is not told again',
      'unknown types are kept':
        'a type that is not known is kept as other, one under another name is read as what it is',
    }),
    ...proven('§3', OWN, {
      'metadata may come in part': 'a header may come again, in part, and says what changed',
      'an unknown id in $rewindTo clears all':
        'a rewind to an unknown message counts nothing and takes nothing back',
    }),
    ...proven('§3', TOOLS, {
      'success, error and cancelled are over': '%s is over',
      'scheduled, executing and validating are at work': '%s is at work',
      'awaiting_approval waits': 'awaiting_approval waits for a person, until the call is in another state',
      'agentId marks a sub-agent': 'a call of a sub-agent is one',
    }),
    ...proven('§4', MESSAGES, {
      'input includes cached, thoughts and tool stand beside':
        'cached is a part of input, thoughts stand beside output, tool beside input',
      'all-zero and null tokens are no call': '%s: no call',
      'the model is that of each message': 'each message has the model that answered it',
    }),
    ...proven('§4', OWN, {
      'tokens are not cumulative': 'they are those of one response, not a running total: equal ones add up',
    }),
    ...proven('§4', COUNTED, {
      'last-written tokens count once; rewind and checkpoint take nothing back':
        'last tokens of a message count once; neither rewind nor checkpoint takes any back or counts them again',
      'a log that is written anew adds nothing':
        'a log that is written anew under its name, each message in its last state, adds nothing',
    }),
    ...proven('§4', LOG, {
      'synthetic summary turns are neither prompts nor calls':
        'what only a checkpoint holds is told by it; its made-up turns are no prompts',
    }),
    ...proven('§5', FIXTURE, {
      'start is startTime, end lastUpdated': '§5: start and last change',
      'the summary is the title': '§5: the summary is the title',
    }),
    ...proven('§5', LOG, {
      'the session is that of the header':
        'the session is the header’s; until one comes, the file’s name stands in',
      'a checkpoint that shrinks is a compaction':
        '§5: a checkpoint with fewer messages is a compaction, one with as many is none',
    }),
    ...proven('§5', MESSAGES, {
      'session_context and slash commands are no prompts': '%s is none',
      'Request cancelled. is an interruption':
        'Request cancelled. is an interruption; other notices say nothing',
      'errors are messages of their type': 'an error is one, redacted, and ends the turn',
    }),
    ...proven('§5', TOOLS, {
      'a shell call fails by its exit code':
        '§5: an exit code that is not 0 is an error, in either writing of the line feed',
    }),
    ...proven('§5', OWN, { 'the branch is not stored': 'the branch is not stored, and declared so' }),
    ...proven('§5', `${FOLDER}/shared.test.ts`, {
      'the samples are what EXPECTED.json says': 'real chats are counted as expected, model by model',
    }),
  ],
};
