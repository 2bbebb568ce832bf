/** Rules of claude-code.md about where transcripts are and what their rows mean. */

import { CLAUDE_CODE_COUNTING } from './claude-code-counting.ts';
import { proven, type RuleTable } from './rule.ts';

const FOLDER = 'ingest/sources/claude-code';
const ROWS = `${FOLDER}.test.ts`;
const SESSIONS = `${FOLDER}-sessions.test.ts`;
const SINGLE = `${FOLDER}-rules.test.ts`;
const COUNTING = `${FOLDER}-counting-rules.test.ts`;

export const CLAUDE_CODE: RuleTable = {
  document: 'claude-code.md',
  source: 'claude-code',
  chapters: 7,
  rules: [
    ...proven('§1', SESSIONS, {
      'without CLAUDE_CONFIG_DIR both default places are read, the XDG one too': 'are both default places',
      'CLAUDE_CONFIG_DIR may be a list, and an entry may be the projects folder itself':
        'are those of CLAUDE_CONFIG_DIR when it is set: a list, of which an entry may be the projects folder itself',
      'Claude Desktop keeps sessions of its own, of which only the projects folders hold transcripts':
        'are beside them those of Claude Desktop, which no setting moves',
      'transcripts are looked for recursively; tool-results and meta.json are none':
        'hold transcripts in any folder',
      'a main transcript is named by its session': 'the file names it when the row does not',
      'a sub-agent has a file below the folder of its session': 'a sub-agent has its own',
      'the name of the file says which sub-agent': 'the file names the sub-agent when the row does not',
      'the summariser of a compaction is a sub-agent': 'a compaction agent is a sub-agent',
      'agents of a workflow stand one folder deeper': 'a workflow is one folder deeper',
      'the journal of a workflow holds no session of its own':
        "reads a workflow's journal as rows of the main session",
      'side chains of old versions stand in the main file': 'an inline side chain stays',
      'prompts and ends of an inline side chain are not those of the session':
        'does not take prompts and ends of an inline side chain for those of the session',
      'sub-agents of old versions stand beside the main file': 'an old sub-agent beside the main file',
    }),
    ...proven('§1', SINGLE, {
      'history.jsonl is no transcript': 'the prompt history is no transcript',
      'the name of the project folder cannot be turned back into a path':
        'the folder is taken from the rows, never from the name of the project folder',
      'a relocated row tells the new folder': 'a session that moved goes on in its new folder',
    }),
    ...proven('§1', COUNTING, {
      'transcripts are deleted after 30 days: what was read stays':
        'what was read of a transcript stays when the harness deletes it',
      'lines may be longer than a megabyte':
        'a line of megabytes, as an image is, hides neither itself nor the lines around it',
      'local agent mode is read below its projects':
        'a session that Claude Desktop ran is read from its projects',
    }),
    ...proven('§1', `${FOLDER}-tiers.test.ts`, {
      'long lines are read as short ones are':
        'give the same record for every line: speed never decides what is counted',
    }),
    ...proven('§1', 'writing/follow.test.ts', {
      'the last line may be partial while it is written':
        'a line that is being written counts when it is complete',
    }),
    ...proven('§1', 'writing/ingest-once.test.ts', {
      'malformed lines occur in finished files': 'says what it read',
      'history copied into a fresh file is not counted again':
        'a history that another file copies is counted once, in either order',
    }),
    ...proven('§1', 'db/files.test.ts', {
      'files can be moved': 'a renamed file is found under its new name',
    }),
    ...proven('§2', ROWS, {
      'a row has an id, a time and a session': 'takes identity, time and session from the envelope',
      'a row that says that it was copied is a copy': 'marks rows that the log says are copies',
      'an object without a type is no row': 'refuses %j',
    }),
    ...proven('§2', SESSIONS, {
      'sessionId may differ from the name of the file': 'copied history belongs to the session it came from',
      'agentId tells whose row it is, wherever it stands': 'an agent row in a main file',
      'the envelope is told when it changes':
        'come with the first row and then only when they change, so that records stay light',
      'attributionAgent is the type of a sub-agent, not of a main session':
        'name the type of a sub-agent where its own rows do',
    }),
    ...proven('§2', SINGLE, {
      'an empty branch and a detached head are no branch': 'the branch %j is none',
      'folder and version can change inside a file':
        'folder and version that change inside a file are told as changes',
    }),
    ...proven('§3', ROWS, {
      'unknown types are kept as other, never rejected':
        'keeps types that came with a newer version, because new ones appear every few weeks',
      'metadata rows have neither session nor time':
        'does not fault metadata rows for the time and session that they never have',
      'usage in agent_progress rows is a copy':
        'does not count the copies of usage in progress rows and agent results',
      'a pull request is linked by its own row': 'bring pull requests',
    }),
    ...proven('§3', SINGLE, {
      'snapshots, attachments, queues and other metadata count nothing': 'nothing is counted of %j',
      'a session may be named': 'an agent has the name that the session was given',
    }),
    ...proven('§3', `${FOLDER}-prompts.test.ts`, {
      'a title that a person set is better than the harness’s, and that than the first prompt':
        'is the first line of the first prompt until a better one comes',
      'a summary may be the title of another session: it is matched by leafUuid':
        "is a summary's only when the row it names stands in this file: others belong to other files",
    }),
    ...CLAUDE_CODE_COUNTING,
  ],
};
