/** What Gas Town keeps as beads beside work: agents, escalations, merge requests, convoys, cost reports (gastown.md 4 and 5). */

import type { LedgerEvent } from '../../../domain/ledger.ts';
import { costUsdMicros, isObject } from '../fields.ts';
import { costAgent } from '../gastown/costs.ts';
import { beadOfBranch, polecatAddress } from '../gastown/event.ts';
import { parseJson } from '../json-line.ts';
import { ledgerFact } from '../ledger-fact.ts';
import type { Issue } from './issue.ts';
import { agentName, beadTime, optionalId, singleWord, term, title } from './words.ts';

export type BeadKind =
  | 'work'
  | 'agent'
  | 'escalation'
  | 'merge_request'
  | 'convoy'
  | 'message'
  | 'cost_report'
  | 'rig'
  | 'molecule';

/** By label or type, else by the fields of the description: flat backups keep labels in another file. Asked in this order. */
const KINDS: readonly (readonly [BeadKind, (issue: Issue) => boolean])[] = [
  [
    'escalation',
    (issue) => isLabelled(issue, 'gt:escalation') || hasFields(issue, 'severity', 'escalated_by'),
  ],
  ['agent', (issue) => isNamed(issue, 'agent') || hasFields(issue, 'role_type', 'agent_state')],
  [
    'merge_request',
    (issue) => isNamed(issue, 'merge-request') || hasFields(issue, 'branch', 'target', 'source_issue'),
  ],
  ['convoy', (issue) => isNamed(issue, 'convoy') || issue.id.startsWith('hq-cv-')],
  ['cost_report', (issue) => issue.issueType === 'event' && costOf(issue) !== null],
  ['message', (issue) => isNamed(issue, 'message')],
  ['rig', (issue) => isNamed(issue, 'rig') || isNamed(issue, 'role')],
  ['molecule', (issue) => issue.issueType === 'molecule' || issue.issueType === 'wisp'],
];

/** What a bead stands for; `work` when it is nothing else. */
export function beadKind(issue: Issue): BeadKind {
  return KINDS.find(([, is]) => is(issue))?.[0] ?? 'work';
}

const FACTS: Readonly<Partial<Record<BeadKind, (issue: Issue) => LedgerEvent[]>>> = {
  agent: (issue) => [agentState(issue)],
  escalation: (issue) => [escalation(issue)],
  merge_request: mergeRequest,
  convoy: (issue) => [convoy(issue)],
  cost_report: costReport,
};

export function objectFacts(issue: Issue): LedgerEvent[] {
  return FACTS[beadKind(issue)]?.(issue) ?? [];
}

function isLabelled({ labels }: Issue, label: string): boolean {
  return labels.includes(label);
}

function isNamed(issue: Issue, name: string): boolean {
  return issue.issueType === name || isLabelled(issue, `gt:${name}`);
}

function hasFields({ fields }: Issue, ...keys: string[]): boolean {
  return keys.every((key) => fields.has(key));
}

/** Description fields first; the legacy columns where those say nothing. */
function agentState(issue: Issue): LedgerEvent {
  const { id, row, fields, version, nowMs, clamps } = issue;
  const role = fields.get('role_type') ?? term(row.role_type, clamps);
  const hook = fields.get('hook_bead') ?? optionalId(row.hook_bead, clamps);
  const agent = agentAddress(issue, role);
  const head = { recordType: 'agent_state' as const, recordId: id, version, agent, taskId: hook };
  return ledgerFact(head, {
    state: singleWord(fields.get('agent_state') ?? row.agent_state),
    role: singleWord(role),
    rig: singleWord(fields.get('rig') ?? row.rig),
    hook_bead: hook,
    cleanup_status: singleWord(fields.get('cleanup_status')),
    active_mr: singleWord(fields.get('active_mr')),
    last_activity: beadTime(row.last_activity, nowMs, clamps),
  });
}

const AGENT_ID = /^[a-z0-9]+-(.+)-(polecat|crew)-(.+)$/;
const ROLE_ID = /^[a-z0-9]+-(.+)-(witness|refinery)$/;

/** `gt-gastown-polecat-nux` is `gastown/polecats/nux`, `hq-mayor` is `mayor`; another id stands for itself. */
function agentAddress({ id, row, clamps }: Issue, role: string | null): string {
  const whole = agentName(row.rig, clamps);
  if (whole?.includes('/') === true) return whole;
  const [, rig, kind, name] = AGENT_ID.exec(id) ?? [];
  if (name !== undefined) return `${rig}/${kind === 'polecat' ? 'polecats' : 'crew'}/${name}`;
  const [, homeRig, rigRole] = ROLE_ID.exec(id) ?? [];
  if (rigRole !== undefined) return `${homeRig}/${rigRole}`;
  return role !== null && id.endsWith(`-${role}`) ? role : id;
}

