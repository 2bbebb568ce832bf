/** Rows of main sessions as tasks need them. */

import type { ToolKind } from '../../domain/event.ts';
import { isTranscript, type SourceId } from '../../domain/source.ts';
import type { TaskSession } from '../../domain/task-facts.ts';
import type { Connection } from '../open.ts';
import { AGENT_SQL, DEPARTMENT_SQL, PROJECT_SQL } from '../queries/filter.ts';
import { prepared } from '../queries/prepared.ts';
import { TREE_SQL } from './session-tree.ts';

export type StoredTaskSession = Omit<TaskSession, 'firstAt' | 'lastAt' | 'span' | 'runningTool' | 'usedTool'>;

export function taskSessions(db: Connection, keys: Iterable<number>): Map<number, StoredTaskSession> {
  const rows = prepared(
    db,
    `SELECT s.session_key AS key, s.session_id AS sessionId, s.harness, s.source, ${AGENT_SQL} AS agent, ${DEPARTMENT_SQL} AS department,
       ${PROJECT_SQL} AS project, s.branch, s.title, s.effort, s.attempt_id AS attemptId, s.pr_url AS prUrl, s.lines_added AS linesAdded,
       s.lines_deleted AS linesDeleted, s.files_modified AS filesModified, s.commits, s.turn_state AS turnState, s.turn_at AS turnAt,
       s.end_status AS endStatus, s.end_at AS endAt, s.duration_ms AS durationMs, s.context_tokens AS contextTokens,
       coalesce(s.context_window, m.context_window) AS contextWindow,
       (SELECT min(t.source) FROM session_tasks t WHERE t.session_key = s.session_key) AS taskSource
     FROM json_each(?) j JOIN sessions s ON s.session_key = j.value LEFT JOIN models m USING (model_id)`,
  ).all(JSON.stringify([...keys])) as Omit<StoredTaskSession, 'isTranscript'>[];
  return new Map(
    rows.map((row) => [row.key, { ...row, isTranscript: isTranscript(row.source as SourceId) }]),
  );
}

/** Did the session or one of its sub-agents use a tool of one of these kinds? Ends at the first one that is found. */
export function usedTool(db: Connection, root: number, kinds: readonly ToolKind[]): boolean {
  return (
    prepared(
      db,
      `${TREE_SQL} SELECT 1 FROM tree t JOIN tool_calls c ON c.session_key = t.key
         WHERE c.tool_id IN (SELECT tool_id FROM tools WHERE kind IN (SELECT value FROM json_each(?))) LIMIT 1`,
    ).get(JSON.stringify([root]), JSON.stringify(kinds)) !== undefined
  );
}
