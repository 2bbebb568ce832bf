import { expect, it } from 'vitest';
import { asksHuman, toolKind } from '../../src/ingest/tool-kind.ts';

it.each([
  ['Bash', 'shell'],
  ['exec_command', 'shell'],
  ['functions.shell', 'shell'],
  ['run_shell_command', 'shell'],
  ['MultiEdit', 'edit'],
  ['apply_patch', 'edit'],
  ['str_replace_based_edit_tool', 'edit'],
  ['Read', 'read'],
  ['read_many_files', 'read'],
  ['Grep', 'search'],
  ['search_file_content', 'search'],
  ['WebFetch', 'web'],
  ['google_web_search', 'web'],
  ['Task', 'agent'],
  ['TodoWrite', 'plan'],
  ['update_plan', 'plan'],
  ['ExitPlanMode', 'plan'],
  ['AskUserQuestion', 'ask'],
  ['request_user_input', 'ask'],
  ['mcp__github__create_issue', 'mcp'],
  ['__proto__', 'other'],
  ['constructor', 'other'],
  ['x'.repeat(100_000), 'other'],
  ['', 'other'],
  [null, 'other'],
] as const)('tool %s is of kind %s, whichever harness names it', (name, kind) => {
  expect(toolKind(name)).toBe(kind);
});

it('knows the calls that wait for a person', () => {
  expect(['AskUserQuestion', 'ExitPlanMode', 'request_user_input'].every(asksHuman)).toBe(true);
  expect(['Bash', 'TodoWrite', null].some(asksHuman)).toBe(false);
});
