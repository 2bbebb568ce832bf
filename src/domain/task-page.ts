/** Many tasks as columns of numbers: what cards and comparisons are summed from (docs/schema.sql: task_pages). */

/** Numbers of any size; NaN = not known. Times epoch ms, money micro-dollars. */
export type WideColumn =
  | 'completedAt'
  | 'taskDurationMs'
  | 'tokens'
  | 'cost'
  | 'estimatedInputTokens'
  | 'estimatedOutputTokens'
  | 'actualInputTokens'
  | 'actualOutputTokens'
  | 'estimatedCost'
  | 'actualCost'
  | 'qualityGate'
  | 'qualityCi'
  | 'qualityReview'
  | 'qualityEvaluation'
  | 'qualityPeer'
  | 'qualityHuman';

/** Names, as numbers of `words`. */
export type WordColumn =
  | 'source'
  | 'agent'
  | 'department'
  | 'project'
  | 'harness'
  | 'model'
  | 'provider'
  | 'effort'
  | 'taskType'
  | 'language'
  | 'repoSizeCategory'
  | 'convoyId';

/** Names and counts; NULL_COUNT = not known. */
export type CountColumn =
  | WordColumn
  | 'unpricedCalls'
  | 'modelCalls'
  | 'toolCalls'
  | 'toolErrors'
  | 'contextCompactions';

/** Yes and no as 1 and 0, and places in OUTCOMES and QUALITY_SIGNALS; NULL_BYTE = not known. */
export type ByteColumn =
  | 'outcome'
  | 'firstShot'
  | 'qualitySignal'
  | 'qualityGatePassed'
  | 'flagged'
  | 'bead'
  | 'usageOfHarness';

export const NULL_COUNT = -1;
export const NULL_BYTE = 255;

/**
 * Tasks in the order of their completion, open ones first. Asking for a column makes a view, so that a question pays only for
 * what it looks at. Views are valid while the page is visited, and are not to be written to.
 */
export interface TaskPage {
  readonly count: number;
  f64(name: WideColumn): Float64Array;
  i32(name: CountColumn): Int32Array;
  u8(name: ByteColumn): Uint8Array;
}

/** Every place of so many. */
export function allPlaces(count: number): Uint32Array {
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place++) places[place] = place;
  return places;
}
