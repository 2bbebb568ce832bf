/** How the status of a session is known (DATA.md 4). */

/** Strongest first. */
export type EvidenceRung = 'hook' | 'registry' | 'log' | 'process' | 'guess';

export interface StatusEvidence {
  readonly rung: EvidenceRung;
  /** When it was last known to be so, epoch ms; null = nobody knows. */
  readonly at: number | null;
  /** Why, in one word (`permission`, `shell`, `gone`); null where that is not told. */
  readonly reason: string | null;
}
