/** Rules of gastown.md. */

import { notDone, proven, type RuleTable } from './rule.ts';

const FOLDER = 'ingest/sources/gastown';
const EVENTS = `${FOLDER}.test.ts`;
const ROOTS = `${FOLDER}-roots.test.ts`;
const PRUNE = `${FOLDER}-prune.test.ts`;
const COSTS = `${FOLDER}-costs.test.ts`;
const OBJECTS = 'ingest/sources/beads-objects.test.ts';
const OWN = `${FOLDER}-rules.test.ts`;
const COST_OF = 'db/queries/beads.test.ts';
const QUALITY = 'db/queries/beads-quality.test.ts';

export const GASTOWN: RuleTable = {
  document: 'gastown.md',
  source: 'gastown',
  chapters: 5,
  rules: [
    ...proven('§1', ROOTS, {
      'the town is found upwards, by GT_TOWN_ROOT and GT_HOME, and at ~/gt':
        'gastown §1: the town is found by walking up, by GT_TOWN_ROOT and GT_HOME, and at ~/gt',
      'beads are the town’s and those of its rigs':
        "gastown §1: beads are the town's and those of the rigs that mayor/rigs.json names",
      'rigs.json may be odd': 'rigs.json of %s names no rig',
    }),
    ...proven('§1', PRUNE, {
      'pruning by rename loses and repeats nothing':
        'gastown §1: lines that vanish in pruning are neither counted again nor lost',
      'also when nothing old is left': 'gastown §1: pruned to nothing but what is new',
    }),
    ...proven('§1', EVENTS, {
      'rows are known by their content, equal ones by their rank':
        'has no ids: a line is known by what it says, and the n-th equal line is the n-th event',
      'times have whole seconds': 'records are about no session and have whole seconds',
    }),
    ...proven('§1', OWN, {
      'town.log, locks and settings are not read': 'no log: %s',
      'the text log is nobody’s': 'a log that is text is nobody’s',
    }),
    ...proven('§2', EVENTS, {
      'every line is accounted for':
        'every line is accounted for: known, of another type, or rejected with a reason',
      'visibility is no part of an event':
        'visibility is no part of an event: written again with another one it is the same event',
      'session_id is the Claude session, else actor and pid': 'session_start: %s of %s is session %s',
      'sling, hook, unhook and done assign a bead':
        'sling, hook, unhook and done are assignments of the bead',
      'deaths and kills are states': 'session_death, mass_death, kill: the state of the agent they are about',
      'an escalation is one record, raised again under the same id':
        'an escalation is one record by its id; raising, answering and closing it stand beside it',
      'merge results are quality signals':
        'merged, merge_failed and merge_skipped are quality signals of the worker and the bead of the branch',
      'a branch names the bead': 'the branch %s is of bead %s',
      'short names are addresses of the rig': 'a nudge at %s of rig gastown is for %s',
      'free text is private': 'reasons, subjects, messages and causes are never kept',
    }),
    ...proven('§2', ROOTS, {
      'the curated feed is not read beside the events':
        'gastown §2: the curated feed is not read beside the events',
    }),
    ...proven('§2', OWN, {
      'every type of event is known': 'the event %s is known',
      'events of one second are told apart by their order':
        'events of one second keep the order of the log, and a bead slung twice in it is rework',
    }),
    ...proven('§3', COST_OF, {
      'a bead costs what its agent used between sling and done':
        'calls between the sling and the end of the work, sub-agents with them, by the session the agent started',
      'one call is never of two beads':
        'one call never counts for two beads: the one that was given last owns the time',
      'death of the session ends the work':
        'all sessions of the agent count; work ends with the death of its session',
      'unhook and another sling end it':
        'unhook ends it; a bead that is slung to another agent leaves the first one',
      'without an id, folder and time join':
        'a session that the event does not name is found by its working folder and time',
      'copies of calls cost once': 'of copies of a call only the one that counts',
      'the order of sources changes nothing':
        'the order in which the sources are read, and in how many steps, changes nothing',
    }),
    ...proven('§3', QUALITY, {
      'merged and failed tell the quality': 'merge results %j are %s',
      'worker and branch join': 'a branch that is not named after its bead is joined by who handed it in',
      'a second sling is rework': 'a second sling and a bead that is opened again are rework',
    }),
    ...proven('§4', COSTS, {
      'a line holds the cost so far: the last of a run stands':
        'gastown §4: each line holds the whole cost so far: the last line of a session and run stands, a falling cost begins a run',
      'it is shown as reported, never counted':
        'gastown §4: a reported cost is a ledger fact only: no call, no total, no session',
      'newer fields are accepted': 'gastown §4: the optional fields of newer versions are accepted',
      'the digest rewrites the file':
        'gastown §4: the digest rewrites the file without a day: lines that stay are the same lines',
      'role, rig and worker are an address': 'a %s of rig %s named %s is %s',
      'a cost that is none is clamped': 'a cost of %j gives no fact and one clamped field',
    }),
    ...proven('§4', OBJECTS, {
      'digests and session.ended are beads':
        'gastown §4: a daily digest and the end of a session in older towns are reported costs',
    }),
    ...proven('§5', OBJECTS, {
      'an agent bead has its fields in the description':
        'gastown §5: an agent bead says what its agent does; its fields are lines of the description',
      'legacy columns stand in': 'gastown §5: legacy columns stand in where the description says nothing',
      'ids of agents are addresses': 'the agent of bead %s is %s %s',
      'an escalation bead stands before its events':
        'gastown §5: an escalation is one record by its id, and stands before what its events say',
      'labels may be in another file':
        'gastown §5: without its label, as in a flat backup, an escalation is known by its fields',
      'a closed merge request is a quality signal': 'gastown §5: a merge request closed as %s is %s',
      'an open one says nothing':
        'gastown §5: a merge request names its worker and bead; an open one says nothing',
      'a convoy has a state': 'gastown §5: a convoy has a state of its own',
      'a work bead says how it is worked on':
        'gastown §5: lines of the description say how a work bead is worked on',
      'kinds are known by type, label or id': 'a bead with %j is of kind %s',
    }),
    ...proven('§5', OWN, {
      'a bead on a hook is hooked': 'a bead on a hook is hooked',
      'wisps are ephemeral': 'a wisp says of which type it is, and that it does not stay',
      'empty values are the word null': 'empty values of an escalation are written as null',
      'a convoy can be opened again': 'a convoy that landed is closed, and open again when work is added',
    }),
    ...proven('§5', 'ingest/sources/beads.test.ts', {
      'tracks goes across rigs': 'each is a link; what a convoy tracks takes part in it, also across rigs',
    }),
    ...proven('§5', 'reading/performance-detail.test.ts', {
      'a closed child of a molecule is a step':
        'counts the steps, convoys and escalations of the ledger, each once',
    }),
    ...proven('§5', 'db/queries/work-log.test.ts', {
      'the work log is worked out of closed beads':
        'a closed bead without a line of its own is worked out, one with a line is not told twice',
    }),
    ...notDone('§5', {
      'a convoy with ready work and no worker is stranded':
        'what is ready depends on blockers in other rigs, whose beads may not be on this machine; state and links are kept',
    }),
  ],
};
