/** Rows of main sessions as tasks need them. */

import type { ToolKind } from '../../domain/event.ts';
import { isTranscript, type SourceId } from '../../domain/source.ts';
import type { TaskSession } from '../../domain/task-facts.ts';
import type { Connection } from '../open.ts';
import { AGENT_SQL, DEPARTMENT_SQL, PROJECT_SQL } from '../queries/filter.ts';
import { prepared } from '../queries/prepared.ts';

export type StoredTaskSession = Omit<TaskSession, 'firstAt' | 'lastAt' | 'span' | 'runningTool' | 'usedTool'>;

export function taskSessions(db: Connection, keys: Iterable<number>): Map<number, StoredTaskSession> {
  const rows = prepared(
    db,
    `SELECT s.session_key AS key, s.session_id AS sessionId, s.harness, s.source, ${AGENT_SQL} AS agent, ${DEPARTMENT_SQL} AS department,
       ${PROJECT_SQL} AS project, s.branch, s.title, s.effort, s.attempt_id AS attemptId, s.pr_url AS prUrl, s.lines_added AS linesAdded,
       s.lines_deleted AS linesDeleted, s.files_modified AS filesModified, s.commits, s.turn_state AS turnState, s.turn_at AS turnAt,
       s.end_status AS endStatus, s.end_at AS endAt, s.duration_ms AS durationMs, s.context_tokens AS contextTokens,
       coalesce(s.context_window, m.context_window) AS contextWindow,
       (SELECT max(t.source) FROM session_tasks t WHERE t.session_key = s.session_key) AS taskSource
     FROM json_each(?) j JOIN sessions s ON s.session_key = j.value LEFT JOIN models m USING (model_id)`,
  ).all(JSON.stringify([...keys])) as Omit<StoredTaskSession, 'isTranscript'>[];
  return new Map(
    rows.map((row) => [row.key, { ...row, isTranscript: isTranscript(row.source as SourceId) }]),
  );
}

/** Kinds of the tools that sessions used; each session is asked about once, when somebody wants to know. */
export function toolKinds(db: Connection): (keys: readonly number[]) => ReadonlySet<ToolKind> {
  const kindOf = new Map(
    (prepared(db, `SELECT tool_id AS id, kind FROM tools`).all() as { id: number; kind: ToolKind }[]).map(
      ({ id, kind }) => [id, kind],
    ),
  );
  return (keys) => {
    const found = new Set<ToolKind>();
    for (const key of keys)
      for (const id of prepared(
        db,
        `SELECT DISTINCT tool_id FROM tool_calls INDEXED BY tool_calls_by_session WHERE session_key = ?`,
      )
        .pluck()
        .all(key) as number[])
        found.add(kindOf.get(id) ?? 'other');
    return found;
  };
}
