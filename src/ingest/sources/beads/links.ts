/** Dependencies of beads: parents, blockers, and what a convoy tracks (beads.md 2, gastown.md 5). */

import type { LedgerEvent } from '../../../domain/ledger.ts';
import { type Clamps, isObject } from '../fields.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { agentName, beadTime, optionalId, term } from './words.ts';

/** Dependencies of one bead that are looked at. */
const LINK_LIMIT = 1_000;
const EXTERNAL = /^external:[^:]*:(.+)$/;

interface Link {
  readonly type: string;
  readonly target: string;
  readonly by: string | null;
  readonly at: number | null;
}

/** A bead of another rig is wrapped as `external:<prefix>:<id>`. */
function targetId(value: unknown, clamps: Clamps): string | null {
  const id = optionalId(value, clamps);
  return id === null ? null : (EXTERNAL.exec(id)?.[1] ?? id);
}

export function readLinks(values: readonly unknown[], nowMs: number, clamps: Clamps): Link[] {
  return values
    .slice(0, LINK_LIMIT)
    .filter(isObject)
    .flatMap((row): Link[] => {
      const target = targetId(row.depends_on_id, clamps);
      const type = term(row.type, clamps);
      if (target === null || type === null) return [];
      const at = beadTime(row.created_at, nowMs, clamps);
      return [{ type, target, by: agentName(row.created_by, clamps), at }];
    });
}

/** The bead that this one is a step or part of; null when it is on its own. */
export function parentOf(links: readonly Link[]): string | null {
  return links.find(({ type }) => type === 'parent-child')?.target ?? null;
}

/** A fact a dependency of the bead `id`; what a convoy tracks takes part in it. */
export function linkFacts(
  id: string | null,
  values: readonly unknown[],
  nowMs: number,
  clamps: Clamps,
): LedgerEvent[] {
  if (id === null) return [];
  return readLinks(values, nowMs, clamps).flatMap((link) => {
    const { type, target, by, at } = link;
    const version = at ?? 0;
    const head = { recordType: 'work_item_link' as const, recordId: `${id}>${type}>${target}`, version };
    const fact = ledgerFact({ ...head, taskId: id }, { link: type, target, by, created_at: at });
    if (type !== 'tracks') return [fact];
    const part = { recordType: 'convoy_participation' as const, recordId: `${id}>${target}`, version };
    return [fact, ledgerFact({ ...part, taskId: target }, { convoy_id: id, at })];
  });
}
