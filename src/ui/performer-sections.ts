/** What an agent's sections hold: how many rows, and by which identities they are moved through. Pure. */

import { noun } from '../domain/noun.ts';
import type { AgentDetail, Spent } from '../domain/performance.ts';
import { formatMoney, formatTokens } from './format.ts';
import type { Segment } from './layout.ts';
import { rowId } from './live-list.ts';
import type { PerformerSectionId } from './state.ts';

export interface PerformerSection {
  readonly count: (detail: AgentDetail) => number;
  /** null: the pane only scrolls. */
  readonly ids: (detail: AgentDetail) => readonly string[] | null;
  /** A line under the rows. */
  readonly foot?: (detail: AgentDetail) => Segment[] | null;
  /** What an empty one says. */
  readonly empty: readonly [title: string, fills: string];
}

const SCROLLS = () => null;

export const PERFORMER_SECTIONS: Readonly<Record<PerformerSectionId, PerformerSection>> = {
  trends: {
    count: ({ card }) => card.trends.length,
    ids: SCROLLS,
    empty: ['No trends', 'Every metric over 7, 30 and 90 days shows up here, once tasks have ended.'],
  },
  tasks: {
    count: ({ tasks }) => tasks.length,
    ids: SCROLLS,
    empty: ['No tasks', 'Work that ended in this window shows up here, with its outcome, time and cost.'],
  },
  'work log': {
    count: ({ workLog }) => workLog.length,
    ids: SCROLLS,
    empty: [
      'No work log',
      'Beads that this agent worked on show up here (Gas Town, beads, or agentperf emit).',
    ],
  },
  escalations: {
    count: ({ escalations }) => escalations.length,
    ids: SCROLLS,
    empty: ['No escalations', 'What this agent handed up shows up here.'],
  },
  sessions: {
    count: ({ sessions }) => sessions.length,
    ids: ({ sessions }) => sessions.map(({ session }) => rowId(session)),
    foot: ({ unlisted }) => unlistedFoot(unlisted),
    empty: ['No sessions', 'Sessions of this window show up here; Enter opens one.'],
  },
};

/** The rows and it are what the card says. */
function unlistedFoot({ tokens, costUsdMicros }: Spent): Segment[] | null {
  if (tokens === 0 && (costUsdMicros ?? 0) === 0) return null;
  return [
    { text: `  and ${formatMoney(costUsdMicros)}, ${formatTokens(tokens)} ${noun(tokens, 'token')}` },
    { text: ' of older sessions, or of tasks that only records tell of', role: 'dim' },
  ];
}
