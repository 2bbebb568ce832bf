/** All log formats, in the order in which they are asked whether a file is theirs. */

import type { Adapter } from '../../domain/adapter.ts';
import type { SourceId } from '../../domain/source.ts';
import { beadsAdapter } from './beads.ts';
import { bosunAdapter } from './bosun.ts';
import { claudeCodeAdapter } from './claude-code.ts';
import { codexAdapter } from './codex.ts';
import { gastownAdapter } from './gastown.ts';
import { geminiCliAdapter } from './gemini-cli.ts';
import { ledgerAdapter } from './ledger.ts';
import { opencodeAdapter } from './opencode.ts';
import { workStreamAdapter } from './work-stream.ts';

/** One record a format: to add a format is to write its adapter and to list it here. */
export const ADAPTERS: readonly Adapter[] = [
  claudeCodeAdapter,
  codexAdapter,
  geminiCliAdapter,
  opencodeAdapter,
  workStreamAdapter,
  bosunAdapter,
  gastownAdapter,
  beadsAdapter,
  ledgerAdapter,
];

const ADAPTERS_BY_ID: ReadonlyMap<string, Adapter> = new Map(
  ADAPTERS.map((adapter) => [adapter.id, adapter]),
);

/** The adapter of a source. Throws when there is none, which no checked `SourceId` can bring about. */
export function adapterOf(id: SourceId): Adapter {
  const adapter = ADAPTERS_BY_ID.get(id);
  if (adapter === undefined) {
    throw new Error(`no adapter for source ${id}`);
  }
  return adapter;
}
