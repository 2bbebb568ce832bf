/** Results of tool calls: what came back, what it changed, why it failed (claude-code.md 5). */

import type { AgentEvent, ToolResultEvent } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import { errorFacts } from '../../error-kind.ts';
import { type Clamps, durationMs, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { contentText } from './content.ts';
import type { LineTexts } from './line-texts.ts';
import type { Row } from './row.ts';
import { rowId } from './row-fields.ts';
import { keyOf } from './usage.ts';

/** Beginnings of the texts by which the harness tells the model that the person refused. */
const DENIED_PREFIXES = [
  "The user doesn't want to proceed with this tool use",
  "The user doesn't want to take this action right now",
];

interface FileChange {
  readonly changeDigest: number | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
}

const NO_CHANGE: FileChange = { changeDigest: null, linesAdded: null, linesDeleted: null };

/**
 * Adds the result that `block` carries. `detail` is the row's `toolUseResult`, undefined when the row has several results and it is
 * not known whose it is. Its token counts are those of one call, never usage (claude-code.md 4.4).
 */
export function addToolResult(row: Row, block: JsonObject, detail: unknown, facts: AgentEvent[]): void {
  const { clamps, texts } = row;
  const isError = block.is_error === true;
  const errorText = isError ? contentText(block.content, texts) : null;
  const fields = isObject(detail) ? detail : {};
  const result: ToolResultEvent = {
    type: 'tool_result',
    toolKey: keyOf(rowId(block.tool_use_id, row)),
    name: null,
    isError,
    resultDigest: contentDigest(block.content, row),
    ...(isError ? NO_CHANGE : fileChange(fields, texts)),
    denied: isError && isDenied(row, errorText),
    durationMs: loggedDuration(fields, clamps),
    error: isError ? errorFacts(errorText ?? detailText(detail, texts)) : null,
  };
  facts.push(result);
}

function contentDigest(content: unknown, { clamps, texts }: Row): number | null {
  if (typeof content === 'string') {
    return texts.digest(content);
  }
  if (content === undefined || content === null) {
    return null;
  }
  const json = texts.json(content);
  if (json === null) {
    clamps.count++;
    return null;
  }
  return json.digest;
}

function isDenied({ fields }: Row, errorText: string | null): boolean {
  const text = errorText?.trimStart() ?? '';
  return (
    typeof fields.toolDenialKind === 'string' || DENIED_PREFIXES.some((prefix) => text.startsWith(prefix))
  );
}

function detailText(detail: unknown, texts: LineTexts): string {
  return typeof detail === 'string' ? texts.full(detail) : '';
}

/** What an edit or a write did to its file: hunks of a patch, or the whole content of a new file. */
function fileChange(detail: JsonObject, texts: LineTexts): FileChange {
  if (typeof detail.filePath !== 'string') {
    return NO_CHANGE;
  }
  const filePath = texts.canonical(detail.filePath);
  const hunks = Array.isArray(detail.structuredPatch) ? detail.structuredPatch.filter(isObject) : [];
  if (hunks.length > 0) {
    return patchChange(filePath, hunks, texts);
  }
  if (detail.type === 'create' && typeof detail.content === 'string') {
    return {
      changeDigest: changeDigest(filePath, texts.canonical(detail.content)),
      linesAdded: texts.lineCount(detail.content),
      linesDeleted: 0,
    };
  }
  return NO_CHANGE;
}

function patchChange(filePath: string, hunks: readonly JsonObject[], texts: LineTexts): FileChange {
  let linesAdded = 0;
  let linesDeleted = 0;
  let changedLines = '';
  for (const line of hunks.flatMap((hunk) => (Array.isArray(hunk.lines) ? hunk.lines : []))) {
    const text = typeof line === 'string' ? texts.canonical(line) : '';
    const sign = text.charAt(0);
    if (sign === '+' || sign === '-') {
      linesAdded += sign === '+' ? 1 : 0;
      linesDeleted += sign === '-' ? 1 : 0;
      changedLines += `${text}\n`;
    }
  }
  return { changeDigest: changeDigest(filePath, changedLines), linesAdded, linesDeleted };
}

function changeDigest(filePath: string, change: string): number {
  return digest53(`${filePath}\n${change}`);
}

/** Time that the tool itself measured, where it did. Seconds come with fractions, which are no fault. */
function loggedDuration(detail: JsonObject, clamps: Clamps): number | null {
  const { durationSeconds } = detail;
  const milliseconds = detail.durationMs ?? detail.totalDurationMs;
  if (milliseconds === undefined && typeof durationSeconds === 'number') {
    return durationMs(Math.round(durationSeconds * 1000), clamps);
  }
  return durationMs(typeof milliseconds === 'number' ? Math.round(milliseconds) : milliseconds, clamps);
}
