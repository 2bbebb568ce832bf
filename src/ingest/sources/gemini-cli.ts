/** Gemini CLI chats: event logs `chats/session-*.jsonl`, older ones as whole documents `.json`, sub-agents in folders below (gemini.md). */

import type { LineAdapter } from '../../domain/adapter.ts';
import { describeLine, describeRecord } from './gemini-cli/describe.ts';
import { readChat } from './gemini-cli/document.ts';
import { ChatLogParser } from './gemini-cli/log-parser.ts';
import { chatRoots, isChatPath, MAY_BE_CHAT } from './gemini-cli/paths.ts';
import { isChat } from './gemini-cli/recognise.ts';

export const geminiCliAdapter: LineAdapter = {
  id: 'gemini-cli',
  displayName: 'Gemini CLI',
  version: 1,
  yields: [
    ...['model_calls', 'tokens', 'cache_tokens', 'reasoning_tokens'],
    ...['tool_calls', 'tool_errors', 'tool_durations', 'errors', 'compactions', 'turn_ends', 'interrupts'],
    ...['questions', 'context', 'titles', 'cwd', 'lines_changed', 'sub_agents'],
  ] as const,
  names: MAY_BE_CHAT,
  roots: chatRoots,
  acceptsPath: isChatPath,
  recognises: isChat,
  open: (file, saved) => new ChatLogParser(file, saved),
  describe: describeLine,
  document: { read: readChat, describe: describeRecord },
};
