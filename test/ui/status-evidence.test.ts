import { expect, test } from 'vitest';
import type { StatusEvidence } from '../../src/domain/status-evidence.ts';
import { evidenceText } from '../../src/ui/status.ts';

const NOW = Date.UTC(2026, 2, 3, 12);

test.each<[StatusEvidence, string]>([
  [{ rung: 'hook', at: NOW - 120_000, reason: 'permission' }, 'known from the hook (permission), 2m ago'],
  [
    { rung: 'registry', at: NOW - 3_000, reason: 'shell' },
    'known from the harness registry (a shell still runs), <1m ago',
  ],
  [{ rung: 'log', at: NOW - 240_000, reason: null }, 'known from the log, 4m ago'],
  [
    { rung: 'process', at: NOW, reason: 'open_log' },
    'known from the process (it holds the log open), <1m ago',
  ],
  [{ rung: 'process', at: NOW - 3_600_000, reason: 'gone' }, 'known from the process (gone), 1h00 ago'],
  [{ rung: 'guess', at: null, reason: null }, 'known from the time since the last line (a guess)'],
])('%j', (evidence, text) => {
  expect(evidenceText(evidence, NOW)).toBe(text);
});
