/** What logs and others say beside the counts: evidence of a session's state, a vendor's limits, versions of the harness. Newest wins. */

import type { RateLimitEvent } from '../domain/notes.ts';
import type { SessionStatus } from '../domain/report.ts';
import type { EvidenceRung } from '../domain/status-evidence.ts';
import type { Connection } from './open.ts';

/** One word on a session's state. */
export interface EvidenceNote {
  readonly rung: EvidenceRung;
  readonly status: SessionStatus;
  readonly reason: string | null;
  /** When it was so, epoch ms. */
  readonly at: number;
}

/** What agentperf itself saw of a session: it is looked at again and again, so that the last look counts, whatever stood there. */
export interface SightNote extends EvidenceNote {
  readonly sessionKey: number;
  readonly rung: 'registry' | 'process';
  /** Since when it is so, epoch ms. */
  readonly at: number;
  /** When it was looked at. */
  readonly seenAt: number;
}

/** Tables of what a session came to use and since when, each with the column of its name. */
export const FIRST_USES = { session_versions: 'version', session_instructions: 'name' } as const;

export type Notes = ReturnType<typeof createNotes>;

/** Stores sights, in a transaction of their own or within the one that is open. */
export function createSightNotes(db: Connection): (sights: readonly SightNote[]) => void {
  const put = db.prepare(
    `INSERT INTO evidence (session_key, rung, status, reason, at, seen_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET status = excluded.status, reason = excluded.reason, at = excluded.at, seen_at = excluded.seen_at`,
  );
  return db.transaction((sights: readonly SightNote[]) => {
    for (const { sessionKey, rung, status, reason, at, seenAt } of sights)
      put.run(sessionKey, rung, status, reason, at, seenAt);
  }).immediate;
}

export function createNotes(db: Connection, now: () => number) {
  const putEvidence = db.prepare(
    `INSERT INTO evidence (session_key, rung, status, reason, at, seen_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET status = excluded.status, reason = excluded.reason, at = excluded.at, seen_at = excluded.seen_at WHERE excluded.at >= at`,
  );
  const putLimit = db.prepare(
    `INSERT INTO rate_limits (harness, limit_id, window_minutes, used_percent, resets_at, plan, at, session_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET used_percent = excluded.used_percent, resets_at = excluded.resets_at, plan = excluded.plan, at = excluded.at,
       session_key = excluded.session_key WHERE excluded.at >= at`,
  );
  const putFirst = (table: keyof typeof FIRST_USES) =>
    db.prepare(
      `INSERT INTO ${table} (session_key, ${FIRST_USES[table]}, first_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at)`,
    );
  const putVersion = putFirst('session_versions');
  const putInstructions = putFirst('session_instructions');
  /** The newest word on each limit of this transaction: there are as many as calls. */
  const limits = new Map<string, (number | string | null)[]>();
  const AT = 6;
  return {
    evidence(sessionKey: number, note: EvidenceNote): void {
      putEvidence.run(sessionKey, note.rung, note.status, note.reason, note.at, now());
    },
    limit(sessionKey: number, harness: string, fact: RateLimitEvent, at: number): void {
      const { limitId, windowMinutes, usedPercent, resetsAt, plan } = fact;
      const minutes = windowMinutes ?? 0;
      const key = `${harness}\n${limitId}\n${minutes}`;
      const held = limits.get(key)?.[AT] as number | undefined;
      if (held !== undefined && at < held) return;
      limits.set(key, [harness, limitId, minutes, usedPercent, resetsAt, plan, at, sessionKey]);
    },
    version(sessionKey: number, version: string, at: number | null): void {
      putVersion.run(sessionKey, version, at);
    },
    instructions(sessionKey: number, name: string, at: number | null): void {
      putInstructions.run(sessionKey, name, at);
    },
    flush(): void {
      for (const values of limits.values()) putLimit.run(...values);
      limits.clear();
    },
  };
}
