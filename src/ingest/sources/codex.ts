/** OpenAI Codex CLI rollouts: `sessions/YYYY/MM/DD/rollout-<time>-<thread>.jsonl`, live, archived and compressed (codex.md). */

import type { LineAdapter } from '../../domain/adapter.ts';
import { describeRow } from './codex/describe.ts';
import { RolloutParser } from './codex/parser.ts';
import { isRolloutPath, rolloutRoots } from './codex/paths.ts';
import { isRollout } from './codex/recognise.ts';
import { JSON_LINES } from './names.ts';

export const codexAdapter: LineAdapter = {
  id: 'codex',
  displayName: 'OpenAI Codex CLI',
  version: 1,
  yields: [
    ...['model_calls', 'tokens', 'cache_tokens', 'reasoning_tokens', 'tool_calls', 'tool_errors'],
    ...['tool_durations', 'errors', 'compactions', 'turn_ends', 'interrupts', 'questions', 'context'],
    ...[
      'titles',
      'cwd',
      'branch',
      'lines_changed',
      'sub_agents',
      'effort',
      'harness_version',
      'instructions',
      'rate_limits',
    ],
  ] as const,
  usageKinds: ['event_msg.token_count', 'token_usage_record'],
  isRewritten: true,
  names: JSON_LINES,
  roots: rolloutRoots,
  acceptsPath: isRolloutPath,
  recognises: (_path, head) => isRollout(head),
  open: (file, saved) => new RolloutParser(file, saved),
  describe: describeRow,
};
