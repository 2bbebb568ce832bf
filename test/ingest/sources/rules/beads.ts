/** Rules of beads.md. */

import { notDone, proven, type RuleTable } from './rule.ts';

const FOLDER = 'ingest/sources/beads';
const ISSUES = `${FOLDER}.test.ts`;
const DOCUMENT = `${FOLDER}-document.test.ts`;
const EVENTS = `${FOLDER}-events.test.ts`;
const SHARED = `${FOLDER}-shared.test.ts`;
const ROOTS = 'ingest/sources/gastown-roots.test.ts';
const PRUNE = 'ingest/sources/gastown-prune.test.ts';
const OWN = 'ingest/sources/gastown-rules.test.ts';
const COST_OF = 'db/queries/beads.test.ts';

export const BEADS: RuleTable = {
  document: 'beads.md',
  source: 'beads',
  chapters: 5,
  rules: [
    ...proven('§1', ROOTS, {
      '.beads of the repository, and where a redirect leads':
        "beads §1: the current repository's .beads, and where its redirect leads",
      'redirects may be circular': 'beads §1: two redirects to each other end',
      'export.path puts the export elsewhere':
        'beads §1: the export that the configuration puts elsewhere: %j',
      'export, backup tables and interactions are read': 'which files below a root are read',
      'a conflict at the top hides nothing':
        'a merge conflict at the top of an export does not hide it; settings of other programs are not beads',
    }),
    ...proven('§1', DOCUMENT, {
      'the export is rewritten, its order may change': 'unchanged: nothing; in another order: nothing',
      'only what changed is new': 'only what is new or changed is given, at the place that it always had',
      'duplicates of an id: the last wins': 'duplicates of an id: the last wins, wherever they stand',
      'conflict markers are no lines':
        "a merge conflict's markers are rejected once, and what it held is settled by the last line",
      'half written keeps the last good version': 'half written: a problem, and what is known stays',
      'every line is accounted for': 'every line is accounted for',
      'interactions are usually empty': 'an empty file holds nothing',
    }),
    ...proven('§1', PRUNE, {
      'a rewritten export counts nothing again':
        'beads §1: an export rewritten in another order revises one bead and counts no other again',
    }),
    ...proven('§1', EVENTS, {
      'labels and config of a backup are tables': "labels: only Gas Town's own; config: nothing",
    }),
    ...proven('§1', SHARED, {
      'exports of one repository end in the same rows':
        'the three exports of one repository end in the same rows, in any order',
    }),
    ...proven('§1', OWN, { 'stores that are no text are not read': 'stores that are no text are not read' }),
    ...notDone('§1', {
      'Dolt and beads.db are asked by bd':
        'agentperf runs no other programs: of a store without export and backup nothing is seen',
    }),
    ...proven('§2', ISSUES, {
      'an issue has states, times, and the session that closed it':
        'is a work item with its states and times, and the session that closed it',
      'priority is 0 to 4': 'priority %d is one',
      'anything else is none': 'priority %j is none',
      'times have offsets and nanoseconds': 'times with an offset and nanoseconds are cut to milliseconds',
      'zero times are none': "Go's zero time and an impossible one are no times",
      'states and types may be any': 'states and types that nobody specified are kept as given',
      'a tombstone is deleted': 'a tombstone is deleted, and keeps its type',
      'backups are flat': 'flat backups: 0 and 1 for false and true, "" for null, metadata as text',
      'the owner is personal data':
        "the owner's e-mail is personal: neither it nor any other address is kept",
      'texts are private':
        'text of people and agents is never kept: comments, reasons, descriptions, prompts',
      'the rig is named, or the prefix of the id': 'rig of %s with %j is %s',
      'dependencies are links': 'each is a link; what a convoy tracks takes part in it, also across rigs',
      'also in the table of a backup': 'are the same links from the table of a backup',
    }),
    ...proven('§2', OWN, {
      'eight states': 'the state %s is kept',
      'types of dependencies are kept by name': 'the dependency %s is kept by its name',
    }),
    ...proven('§3', EVENTS, {
      'events tell who created, took, closed and opened': 'who created, took, closed and opened a bead again',
      'status_changed and updated hold JSON of before and after': 'a state changed from %s to %s is %s',
      'unknown types are kept': 'a type that nobody specified is accepted as other',
    }),
    ...proven('§3', COST_OF, {
      'clocks of events and issues differ: differences are taken inside one table':
        'without a town: who took a bead and when, from the table of events, with its own times',
    }),
    ...proven('§4', EVENTS, {
      'comments and interactions are signs of life':
        'a comment is a sign of life of its author; an interaction has no cost',
    }),
    ...proven('§5', COST_OF, {
      'the session that closed a bead joins it':
        'without a town: the session that closed the bead, between its own times',
    }),
    ...proven('§5', EVENTS, {
      'changes are the difference of two versions':
        'a change of state between two versions is an event: taken, closed, opened again',
      'an older version is no change': 'an older branch that is checked out opens nothing again',
    }),
    ...proven('§5', ISSUES, {
      'closed before created is flagged': 'closed before it was created is flagged',
    }),
    ...proven('§5', 'db/queries/beads-quality.test.ts', {
      'reopened is rework': 'a second sling and a bead that is opened again are rework',
    }),
    ...proven('§5', OWN, {
      'beads have no tokens or cost but reports': 'a bead has neither tokens nor cost, unless it is a report',
    }),
  ],
};
