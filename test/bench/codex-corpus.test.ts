/** The generated rollouts mean what their truth says, forks and sub-agents included. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureCodexCorpus } from '../../bench/corpus/codex-files.ts';
import { CodexHome } from '../ingest/sources/codex/home.ts';

test('a small corpus is read to its truth, and is the same for the same seed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'agentperf-codex-corpus-'));
  const { home, truth } = ensureCodexCorpus(join(root, 'one'), 24, 7);
  const reader = new CodexHome(home);
  try {
    expect((await reader.ingest()).problems).toEqual([]);
    const { tokens, events, model_calls, tool_calls, tool_errors, errors, compactions } = truth;
    const totals = { events, model_calls, tool_calls, tool_errors, errors, compactions };
    expect(reader.sums()).toEqual({ ...totals, ...tokens });
    expect(truth.subagent_sessions).toBeGreaterThan(0);
    expect(reader.logs.value(`SELECT count(*) FROM sessions WHERE resumed_from IS NOT NULL`)).toBeGreaterThan(
      0,
    );
    expect(ensureCodexCorpus(join(root, 'other'), 24, 7).truth).toEqual(truth);
  } finally {
    reader.logs.remove();
    rmSync(root, { recursive: true });
  }
});
