/** Collaboration against a real town's beads; skipped where ../shared is absent. */

import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { collaborationHistory } from '../../../src/db/queries/collaboration.ts';
import { collaborationPoints } from '../../../src/metrics/collaboration-points.ts';
import { Town } from './bead-town.ts';

const BEADS = path.resolve('../shared/samples/gastown/.beads');
const HERE = fs.existsSync(BEADS);
if (!HERE)
  console.warn(
    "SKIPPED: a town's beads (../shared/samples) not found; collaboration is not checked against them",
  );

interface EventRow {
  readonly issue_id: string;
  readonly event_type: string;
  readonly actor: string;
  readonly old_value: string | null;
  readonly new_value: string | null;
  readonly created_at: string;
}
interface Fields {
  readonly status?: string;
  readonly assignee?: string;
}

const fieldsOf = (json: string | null): Fields => (json?.startsWith('{') === true ? JSON.parse(json) : {});

/** Counted straight from the table of events: a bead is of its last assignee before it is closed, back when it is opened again. */
function counted(): Map<string, { finished: number; back: number }> {
  const rows = fs
    .readFileSync(path.join(BEADS, 'backup/events.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EventRow)
    .sort((a, b) => (a.created_at < b.created_at ? -1 : Number(a.created_at > b.created_at)));
  const holders = new Map<string, string>();
  const closed = new Map<string, Map<string, boolean>>();
  const last = new Map<string, string>();
  for (const row of rows) {
    const { issue_id: bead, event_type: type } = row;
    const before = fieldsOf(row.old_value).status;
    const { status, assignee } = fieldsOf(row.new_value);
    const isTaken = status === 'hooked' || status === 'in_progress';
    const isOpened =
      type === 'reopened' || (before === 'closed' && status !== undefined && status !== 'closed');
    if (isOpened || (isTaken && before === 'open')) {
      const by = last.get(bead);
      if (by !== undefined) closed.get(by)?.set(bead, true);
      last.delete(bead);
    }
    if (isTaken && before === 'open') holders.set(bead, assignee ?? row.actor);
    if (type !== 'closed' && !(status === 'closed' && before !== 'closed')) continue;
    const by = holders.get(bead) ?? row.actor;
    last.set(bead, by);
    const own = closed.get(by) ?? new Map<string, boolean>();
    closed.set(by, own.set(bead, own.get(bead) ?? false));
  }
  return new Map(
    [...closed].map(([agent, beads]) => [
      agent,
      { finished: beads.size, back: [...beads.values()].filter(Boolean).length },
    ]),
  );
}

test.skipIf(!HERE)(
  "finished and returned beads of a real town's polecats are those of its files",
  async () => {
    const town = new Town();
    try {
      await town.read([{ source: 'beads', path: BEADS, explicit: true }]);
      const expected = [...counted()].filter(([agent]) => agent.includes('/polecats/'));
      const agents = expected.map(([agent]) => agent);
      const points = town.ask((db) =>
        collaborationPoints(collaborationHistory(db, agents), Date.UTC(2026, 3, 1)),
      );
      const found = agents.map((agent) => {
        // Beads without events are finished, too, but nobody knows whether they came back.
        const judged = (points.get(agent) ?? []).flatMap((point) =>
          point.kind === 'completion' && point.sentBack !== null ? [point.sentBack] : [],
        );
        return [agent, { finished: judged.length, back: judged.filter(Boolean).length }];
      });
      expect(expected.length).toBeGreaterThan(5);
      expect(found).toEqual(expected);
    } finally {
      town.remove();
    }
  },
);
