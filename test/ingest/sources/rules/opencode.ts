/** Rules of opencode.md. */

import { notDone, proven, type RuleTable } from './rule.ts';

const FOLDER = 'ingest/sources/opencode';
const PLACES = `${FOLDER}/places.test.ts`;
const STORAGE = `${FOLDER}/json-storage.test.ts`;
const DATABASE = `${FOLDER}/database.test.ts`;
const GENERATIONS = `${FOLDER}/generations.test.ts`;
const ONCE = `${FOLDER}/once.test.ts`;
const FACTS = `${FOLDER}/facts.test.ts`;
const ENTRIES = `${FOLDER}/entries.test.ts`;
const COUNTING = `${FOLDER}/counting.test.ts`;
const FORKS = `${FOLDER}/forks.test.ts`;
const SHARED = `${FOLDER}/shared.test.ts`;
const OWN = `${FOLDER}-rules.test.ts`;

export const OPENCODE: RuleTable = {
  document: 'opencode.md',
  source: 'opencode',
  chapters: 4,
  rules: [
    ...proven('§1', PLACES, {
      'the data folder is the XDG one, on macOS too':
        'without a database: where it will be, and the JSON storage of both layouts',
      'XDG_DATA_HOME, OPENCODE_DB and OPENCODE_DATA_DIR are honoured':
        'XDG_DATA_HOME, OPENCODE_DB and OPENCODE_DATA_DIR are honoured',
      'a channel has a database of its own': 'every release channel has a database of its own',
      'JSON is read only where there is no database':
        'with a database: it alone, for the JSON files beside it hold the same',
      'only sessions, messages and parts of the storage are read':
        'opencode §1: the path %j below a root is read: %j',
    }),
    ...proven('§1', STORAGE, {
      'both layouts of the JSON storage hold the same objects':
        'a session, its messages and parts are one record each',
      'files are rewritten in place': 'is given again when it changed, and only then',
      'ids are those of the database':
        'opencode §1: the ids are those of the database, so that records of both join',
    }),
    ...proven('§1', ONCE, {
      'stale JSON beside a database counts once':
        'opencode §1: the JSON storage beside a database is not counted again: %s',
      'a locked database is read later': 'a locked database is a problem, and is read when it is free',
      'a database that is written meanwhile counts as at its end':
        'opencode §1: a database that is read while it is written is counted as if it were read at its end',
    }),
    ...proven('§1', DATABASE, {
      'rows are updated in place: time_updated tells':
        'only what changed is given again, with all its facts, at its place',
      'a part may change while its session row stays':
        'a part that changes while its session row stays is found, hours after its session was touched',
      'rows with an old time may be new':
        'rows that bear an old time are found when they are new: a fork copies them as they are',
      'row numbers are given again': 'a row number that is given again after an undo is another place',
    }),
    ...proven('§1', OWN, {
      'the write-ahead log holds what is newest': 'rows that stand only in the write-ahead log are read',
      'it is opened read-only': 'it is not written to',
    }),
    ...proven('§1', 'ingest/documents.test.ts', {
      'changes are seen by the write-ahead log, not by the file alone':
        'rows that are added or changed are seen while its program has it open',
    }),
    ...proven('§2', GENERATIONS, {
      '1.x is read by message and part': '1.x by message and part, although the table of 2.x is there, empty',
      'a session has a title, a folder, a version':
        "title, folder, version and changes are the session's; a title that none was made for yet is none",
      'parent_id makes a sub-agent':
        "a sub-agent is its parent's, whatever depth it has; a circle of parents ends",
    }),
    ...proven('§2', COUNTING, {
      'the sums in the session row are those of its messages':
        "opencode §2: a session's own sums repeat those of its messages and are not added",
      'the model is flat in answers and nested in questions':
        'provider and model are taken from the message, flat or nested',
      'a compaction part is one compaction': 'opencode §2: a compaction part in an answer is one by itself',
    }),
    ...proven('§2', FACTS, {
      'a prompt is a text part of a question':
        "are texts in a user's message, with a title until OpenCode has made one",
      'synthetic text is none': '%s is none',
      'a retry is an error': 'opencode §2: a retry is an error of the API',
      'a variant is the effort': "opencode §2: a variant is the effort, and a sub-agent's agent its type",
      'unknown types are kept': 'a type that is not known is kept as other',
    }),
    ...proven('§2', OWN, {
      'the event table repeats messages and parts': 'the event log repeats what messages and parts say',
      'summary of a question is an object, and no compaction':
        'the summary of changes in a question is no compaction',
      'other parts count nothing': 'a part %s',
    }),
    ...proven('§3', GENERATIONS, {
      'exactly one generation is read':
        '2.x by session_message as soon as it has rows, and the frozen tables of 1.x not at all',
      'a fresh install has no tables of 1.x': 'a fresh install of 2.x has its sessions in session_v2',
      'an unknown generation is a problem': 'a generation never seen is a problem: %s',
    }),
    ...proven('§3', OWN, {
      'session_v2 may be named session':
        'sessions of a beta that has them in the table `session` are known by its columns',
    }),
    ...proven('§3', ENTRIES, {
      'the role is the type, tools stand in the content':
        'an answer holds its tools; its model stands in an object',
      'an idle entry ends the turn': 'idle',
      'a shell entry is a sign of life': 'shell',
      'a switch of the model counts nothing': 'model-switched',
      'migrated messages keep their ids': 'a call has the key that the same message had in 1.x',
    }),
    ...proven('§3', ONCE, {
      'a migrated database is not counted again':
        'opencode §3: a database that is migrated from 1.x to 2.x is not counted again',
    }),
    ...proven('§4', COUNTING, {
      'input excludes cache, reasoning is added to output':
        'input stands beside the cache; reasoning stands beside output and is billed as output',
      'old versions have reasoning in output: the total tells':
        'a total that adds up without reasoning says that output holds it already',
      'step-finish parts repeat their message':
        'its step-finish part repeats the same tokens and is not added',
      'very old messages had several steps': 'of a very old message with several steps, each step is a call',
      'cost 0 is unknown': "is the harness's own in micro-dollars; 0 is not known",
      'an incomplete message waits': 'an unfinished message is not counted until it is completed, then once',
      'a copy has the times, model and tokens of its original':
        'copies have one key with what they are copies of, and lose against it',
      'other figures are another call': 'another %s is another call',
      'a summary message is one compaction':
        'opencode §4: a summary message is a compaction, whose request is not another one',
    }),
    ...proven('§4', FORKS, {
      'the oldest session keeps what forks copied': 'in one database, whole',
      'also as it grows': 'in one database, as it grows',
      'also over two databases, in either order': 'in two databases, %s',
      '2.x copies the times': 'in 2.x, where the copies bear the times of the original',
    }),
    ...proven('§4', ONCE, {
      'a sub-agent counts once, under its parent':
        "opencode §4: a sub-agent's messages are its own, under its parent",
    }),
    ...proven('§4', FACTS, {
      'a call fails by its status': 'a call with the status error failed',
      'or by its exit code': 'an exit code that is not 0 is a failure although the call is completed',
      'a running call is live': 'a running call is open, and as old as its start',
      'stop ends a turn': '%s ends it',
      'tool-calls does not': '%s does not',
      'MessageAbortedError is an interruption': 'MessageAbortedError is an interruption and no error',
    }),
    ...proven('§4', OWN, {
      'there is no end of a session': 'there is no end of a session: it lasts from its first row to its last',
      'the branch is not stored': 'the branch is unknown, and declared so',
    }),
    ...notDone('§4', {
      'the branch is read from git in the folder':
        'the branch that a folder is on when its log is read is not the one that the session worked on',
    }),
    ...proven('§4', SHARED, {
      'a recorded database has the sums that SQL finds':
        'every row is a record, and the sums are those of SQL',
    }),
  ],
};
