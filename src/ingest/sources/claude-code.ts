/** Claude Code transcripts: `projects/<folder>/<session>.jsonl` and the sub-agents below (claude-code.md). */

import type { LineAdapter } from '../../domain/adapter.ts';
import { describeLine } from './claude-code/describe.ts';
import { TranscriptParser } from './claude-code/parser.ts';
import { isTranscriptPath, transcriptRoots } from './claude-code/paths.ts';
import { isTranscript } from './claude-code/recognise.ts';
import { JSON_LINES } from './names.ts';

export const claudeCodeAdapter: LineAdapter = {
  id: 'claude-code',
  displayName: 'Claude Code',
  version: 1,
  yields: [
    ...[
      'model_calls',
      'tokens',
      'cache_tokens',
      'reported_cost',
      'tool_calls',
      'tool_errors',
      'tool_durations',
    ],
    ...[
      'errors',
      'compactions',
      'turn_ends',
      'interrupts',
      'questions',
      'context',
      'titles',
      'cwd',
      'branch',
    ],
    ...['pull_requests', 'lines_changed', 'sub_agents', 'harness_version', 'instructions'],
  ] as const,
  names: JSON_LINES,
  roots: transcriptRoots,
  acceptsPath: isTranscriptPath,
  recognises: (_path, head) => isTranscript(head),
  open: (file, saved) => new TranscriptParser(file, saved),
  describe: describeLine,
};
