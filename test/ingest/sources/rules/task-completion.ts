/** Rules of task-completion.md, which has no chapters. */

import { notDone, proven, type RuleTable } from './rule.ts';

const ADAPTER = 'ingest/sources/ledger.test.ts';
const OWN = 'ingest/sources/ledger-rules.test.ts';

export const TASK_COMPLETION: RuleTable = {
  document: 'task-completion.md',
  source: 'ledger',
  chapters: 0,
  rules: [
    ...proven('Fields', OWN, {
      'all fields, their words in any case, null for what is not known':
        'every field of the event is kept, with its words in lower case; null is not known',
      'outcome is one of four': 'the outcome %s is one of four',
      'another outcome is not known': 'another outcome is not known, and counted',
      'cost cannot be recomputed, because cache classes are not told apart':
        'its cost is the one it tells, also where its tokens have a price: their cache classes are not known',
    }),
    ...proven('Plan', ADAPTER, {
      'a bare event without type is known by its fields':
        'a bare event is known by its fields, enums in any case',
      'implausible rows are flagged':
        'implausible rows are flagged: cost 0 with tokens, utilization above 1, passed with failed gates',
      'times and numbers may contradict each other': '%j is flagged %j',
      'a killed task keeps the context': 'a killed task keeps what killed it, when, and what was running',
    }),
    ...proven('Plan', OWN, {
      'event_id is the identity, else the place':
        'event_id is its identity: told again it is one, the last write wins',
      'usage is never added to that of the harness log':
        'its usage is never added to that of the harness log of the same session',
    }),
    ...notDone('Plan', {
      'unknown keys are kept':
        'they are accepted and left out: nobody can say whether they hold text that must not be stored',
    }),
  ],
};
