/** Rules of work-stream.md, whose chapters have no numbers. */

import { proven, type RuleTable } from './rule.ts';

const FOLDER = 'ingest/sources/work-stream';
const DIALECTS = `${FOLDER}/dialects.test.ts`;
const FILES = `${FOLDER}/files.test.ts`;
const SESSIONS = `${FOLDER}/sessions.test.ts`;
const USAGE = `${FOLDER}/usage.test.ts`;
const OWN = `${FOLDER}-rules.test.ts`;
const ATTEMPTS = 'db/attempts.test.ts';
const COPIES = 'db/copies.test.ts';

export const WORK_STREAM: RuleTable = {
  document: 'work-stream.md',
  source: 'work-stream',
  chapters: 0,
  rules: [
    ...proven('Files', FILES, {
      'logs lie in .cache/agent-work-logs of the repository':
        'looks around the repository that the current folder lies in',
      'AGENT_WORK_LOG_DIR stands for the folder':
        'takes AGENT_WORK_LOG_DIR alone, relative to the current folder',
      'AGENT_WORK_STREAM_FILE names the stream': 'adds a stream file that its name or place would hide',
      'stream, session files, errors, their rotated and archived forms are logs': '%j is a log',
      'other JSON of the folder is none': '%j is none',
      'a rotated file is the same log':
        'gives rotated forms of a file one session, other files and folders another',
      'session files and the error file repeat the stream of their folder': '%s has role %s',
    }),
    ...proven('Files', 'ingest/sources/work-stream.test.ts', {
      'each of the files is known by its content': 'knows %s by its content',
    }),
    ...proven('Files', 'writing/ingest-once.test.ts', {
      'the same line in stream, session file and error file is one event':
        'stream, session file and error file tell one event once',
    }),
    ...proven('Files', OWN, {
      'a session file counts only for sessions that the stream does not hold':
        'a session file counts for a session that the stream does not hold',
      'the error file counts only for errors that the stream does not hold':
        'the error file counts for errors that the stream does not hold',
      'the metrics line wins over the sum of events, and the difference is kept':
        'a metrics line counts before the end of its session, whose figures are kept beside it',
      'no alert is raised from an alert':
        'alerts of other writers raise none of ours, however many there are',
    }),
    ...proven('Event', SESSIONS, {
      'without session_id the attempt is the session': 'session of %j is %s',
      'without either, each file is one session':
        'makes one session a file of lines without ids, the same after rotation',
      'the executor names the harness': 'executor %s is harness %s',
      'a line may leave the executor out':
        'keeps a session in one harness when a line leaves the executor out, also after a restart',
      'a time far ahead is not believed': 'reads time as of the clock it is given',
      'an event id, where there is one, is the identity':
        'takes event_id as the identity that a repeat is known by',
    }),
    ...proven('Event', DIALECTS, {
      'the envelope describes session, task and branch': 'reads the envelope',
      'each type of event has its data': 'gives each line its facts, and the description of the session once',
      'tool_params is an object or JSON text': 'reads parameters that are JSON text',
      'a result is success, error or the output text': 'reads a tool call and its failed result',
      'a given fingerprint and category are kept': 'keeps a given fingerprint and category',
      'a prompt is initial, followup or retry': 'keeps length and digest of a prompt, never its text',
      'session_end tells status, duration, tokens and cost': 'reads the end of the session',
      'further event types are accepted': 'accepts its further event types without facts',
    }),
    ...proven('Event', `${FOLDER}/facts.test.ts`, {
      'any other event type is kept as other':
        'matches event types exactly and keeps the others as other:<type>',
    }),
    ...proven('Event', OWN, {
      'there is no event id: equal bytes at two offsets are two events':
        'the same bytes twice in one file are two events',
    }),
    ...proven('Event', `${FOLDER}-badlines.test.ts`, {
      'fields of a wrong type or range are repaired and counted': 'stores the values that the labels name',
      'odd times are read, inherited or replaced': 'takes times as the labels say',
    }),
    ...proven('Metrics line', DIALECTS, {
      'it is the aggregate of its attempt, with its pull request':
        'reads a metrics line as the total that the attempt reports',
      'success may stand in either object': 'takes success from whichever field says it: %j',
    }),
    ...proven('Alert line', DIALECTS, {
      'alerts of others are read, our own say nothing new':
        'reads alerts of other writers, and nothing from our own',
    }),
    ...proven('DATA 3', ATTEMPTS, {
      'usage events are the last resort': 'usage events alone are calls with their own tokens and cost',
      'session ends stand before usage events, and a total alone is unclassified':
        'a session end takes the place of the usage events; its tokens are unclassified',
      'the ends of one attempt add up': 'several ends of one attempt add up',
      'the metrics line stands before both': 'a metrics line takes the place of both',
      'of several metrics lines the newest counts':
        'of several metrics lines the newest counts, read in any order',
      'an end without figures takes nothing away': 'an end without figures leaves the usage events in force',
    }),
    ...proven('DATA 3', COPIES, {
      'the n-th equal line is the n-th event, the largest n counts':
        'the n-th equal line of one file is the n-th of the others; the largest n counts',
      'equal lines of other folders are other events': 'equal lines of other folders are other events',
    }),
    ...proven('DATA 3', USAGE, {
      'usage comes under any names, and its classes are disjoint':
        'OpenAI chat: cached tokens are inside the prompt, reasoning inside the completion',
      'a total alone goes to unclassified': 'a total alone',
    }),
    ...proven('DATA 2', ATTEMPTS, {
      'the transcript of a harness owns what its stream repeats':
        '%s: the stream figures are only what it reported',
    }),
  ],
};
