/** How an agent works with others, as far as orchestrators log it (REQUIREMENTS.md R1.6): what is gathered, and the data points made of it. Types only. */

/** One thing that happened to a bead. `agent`: who was given it, took it, gave it back, finished or closed it; null where the log does not say. */
export interface WorkStep {
  /**
   * `given`: handed to somebody by another one (sling). `taken`: who has it works on it (hook). `released`: given back. `finished`: the
   * one who did it says so. `closed`: maybe by another one than who did it. `sent_back`: a gate refused it, or it was opened again.
   */
  readonly kind: 'given' | 'taken' | 'released' | 'finished' | 'closed' | 'sent_back';
  readonly taskId: string;
  readonly agent: string | null;
  /** Epoch ms. */
  readonly at: number;
}

/** Something of an agent at a time, epoch ms. */
export interface AgentMoment {
  readonly agent: string;
  readonly at: number;
}

/** Work that one record tells as a whole; `sentBack` null = it does not say what the gate said. */
export interface FinishedWork extends AgentMoment {
  readonly taskId: string;
  readonly sentBack: boolean | null;
}

/** An escalation that waits for `agent`, or was acknowledged by it; `acknowledgedAt` null = not yet. */
export interface EscalationWait extends AgentMoment {
  readonly acknowledgedAt: number | null;
}

export interface CollaborationRating extends AgentMoment {
  readonly rating: 'message_quality' | 'helpfulness';
  /** 0 to 1. */
  readonly score: number;
}

/** What the ledger holds of the agents asked for, each list in the order of its log. Flagged facts are not in it. */
export interface CollaborationHistory {
  /** Who was asked for: of others it is not all there. */
  readonly agents: readonly string[];
  /** Beads that one of the agents had, whoever else had them: as Gas Town tells it, gates among it. */
  readonly work: readonly WorkStep[];
  /** The same as the beads' own table of events tells it, whose clock may be hours off the other's (beads.md 3): never mixed. */
  readonly beadEvents: readonly WorkStep[];
  readonly finished: readonly FinishedWork[];
  readonly deaths: readonly AgentMoment[];
  /** An agent hands its work on to its next session. */
  readonly handoffs: readonly AgentMoment[];
  /** Signs that the agent itself did something. */
  readonly acts: readonly AgentMoment[];
  /** Mail and nudges, by whom they are for. */
  readonly messages: readonly AgentMoment[];
  /** By who raised them. */
  readonly escalations: readonly AgentMoment[];
  readonly waits: readonly EscalationWait[];
  readonly ratings: readonly CollaborationRating[];
  /** Somebody in this archive escalated at some time: only then does silence mean that nothing was escalated. */
  readonly escalationsLogged: boolean;
}

/** One data point of an agent's collaboration, epoch ms. */
export type CollaborationPoint =
  /** Work was handed over; was it taken up before it moved on? Undecided work counts as refused once a day has passed, until it is taken up. */
  | { readonly kind: 'handoff'; readonly at: number; readonly takenUp: boolean }
  /** One bead that the agent finished; was it sent back afterwards? null = the log does not say. */
  | { readonly kind: 'completion'; readonly at: number; readonly sentBack: boolean | null }
  | { readonly kind: 'escalation'; readonly at: number }
  /** Somebody waited for the agent; ms until it acted, null = it did not within a day. */
  | { readonly kind: 'answer'; readonly at: number; readonly latencyMs: number | null }
  /** What another one thinks of its messages or its help, 0 to 1. */
  | { readonly kind: 'message_quality' | 'helpfulness'; readonly at: number; readonly score: number };

/** All that a collaboration score may be made from. */
export interface CollaborationTelemetry {
  readonly points: readonly CollaborationPoint[];
  readonly escalationsLogged: boolean;
}
