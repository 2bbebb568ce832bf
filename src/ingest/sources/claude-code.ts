/** Claude Code transcripts: `projects/<folder>/<session>.jsonl` and the sub-agents below (claude-code.md). */

import type { LineAdapter } from '../../domain/source.ts';
import { describeLine } from './claude-code/describe.ts';
import { TranscriptParser } from './claude-code/parser.ts';
import { isTranscriptPath, transcriptRoots } from './claude-code/paths.ts';
import { isTranscript } from './claude-code/recognise.ts';

export const claudeCodeAdapter: LineAdapter = {
  id: 'claude-code',
  displayName: 'Claude Code',
  version: 1,
  roots: transcriptRoots,
  acceptsPath: isTranscriptPath,
  recognises: (_path, head) => isTranscript(head),
  open: (file, saved) => new TranscriptParser(file, saved),
  describe: describeLine,
};
