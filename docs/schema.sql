-- The tables and indexes of an agentperf database, as a fresh one says. What they are for: src/db/schema.ts.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE lease (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL, boot_id TEXT NOT NULL, heartbeat INTEGER NOT NULL);
CREATE TABLE files (
  file_id INTEGER PRIMARY KEY, lineage INTEGER NOT NULL, source TEXT NOT NULL, dev INTEGER NOT NULL, ino INTEGER NOT NULL, path TEXT NOT NULL,
  gz INTEGER NOT NULL, fingerprint_length INTEGER NOT NULL, fingerprint TEXT NOT NULL, offset INTEGER NOT NULL, line_no INTEGER NOT NULL,
  guard_length INTEGER NOT NULL, guard TEXT NOT NULL, tail_length INTEGER NOT NULL, size INTEGER NOT NULL, mtime_ms REAL NOT NULL,
  ctime_ms REAL NOT NULL, state TEXT NOT NULL, adapter_version INTEGER NOT NULL, saved_state TEXT, gaps INTEGER NOT NULL DEFAULT 0, read_at INTEGER);
CREATE TABLE kinds (kind_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE models (model_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, canonical TEXT NOT NULL, provider TEXT, context_window INTEGER, priced_by TEXT, logged_provider TEXT);
CREATE TABLE tools (tool_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL);
CREATE TABLE fingerprints (fingerprint_id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, category TEXT NOT NULL, sample TEXT NOT NULL);
CREATE TABLE task_names (task_ref INTEGER PRIMARY KEY, task_id TEXT NOT NULL UNIQUE);
CREATE TABLE sessions (
  session_key INTEGER PRIMARY KEY, harness TEXT NOT NULL, session_id TEXT NOT NULL, parent_id TEXT, source TEXT NOT NULL,
  agent TEXT, agent_type TEXT, project TEXT, cwd TEXT, branch TEXT, title TEXT, title_rank INTEGER NOT NULL DEFAULT 0, harness_version TEXT,
  model_id INTEGER, effort TEXT, attempt_id TEXT, pr_url TEXT, resumed_from TEXT, info_at INTEGER,
  lines_added INTEGER, lines_deleted INTEGER, files_modified INTEGER, commits INTEGER,
  first_at INTEGER, last_at INTEGER, turn_state TEXT, turn_at INTEGER, end_status TEXT, end_at INTEGER, duration_ms INTEGER,
  ask_key INTEGER, ask_at INTEGER, grew_at INTEGER,
  context_tokens INTEGER, context_at INTEGER, context_peak INTEGER, reported_cost INTEGER, reported_at INTEGER,
  now_lineage INTEGER, now_offset INTEGER, now_length INTEGER, now_at INTEGER, department TEXT, rule_agent TEXT, rule_department TEXT, rule_project TEXT, context_window INTEGER, place_id INTEGER, work TEXT, agent_name TEXT GENERATED ALWAYS AS (coalesce(agent, coalesce(rule_agent, harness) || coalesce('/' || agent_type, ''))) VIRTUAL, project_name TEXT GENERATED ALWAYS AS (coalesce(rule_project, project)) VIRTUAL, department_name TEXT GENERATED ALWAYS AS (coalesce(department, rule_department)) VIRTUAL,
  UNIQUE (harness, session_id));
CREATE TABLE session_files (session_key INTEGER NOT NULL, lineage INTEGER NOT NULL, first_offset INTEGER NOT NULL, last_offset INTEGER NOT NULL,
  PRIMARY KEY (session_key, lineage)) WITHOUT ROWID;
CREATE TABLE session_tasks (session_key INTEGER NOT NULL, task_ref INTEGER NOT NULL, first_at INTEGER, last_at INTEGER, source TEXT, PRIMARY KEY (session_key, task_ref)) WITHOUT ROWID;
CREATE TABLE events (lineage INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, kind_id INTEGER NOT NULL, role INTEGER NOT NULL,
  session_key INTEGER NOT NULL, at INTEGER, task_ref INTEGER, flags INTEGER NOT NULL, uid_key INTEGER, PRIMARY KEY (lineage, offset)) WITHOUT ROWID;
CREATE TABLE skipped (lineage INTEGER NOT NULL, offset INTEGER NOT NULL, line_no INTEGER NOT NULL, length INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (lineage, offset)) WITHOUT ROWID;
CREATE TABLE kind_counts (source TEXT NOT NULL, kind_id INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (source, kind_id)) WITHOUT ROWID;
CREATE TABLE sibling_lines (scope_key INTEGER NOT NULL, content_key INTEGER NOT NULL, role TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (scope_key, content_key, role)) WITHOUT ROWID;
CREATE TABLE model_calls (
  call_id INTEGER PRIMARY KEY, message_key INTEGER, request_key INTEGER, session_key INTEGER NOT NULL, model_id INTEGER NOT NULL,
  first_at INTEGER, last_at INTEGER, sidechain INTEGER NOT NULL, input INTEGER, cache_read INTEGER, cache_creation_5m INTEGER, cache_creation_1h INTEGER,
  cache_creation_unsplit INTEGER, output INTEGER, unclassified INTEGER, reasoning INTEGER, visible_chars INTEGER NOT NULL, finished INTEGER NOT NULL,
  speed TEXT, service_tier TEXT, web_searches INTEGER, reported_cost INTEGER, duration_ms INTEGER, cost INTEGER, unpriced TEXT, output_estimated INTEGER,
  counted INTEGER NOT NULL, attempt_id INTEGER, cost_extra INTEGER, cache_saved INTEGER);
CREATE TABLE tool_calls (
  tool_no INTEGER PRIMARY KEY, tool_key INTEGER NOT NULL, session_key INTEGER NOT NULL, tool_id INTEGER, at INTEGER, args_digest INTEGER, asks_human INTEGER NOT NULL,
  lineage INTEGER NOT NULL, offset INTEGER NOT NULL, result_at INTEGER, result_lineage INTEGER, result_offset INTEGER, result_digest INTEGER,
  change_digest INTEGER, is_error INTEGER, denied INTEGER, duration_ms INTEGER);
CREATE TABLE errors (lineage INTEGER NOT NULL, offset INTEGER NOT NULL, seq INTEGER NOT NULL, session_key INTEGER NOT NULL, at INTEGER,
  fingerprint_id INTEGER NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (lineage, offset, seq)) WITHOUT ROWID;
CREATE TABLE attempts (
  attempt_key INTEGER NOT NULL, session_key INTEGER NOT NULL, end_tokens INTEGER, end_cost INTEGER, metrics_tokens INTEGER, metrics_cost INTEGER,
  metrics_at INTEGER, bucket INTEGER NOT NULL, has_calls INTEGER NOT NULL DEFAULT 0, applied_tokens INTEGER NOT NULL DEFAULT 0, applied_cost INTEGER,
  applied_bucket INTEGER NOT NULL DEFAULT 0, applied_reported INTEGER, PRIMARY KEY (attempt_key, session_key)) WITHOUT ROWID;
CREATE TABLE rollups (
  session_key INTEGER NOT NULL, bucket INTEGER NOT NULL, model_id INTEGER NOT NULL, events INTEGER NOT NULL, tool_calls INTEGER NOT NULL,
  tool_errors INTEGER NOT NULL, errors INTEGER NOT NULL, compactions INTEGER NOT NULL, clamped_fields INTEGER NOT NULL, model_calls INTEGER NOT NULL,
  input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_creation_5m INTEGER NOT NULL, cache_creation_1h INTEGER NOT NULL,
  cache_creation_unsplit INTEGER NOT NULL, output INTEGER NOT NULL, unclassified INTEGER NOT NULL, reasoning INTEGER NOT NULL,
  output_extra INTEGER NOT NULL, estimated_calls INTEGER NOT NULL, cost INTEGER NOT NULL, priced_calls INTEGER NOT NULL, unpriced_calls INTEGER NOT NULL,
  reported_cost INTEGER NOT NULL, reported_calls INTEGER NOT NULL, cost_extra INTEGER NOT NULL DEFAULT 0, cache_saved INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (session_key, bucket, model_id)) WITHOUT ROWID;
CREATE TABLE alerts (
  alert_id TEXT PRIMARY KEY, type TEXT NOT NULL, severity TEXT, status TEXT NOT NULL, session_key INTEGER, task_ref INTEGER, subject TEXT NOT NULL,
  evidence TEXT NOT NULL, recommendation TEXT, episode_start INTEGER NOT NULL, opened_at INTEGER NOT NULL, last_at INTEGER NOT NULL, resolved_at INTEGER,
  detected_at INTEGER, snoozed_until INTEGER, verdict TEXT, writer TEXT NOT NULL,
  -- Outbox: what has to be appended to agent-alerts.jsonl: 'open', 'resolved', both as 'open,resolved', '' = nothing.
  pending TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE session_versions (session_key INTEGER NOT NULL, version TEXT NOT NULL, first_at INTEGER, PRIMARY KEY (session_key, version)) WITHOUT ROWID;
CREATE TABLE session_instructions (session_key INTEGER NOT NULL, name TEXT NOT NULL, first_at INTEGER, PRIMARY KEY (session_key, name)) WITHOUT ROWID;
CREATE TABLE evidence (session_key INTEGER NOT NULL, rung TEXT NOT NULL, status TEXT NOT NULL, reason TEXT, at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  PRIMARY KEY (session_key, rung)) WITHOUT ROWID;
CREATE TABLE rate_limits (harness TEXT NOT NULL, limit_id TEXT NOT NULL, window_minutes INTEGER NOT NULL, used_percent REAL NOT NULL, resets_at INTEGER,
  plan TEXT, at INTEGER NOT NULL, session_key INTEGER NOT NULL, PRIMARY KEY (harness, limit_id, window_minutes)) WITHOUT ROWID;
CREATE TABLE ledger (record_type TEXT NOT NULL, record_id TEXT NOT NULL, source TEXT NOT NULL, lineage INTEGER NOT NULL, offset INTEGER NOT NULL,
  version INTEGER NOT NULL, at INTEGER, agent TEXT, task_id TEXT, session_id TEXT, flags TEXT NOT NULL, data TEXT NOT NULL,
  PRIMARY KEY (record_type, record_id)) WITHOUT ROWID;
CREATE TABLE places (place_id INTEGER PRIMARY KEY, harness TEXT NOT NULL, source TEXT NOT NULL, agent TEXT NOT NULL, department TEXT, project TEXT,
  harness_seat INTEGER NOT NULL, agent_seat INTEGER NOT NULL, department_seat INTEGER NOT NULL, project_seat INTEGER NOT NULL);
CREATE TABLE seats (seat_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT, place_id INTEGER);
CREATE TABLE period_sums (
  grain INTEGER NOT NULL, place_id INTEGER NOT NULL, model_id INTEGER NOT NULL, start INTEGER NOT NULL, events INTEGER NOT NULL, tool_calls INTEGER NOT NULL,
  tool_errors INTEGER NOT NULL, errors INTEGER NOT NULL, compactions INTEGER NOT NULL, clamped_fields INTEGER NOT NULL, model_calls INTEGER NOT NULL,
  input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_creation_5m INTEGER NOT NULL, cache_creation_1h INTEGER NOT NULL,
  cache_creation_unsplit INTEGER NOT NULL, output INTEGER NOT NULL, unclassified INTEGER NOT NULL, reasoning INTEGER NOT NULL,
  output_extra INTEGER NOT NULL, estimated_calls INTEGER NOT NULL, cost INTEGER NOT NULL, priced_calls INTEGER NOT NULL, unpriced_calls INTEGER NOT NULL,
  reported_cost INTEGER NOT NULL, reported_calls INTEGER NOT NULL, cost_extra INTEGER NOT NULL, cache_saved INTEGER NOT NULL,
  PRIMARY KEY (grain, place_id, model_id, start)) WITHOUT ROWID;
CREATE TABLE words (word_id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE TABLE tasks (
  task_key INTEGER PRIMARY KEY, orchestrator TEXT NOT NULL, task_id TEXT NOT NULL, bead_id TEXT, title TEXT, inferred INTEGER NOT NULL,
  agent INTEGER, department INTEGER, project INTEGER, harness INTEGER, model INTEGER, provider INTEGER, effort INTEGER, task_type INTEGER,
  complexity INTEGER, language INTEGER, repo_size_category INTEGER, rig_id INTEGER, convoy_id INTEGER,
  assigned_at INTEGER, started_at INTEGER, completed_at INTEGER, task_duration_ms INTEGER,
  outcome INTEGER, outcome_reason TEXT, attempts INTEGER NOT NULL, retry_count INTEGER, first_shot INTEGER, quality_signal INTEGER,
  quality_gate_passed INTEGER, quality_gates_run TEXT, quality_gates_failed TEXT,
  quality_gate REAL, quality_ci REAL, quality_review REAL, quality_evaluation REAL, quality_peer REAL, quality_human REAL,
  tokens INTEGER, usage_origin TEXT, cost INTEGER, unpriced_calls INTEGER NOT NULL,
  estimated_input_tokens INTEGER, estimated_output_tokens INTEGER, actual_input_tokens INTEGER, actual_output_tokens INTEGER,
  estimated_cost INTEGER, actual_cost INTEGER, model_calls INTEGER, tool_calls INTEGER, tool_errors INTEGER, errors INTEGER,
  context_compactions INTEGER, context_rotations INTEGER, context_utilization_final REAL,
  files_modified INTEGER, lines_added INTEGER, lines_deleted INTEGER, commits INTEGER,
  pr_number INTEGER, pr_url TEXT, pr_created INTEGER, pr_merged INTEGER, flags TEXT NOT NULL,
  UNIQUE (orchestrator, task_id));
CREATE TABLE task_sessions (task_key INTEGER NOT NULL, session_key INTEGER NOT NULL, PRIMARY KEY (task_key, session_key)) WITHOUT ROWID;
CREATE TABLE task_spans (task_key INTEGER NOT NULL, session_key INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  PRIMARY KEY (task_key, session_key, start)) WITHOUT ROWID;
CREATE TABLE task_queue (kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE task_pages (page_id INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL UNIQUE, count INTEGER NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX files_by_inode ON files (dev, ino) WHERE state = 'live';
CREATE INDEX files_by_fingerprint ON files (fingerprint, fingerprint_length);
CREATE INDEX files_by_lineage ON files (lineage);
CREATE INDEX sessions_by_id ON sessions (session_id);
CREATE INDEX sessions_by_attempt ON sessions (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX sessions_by_last ON sessions (last_at);
CREATE INDEX sessions_by_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX model_calls_by_session ON model_calls (session_key);
CREATE INDEX tool_calls_by_session ON tool_calls (session_key);
CREATE INDEX errors_by_session ON errors (session_key);
CREATE INDEX attempts_by_session ON attempts (session_key);
CREATE INDEX rollups_by_time ON rollups (bucket);
CREATE INDEX alerts_open ON alerts (session_key) WHERE resolved_at IS NULL;
CREATE INDEX alerts_pending ON alerts (alert_id) WHERE pending <> '';
CREATE INDEX files_by_path ON files (path) WHERE state = 'live';
CREATE INDEX sessions_by_agent ON sessions (agent) WHERE agent IS NOT NULL;
CREATE INDEX evidence_by_sight ON evidence (seen_at);
CREATE INDEX ledger_by_task ON ledger (task_id, record_type) WHERE task_id IS NOT NULL;
CREATE INDEX ledger_by_agent ON ledger (agent, record_type, at) WHERE agent IS NOT NULL;
CREATE INDEX ledger_by_session ON ledger (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX model_calls_unpriced ON model_calls (model_id, unpriced) WHERE unpriced IS NOT NULL AND counted = 1;
CREATE INDEX rollups_without_model ON rollups (bucket)
  WHERE model_id = 0 AND (unclassified <> 0 OR priced_calls <> 0 OR reported_calls <> 0 OR reported_cost <> 0);
CREATE INDEX rollups_told_unpriced ON rollups (bucket) WHERE session_key < 0 AND unpriced_calls > 0;
CREATE INDEX seats_by_name ON seats (kind, name, place_id);
CREATE INDEX places_by_agent ON places (agent, harness, source);
CREATE INDEX tasks_by_id ON tasks (task_id);
CREATE INDEX tasks_by_completion ON tasks (completed_at);
CREATE INDEX tasks_by_agent ON tasks (agent, completed_at);
CREATE INDEX task_sessions_by_session ON task_sessions (session_key);
CREATE INDEX task_spans_by_session ON task_spans (session_key);
CREATE INDEX sessions_cut ON sessions (session_key) WHERE work = 'cut';
CREATE INDEX ledger_by_addressee ON ledger (iif(json_valid(data), coalesce(data ->> '$.acked_by', data ->> '$.to', data ->> '$.target'), NULL), record_type, at)
  WHERE record_type = 'activity' OR record_type = 'escalation';
CREATE INDEX sessions_by_project_name ON sessions (project_name, parent_id, first_at, last_at, duration_ms, place_id);
CREATE INDEX sessions_by_department_name ON sessions (department_name, parent_id, first_at, last_at, duration_ms, place_id);
CREATE INDEX sessions_by_agent_name ON sessions (agent_name, parent_id, first_at, last_at, duration_ms, place_id);
CREATE INDEX sessions_by_first ON sessions (first_at, parent_id, place_id);
CREATE INDEX sessions_unplaced ON sessions (session_key) WHERE place_id IS NULL AND first_at IS NOT NULL;
CREATE INDEX session_versions_by_version ON session_versions (version, first_at);
CREATE INDEX session_instructions_by_name ON session_instructions (name, first_at);
CREATE INDEX session_tasks_by_task ON session_tasks (task_ref);
CREATE INDEX ledger_by_folder ON ledger (iif(json_valid(data), data ->> '$.cwd_key', NULL)) WHERE record_type = 'agent_session' AND session_id IS NULL;
CREATE INDEX ledger_by_attempt ON ledger (data ->> '$.attempt_id') WHERE record_type = 'task_completion' AND task_id IS NULL;
CREATE INDEX model_calls_by_message ON model_calls (message_key) WHERE message_key IS NOT NULL;
CREATE INDEX tool_calls_by_key ON tool_calls (tool_key);
CREATE INDEX events_by_uid ON events (uid_key) WHERE uid_key IS NOT NULL;
