/** The tables of all format documents. */

import { BEADS } from './beads.ts';
import { BOSUN } from './bosun.ts';
import { CLAUDE_CODE } from './claude-code.ts';
import { CODEX } from './codex.ts';
import { GASTOWN } from './gastown.ts';
import { GEMINI_CLI } from './gemini-cli.ts';
import { LEDGER } from './ledger.ts';
import { OPENCODE } from './opencode.ts';
import type { RuleTable } from './rule.ts';
import { TASK_COMPLETION } from './task-completion.ts';
import { WORK_STREAM } from './work-stream.ts';

export const RULE_TABLES: readonly RuleTable[] = [
  CLAUDE_CODE,
  CODEX,
  GEMINI_CLI,
  OPENCODE,
  WORK_STREAM,
  BOSUN,
  GASTOWN,
  BEADS,
  LEDGER,
  TASK_COMPLETION,
];
