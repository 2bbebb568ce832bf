/** What the read side answers of work: the work log and escalations. */

import type { CostBasis } from './report.ts';

/** One piece of work (REQUIREMENTS.md R0.2): as an orchestrator wrote it, or worked out from beads and the sessions of who had them. */
export interface WorkLogReport {
  readonly id: string;
  readonly agentId: string | null;
  readonly beadId: string | null;
  readonly beadType: string | null;
  readonly rigId: string | null;
  readonly convoyId: string | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** passed, rework_requested, failed. */
  readonly qualitySignal: string | null;
  /** As logged. */
  readonly model: string | null;
  /** Tokens in all. */
  readonly tokenUsage: number | null;
  readonly costUsdMicros: number | null;
  /** Rounded from the micro-dollars, unless it was written in cents. */
  readonly costCents: number | null;
  readonly costBasis: CostBasis | null;
  readonly sessionIds: readonly string[];
}

export interface EscalationReport {
  readonly id: string;
  readonly agentId: string | null;
  readonly beadId: string | null;
  readonly severity: string | null;
  readonly category: string | null;
  readonly createdAt: number | null;
}
