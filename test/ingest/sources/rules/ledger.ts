/** Rules of ledger.md, which has no chapters. */

import { proven, type RuleTable } from './rule.ts';

const RECORDS = 'ingest/sources/ledger/records.test.ts';
const COUNTED = 'ingest/sources/ledger/counted-once.test.ts';
const OWN = 'ingest/sources/ledger-rules.test.ts';
const ADAPTER = 'ingest/sources/ledger.test.ts';

export const LEDGER: RuleTable = {
  document: 'ledger.md',
  source: 'ledger',
  chapters: 0,
  rules: [
    ...proven('Records', ADAPTER, {
      'in any JSON Lines file, known by type':
        'every type is recognised by its content, by this adapter alone',
      'rows of other formats are none': '%s is not',
      'the ledger of agentperf has a place of its own':
        'lies in the data folder, or where AGENTPERF_LEDGER says',
    }),
    ...proven('Records', 'commands/emit.test.ts', {
      'agentperf emit appends the same lines': 'is one line with id and time, in a file of the user alone',
    }),
    ...proven('Records', RECORDS, {
      'a work log': 'work_log',
      'an escalation': 'escalation',
      'a step of a molecule': 'molecule_step',
      'participation in a convoy': 'convoy_participation',
      'a session of an agent': 'agent_session',
      'a review': 'quality_review',
      'a rating': 'collaboration_rating',
      'a task completion': 'task_completion',
      'an intervention': 'intervention',
      'a profile has no id but its agent':
        'agent_profile is known by its agent, and its later line is the newer one',
      'unknown types are kept as other': 'unknown keys are kept out, unknown types are kept as other',
    }),
    ...proven('Identity', COUNTED, {
      'the same id is the same fact, the last write wins, over files and orders':
        'ledger.md: the same id is one fact, the last write wins: %s',
      'the same line in two files is one record':
        'the same line in two files is one record, and one copy that is known',
    }),
    ...proven('Identity', ADAPTER, {
      'last is what was written last, not what happened last':
        'the time of writing is the version, the time of the work is the time of the record',
    }),
    ...proven('Identity', OWN, {
      'without an id the place is the identity':
        'lines without an id are known by their place: equal ones are two records, and stay two',
      'the id is one within its type': 'one id in two types is two records',
      'a line without a time of writing was written after those before it':
        'a line that corrects the time of the work to an earlier one stands, also in a later reading',
      'of two writes with one time the later line wins': 'written twice with one time, the later line stands',
    }),
    ...proven('Fields', RECORDS, {
      'cost_usd_micros is preferred to cost_cents; odd values are repaired or unknown':
        '%j is %j with %i clamped fields',
    }),
    ...proven('Fields', ADAPTER, {
      'scores run 0 to 1': 'scores outside 0 to 1 are kept and flagged',
      'session_status of a hook is evidence':
        'is evidence on that session, of Claude Code unless it says otherwise',
    }),
    ...proven('DATA 2', OWN, {
      'the ledger is the last owner: its figures are not added to a session':
        'its usage is never added to that of the harness log of the same session',
    }),
  ],
};