function escalation(issue: Issue): LedgerEvent {
  const { id, fields, version, nowMs, clamps } = issue;
  const time = (name: string): number | null => beadTime(fields.get(name), nowMs, clamps);
  const raises = Number(fields.get('reescalation_count') ?? Number.NaN);
  const head = {
    recordType: 'escalation' as const,
    recordId: id,
    version,
    agent: agentName(fields.get('escalated_by'), clamps) ?? agentName(issue.row.created_by, clamps),
    taskId: optionalId(fields.get('related_bead'), clamps),
  };
  return ledgerFact(head, {
    severity: singleWord(fields.get('severity')),
    original_severity: singleWord(fields.get('original_severity')),
    source: singleWord(fields.get('source')),
    status: issue.status,
    created_at: time('escalated_at') ?? issue.createdAt,
    acked_at: time('acked_at'),
    acked_by: agentName(fields.get('acked_by'), clamps),
    closed_at: issue.closedAt,
    closed_by: agentName(fields.get('closed_by'), clamps),
    reescalation_count: Number.isSafeInteger(raises) && raises > 0 ? raises : null,
    last_reescalated_at: time('last_reescalated_at'),
  });
}

/** How a merge request ended: the first word of its close reason. Others (superseded, stale, a duplicate) say nothing of the work. */
const VERDICTS: ReadonlyMap<string, string> = new Map([
  ['merged', 'passed'],
  ['conflict', 'rework_requested'],
  ['rejected', 'failed'],
]);

function mergeRequest(issue: Issue): LedgerEvent[] {
  const { id, row, fields, version, closedAt, clamps } = issue;
  if (closedAt === null || issue.status !== 'closed') return [];
  const reason = fields.get('close_reason') ?? (typeof row.close_reason === 'string' ? row.close_reason : '');
  const signal = VERDICTS.get(/^[a-z]+/.exec(reason.trim().toLowerCase())?.[0] ?? '');
  if (signal === undefined) return [];
  const branch = singleWord(fields.get('branch'));
  const bead = optionalId(fields.get('source_issue'), clamps);
  const worker = agentName(fields.get('worker'), clamps);
  const head = {
    recordType: 'quality_signal' as const,
    recordId: `mr:${id}`,
    version,
    agent: worker === null ? issue.assignee : polecatAddress(fields.get('rig') ?? null, worker),
    taskId: bead ?? beadOfBranch(branch),
  };
  const retries = Number(fields.get('retry_count') ?? Number.NaN);
  return [
    ledgerFact(head, {
      signal,
      event: 'merge_request',
      mr: id,
      branch,
      at: closedAt,
      retry_count: Number.isSafeInteger(retries) && retries > 0 ? retries : null,
    }),
  ];
}

/** Open until all that it tracks is closed; adding to it opens it again. */
function convoy({ id, row, version, status, createdAt, closedAt, clamps }: Issue): LedgerEvent {
  const head = { recordType: 'convoy' as const, recordId: id, version };
  const data = { title: title(row.title, clamps), status, created_at: createdAt, closed_at: closedAt };
  return ledgerFact(head, data);
}

interface BeadCost {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly isDigest: boolean;
}

/** The payload of a daily digest, or of a session's end in older towns; null when there is no cost in it. */
function costOf({ row }: Issue): BeadCost | null {
  const payload = typeof row.payload === 'string' ? parseJson(row.payload) : row.payload;
  if (!isObject(payload)) return null;
  const isDigest = payload.total_usd !== undefined;
  return isDigest || payload.cost_usd !== undefined ? { payload, isDigest } : null;
}

function costReport(issue: Issue): LedgerEvent[] {
  const { id, version, nowMs, clamps } = issue;
  const { payload, isDigest } = costOf(issue) as BeadCost;
  const cost = costUsdMicros(isDigest ? payload.total_usd : payload.cost_usd, clamps);
  if (cost === null) return [];
  const role = term(payload.role, clamps);
  const sessions = payload.session_count;
  const head = {
    recordType: 'reported_cost' as const,
    recordId: `bead:${id}`,
    version,
    agent: isDigest ? null : costAgent(role, payload, clamps),
  };
  return [
    ledgerFact(head, {
      origin: isDigest ? 'gastown_digest' : 'gastown_session',
      cost_usd_micros: cost,
      date: singleWord(payload.date),
      session_count: Number.isSafeInteger(sessions) ? (sessions as number) : null,
      session_name: isDigest ? null : term(payload.session_id, clamps),
      ended_at: beadTime(payload.ended_at, nowMs, clamps),
    }),
  ];
}
