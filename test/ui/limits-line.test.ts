import { expect, it } from 'vitest';
import type { LimitReport } from '../../src/domain/source-report.ts';
import { clockFormat } from '../../src/ui/format.ts';
import { UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';
import { limitSegments } from '../../src/ui/limits-line.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const limit = (fields: Partial<LimitReport>): LimitReport => ({
  limitId: 'codex',
  windowMinutes: 300,
  usedPercent: 52,
  resetsAt: NOW + 3_600_000,
  plan: 'plus',
  at: NOW,
  ...fields,
});
const clock = clockFormat('UTC');
const text = (limits: readonly LimitReport[]) =>
  limitSegments(limits, NOW, clock, UNICODE_GLYPHS)
    ?.map((segment) => segment.text)
    .join('') ?? null;

it('names each window, its use and its end', () => {
  expect(
    text([limit({}), limit({ windowMinutes: 10_080, usedPercent: 40.4, resetsAt: NOW + 2 * 86_400_000 })]),
  ).toBe('5h 52 % until 13:00:00 · 7d 40 % until 2026-03-03 12:00');
  expect(text([limit({ windowMinutes: null, resetsAt: null })])).toBe('limit 52 %');
  expect(text([limit({ windowMinutes: 90 })])).toBe('90m 52 % until 13:00:00');
});

it('says nothing of a window that is over', () => {
  expect(text([limit({ resetsAt: NOW - 1 })])).toBeNull();
  expect(text([])).toBeNull();
});

it('warns from 90 % on', () => {
  const roles = limitSegments([limit({ usedPercent: 90 })], NOW, clock, UNICODE_GLYPHS)?.map((s) => s.role);
  expect(roles).toContain('warn');
});
