/** Record types of transcripts: which exist, and who reads the facts of each (claude-code.md 3). */

import type { AgentEvent } from '../../../domain/event.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { costUsdMicros, durationMs, tokenCount } from '../fields.ts';
import { readAssistantRow } from './assistant-row.ts';
import { readAttachment } from './attachment-row.ts';
import type { FactReader, Row } from './row.ts';
import { rowId, rowText, rowValue } from './row-fields.ts';
import { readSystemRow } from './system-row.ts';
import { addTitle, readSummaryRow, TITLE_RANK } from './titles.ts';
import { keyOf } from './usage.ts';
import { readUserRow } from './user-row.ts';

interface RowType {
  /** Has the common envelope: session, time, place, version. What is missing there is a fault. */
  readonly envelope: boolean;
  readonly read: FactReader;
}

const noFacts: FactReader = () => undefined;
const envelope = (read: FactReader): RowType => ({ envelope: true, read });
const metadata = (read: FactReader): RowType => ({ envelope: false, read });

const ROW_TYPES: ReadonlyMap<string, RowType> = new Map<string, RowType>([
  ['user', envelope(readUserRow)],
  ['assistant', envelope(readAssistantRow)],
  ['system', envelope(readSystemRow)],
  ['progress', envelope(readProgressRow)],
  ['attachment', envelope(readAttachment)],
  ['summary', metadata(readSummaryRow)],
  [
    'custom-title',
    metadata((row, facts) => addTitle(rowValue(row.fields.customTitle, row), TITLE_RANK.user, facts)),
  ],
  [
    'ai-title',
    metadata((row, facts) => addTitle(rowValue(row.fields.aiTitle, row), TITLE_RANK.harness, facts)),
  ],
  ['agent-name', metadata(readAgentName)],
  ['pr-link', metadata(readPullRequest)],
  ['relocated', metadata(readRelocation)],
  ['cost-state', metadata(readCostState)],
  ...[
    'queue-operation',
    'file-history-snapshot',
    'last-prompt',
    'mode',
    'permission-mode',
    'frame-link',
    'worktree-state',
    'bridge-session',
    'atis-latch',
    'started',
    'result',
  ].map((type): [string, RowType] => [type, metadata(noFacts)]),
]);

/** A type that came with a newer version than we know: kept as what it is. */
const UNKNOWN_TYPE: RowType = metadata(noFacts);
const UNKNOWN_TYPE_CHARACTERS = 64;

/** What is known of a record type. */
export function rowType(type: string): RowType {
  return ROW_TYPES.get(type) ?? UNKNOWN_TYPE;
}

/** `ParsedRecord.kind` of a record type (its text): itself, or `other:<type>`. */
export function rowKind(type: string): string {
  return ROW_TYPES.has(type) ? type : `other:${wellFormed(type.slice(0, UNKNOWN_TYPE_CHARACTERS))}`;
}

/** Liveness only: the usage in an `agent_progress` row is a copy of the sub-agent's own (claude-code.md 3). */
function readProgressRow(row: Row, facts: AgentEvent[]): void {
  const { parentToolUseID, toolUseID } = row.fields;
  facts.push({ type: 'progress', toolKey: keyOf(rowId(parentToolUseID ?? toolUseID, row)) });
}

function readAgentName(row: Row, facts: AgentEvent[]): void {
  const agent = rowText(row.fields.agentName, row);
  if (agent !== null && agent !== '') {
    facts.push({ type: 'session_info', agent });
  }
}

function readPullRequest(row: Row, facts: AgentEvent[]): void {
  const { clamps, fields } = row;
  facts.push({
    type: 'session_info',
    prUrl: rowText(fields.prUrl, row),
    prNumber: tokenCount(fields.prNumber, clamps),
    prRepository: rowText(fields.prRepository, row),
  });
}

function readRelocation(row: Row, facts: AgentEvent[]): void {
  const cwd = rowText(row.fields.relocatedCwd, row);
  if (cwd !== null && cwd !== '') {
    facts.push({ type: 'session_info', cwd });
  }
}

/** The process's running total: the last one counts, never a sum (claude-code.md 4.3). */
function readCostState(row: Row, facts: AgentEvent[]): void {
  const { clamps, fields } = row;
  facts.push({
    type: 'reported_total',
    origin: 'cost_state',
    costUsdMicros: costUsdMicros(fields.totalCostUSD, clamps),
    totalTokens: null,
    durationMs: durationMs(fields.totalDuration, clamps),
    linesAdded: tokenCount(fields.totalLinesAdded, clamps),
    linesDeleted: tokenCount(fields.totalLinesRemoved, clamps),
    filesModified: null,
    commits: null,
    success: null,
  });
}
