/** Rules of bosun.md. */

import { notDone, proven, type RuleTable } from './rule.ts';

const STREAM = 'ingest/sources/work-stream';
const DIALECTS = `${STREAM}/dialects.test.ts`;
const TELEMETRY = `${STREAM}/bosun.test.ts`;
const STREAM_RULES = `${STREAM}-rules.test.ts`;
const FILES = `${STREAM}/files.test.ts`;
const ACCUMULATOR = 'ingest/sources/bosun.test.ts';
const DOCUMENTS = 'ingest/sources/bosun/documents.test.ts';
const COUNTED = 'ingest/sources/bosun/counted-once.test.ts';
const OWN = 'ingest/sources/bosun-rules.test.ts';
const ERRORS = 'ingest/error-kind.test.ts';

export const BOSUN: RuleTable = {
  document: 'bosun.md',
  source: 'bosun',
  chapters: 7,
  rules: [
    ...proven('§1', FILES, {
      'the writer’s folder and the analyzer’s are two candidates, with those above':
        'looks around the repository that the current folder lies in',
      'AGENT_WORK_LOG_DIR is honoured': 'takes AGENT_WORK_LOG_DIR alone, relative to the current folder',
      'shredding-stats.jsonl holds no events': 'shredding-stats.jsonl',
      'archived logs are read': 'archive/agent-work-stream-20260209.jsonl',
      'agent-errors.jsonl repeats the stream': '/l/agent-errors.jsonl',
    }),
    ...proven('§1', STREAM_RULES, {
      'rotation packs into the archive and empties in place':
        'a log that is packed into the archive and emptied in place is counted once',
      'PowerShell may unroll lists of one element': 'a list of one element may be the element itself',
    }),
    ...proven('§1', DIALECTS, {
      'PowerShell writes a byte order mark, CRLF and seven-digit fractions':
        'reads a byte order mark, CRLF, seven fraction digits, and sessions by attempt_id',
    }),
    ...proven('§1', ACCUMULATOR, {
      'accumulator and session documents lie beside the log folders':
        'the accumulator and the session documents of the candidate folders',
      'only documents right in logs/sessions are its files': '%j below them is its file: %s',
    }),
    ...proven('§1', OWN, {
      'runtime-accumulator.json and text logs repeat the accumulator':
        'running sums, signals and text logs are not read: they repeat what the accumulator says',
    }),
    ...proven('§1', COUNTED, {
      'a session document is rewritten while it grows':
        'counts each message once, whether it is read whole or as it grows',
      'it may be half written': 'a document half written is a problem until it is whole, and loses nothing',
    }),
    ...proven('§1', DOCUMENTS, {
      'it keeps only its last messages':
        'grown by a message and lost its first ones, it gives the new message and the new state',
      'of a finished run the accumulator is the better source':
        'of a run that the accumulator holds, the accumulator tells the tokens',
      'a new run may take over the file': 'a new run in the same file has places of its own',
    }),
    ...notDone('§1', {
      'anomaly-signals.json lists the last 50 signals':
        'it names processes, not sessions; the same signals stand in session_end as anomaly_actions, which are read',
    }),
    ...proven('§2', STREAM_RULES, {
      'the envelope lacks session_id, elapsed_ms, sequence_num and tags':
        'an envelope without the fields that its writer never has is read',
      'deltas are followed by the full message':
        'a delta and the whole message behind it are signs of life, not two texts',
      'completion_status has five words': 'completion_status %s is %s',
    }),
    ...proven('§2', DIALECTS, {
      'tool_params is JSON text or an object': 'reads parameters that are JSON text',
      'failed is guessed from words in the text: the status decides':
        'takes failure from the status, never from words in the output',
      'a usage event is the raw object of the SDK': 'reads usage lines as calls of their own',
      'session_end holds all telemetry, with diff_ names':
        'reads its end: totals from parts, and what the session changed',
      'status_change and skill_invoke say nothing to count': 'accepts its further event types without facts',
      'lines of the error file may lack event_type': 'reads error lines without event_type',
    }),
    ...proven('§2', `${STREAM}/usage.test.ts`, {
      'usage has any naming: Codex': 'Codex: cached_input_tokens is inside input_tokens',
      'usage has any naming: Copilot': 'Copilot SDK: cache classes stand beside the input',
      'usage has any naming: Anthropic': 'Anthropic: cache classes stand beside the input',
    }),
    ...proven('§2', TELEMETRY, {
      'telemetry tells outcome, model and anomalies':
        'takes model and outcome of the end from its telemetry, and its anomalies as an alert of bosun',
      'anomaly_actions may be empty or odd': 'anomaly_actions are no alert: %j',
      'error_confidence is 0 to 1': 'error_confidence %j clamps %i fields',
    }),
    ...proven('§2', COUNTED, {
      'added usage may be inflated: the accumulator counts before the stream': '%j: %i tokens, one session',
    }),
    ...proven('§3', DIALECTS, {
      'success stands in metrics, outcome or completion_status':
        'takes success from whichever field says it: %j',
    }),
    ...proven('§3', TELEMETRY, {
      'a metrics line may name only its task':
        'a metrics line without attempt and session is the total of its task',
    }),
    ...proven('§3', ACCUMULATOR, {
      'a title may bear a size label':
        'a line is the end of a run: whose it was, how it went, how long it took',
    }),
    ...proven('§3', 'ingest/sources/timestamps.test.ts', {
      'a time that is none is inherited': 'inherits the time of the line before for %j',
      'the year 2099 is not believed':
        'replaces %j by the clock of reading, because it is more than a day ahead',
    }),
    ...proven('§4', STREAM_RULES, {
      'seven types of alerts, each with fields of its own': '%s is an alert of bosun, about %j',
    }),
    ...proven('§4', TELEMETRY, {
      'an alert with several fingerprints is about the first':
        'alerts of bosun: the first of its fingerprints is the subject, no ledger record is an alert',
    }),
    ...proven('§4', 'writing/ingest-once.test.ts', {
      'windows go by the time of the events, so that history alarms nobody':
        'history raises no alert for anybody',
    }),
    ...proven('§5', ERRORS, {
      'categories: a key that is refused before a limit that is met':
        'You exceeded your current quota: insufficient_quota (HTTP 429)',
      'categories: rate limit': 'HTTP 429 Too Many Requests',
      'categories: model error': 'The model gpt-9 does not exist',
      'categories: request error': 'Error 400: invalid_request_error: bad field',
      'categories: out of memory': 'FATAL ERROR: JavaScript heap out of memory',
      'categories: killed': 'process exited with code 137',
      'categories: sandbox': 'bwrap: setting up uid map: Operation not permitted',
      'categories: tests, and the like': 'Tests: 3 failed, 10 passed',
      'a given category is free text, a given fingerprint is kept':
        'is the given one, redacted and capped, when the log gives one',
    }),
    ...proven('§6', 'alerts/rules/tool-loop.test.ts', {
      'equal arguments make a loop, not the name alone':
        'takes five distinct calls of ten for a loop, six for work',
      'tools that are used again and again may be so more often':
        'allows three times as many calls of kind %s',
    }),
    ...proven('§7', ACCUMULATOR, {
      'a line is the end of a run': 'a line is the end of a run: whose it was, how it went, how long it took',
      'costUsd 0 is not known': 'cost 0 is unknown, because the tracker passes none',
      'sessionKey is the identity':
        'sessionKey is the identity: a line that stands twice has the same one, and adds nothing',
      'tokens may come without a total':
        'tokens without a total are the sum of their parts; idle says nothing of how it went; no executor is no harness',
      'other types are kept': 'keeps other types, and rejects what names no session',
    }),
    ...proven('§7', OWN, {
      'runs of one task add up, a repeated one does not':
        'a run that stands twice counts once, another run of its task counts beside it',
    }),
    ...proven('DATA 3', COUNTED, {
      'a list of rows repeats the log it was made of': '%s first, then %s: each error once',
    }),
  ],
};
