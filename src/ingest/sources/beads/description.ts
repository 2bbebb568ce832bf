/** Fields that Gas Town keeps as `key: value` lines in a bead's description and notes (gastown.md 5). */

const KEYS: ReadonlySet<string> = new Set([
  ...['role_type', 'rig', 'agent_state', 'hook_bead', 'cleanup_status', 'active_mr'],
  ...['attached_molecule', 'attached_at', 'dispatched_by', 'convoy_id', 'no_merge', 'mode'],
  ...['severity', 'source', 'escalated_by', 'escalated_at', 'acked_by', 'acked_at', 'closed_by'],
  ...['related_bead', 'original_severity', 'reescalation_count', 'last_reescalated_at'],
  ...[
    'branch',
    'target',
    'source_issue',
    'worker',
    'merge_commit',
    'close_reason',
    'agent_bead',
    'retry_count',
  ],
]);
const LINE = /^([a-z_]{2,32}):[ \t]*(.{0,512})$/;
const TEXT_LIMIT = 16_384;

/** Known keys only, the first line of each; `null` and nothing behind the colon are null. */
export type DescriptionFields = ReadonlyMap<string, string | null>;

export function descriptionFields(...texts: readonly unknown[]): DescriptionFields {
  const fields = new Map<string, string | null>();
  for (const text of texts) {
    if (typeof text !== 'string' || !text.includes(':')) continue;
    for (const line of text.slice(0, TEXT_LIMIT).split(/\r?\n/)) {
      const match = LINE.exec(line);
      const key = match?.[1];
      if (key === undefined || !KEYS.has(key) || fields.has(key)) continue;
      const value = (match?.[2] ?? '').trim();
      fields.set(key, value === '' || value === 'null' ? null : value);
    }
  }
  return fields;
}
