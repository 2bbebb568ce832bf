import { describe, expect, test } from 'vitest';
import { event, type Fields, facts, meta, read, START, turn } from './rollout.ts';

describe('codex §6: rate limits', () => {
  const limits = (value: Fields, at = START) => event('token_count', { info: null, rate_limits: value }, at);
  const primary = { used_percent: 52.5, window_minutes: 300, resets_at: 1_771_850_000 };
  const secondary = { used_percent: 40, window_minutes: 10_080, resets_at: 1_772_850_000 };

  test('both windows, with the plan', () => {
    expect(facts('rate_limit', limits({ limit_id: 'codex', primary, secondary, plan_type: 'plus' }))).toEqual(
      [
        {
          type: 'rate_limit',
          limitId: 'codex',
          windowMinutes: 300,
          usedPercent: 52.5,
          resetsAt: 1_771_850_000_000,
          plan: 'plus',
        },
        {
          type: 'rate_limit',
          limitId: 'codex',
          windowMinutes: 10_080,
          usedPercent: 40,
          resetsAt: 1_772_850_000_000,
          plan: 'plus',
        },
      ],
    );
  });

  test('older builds say in how many seconds a limit resets', () => {
    const older = { used_percent: 1, window_minutes: 299, resets_in_seconds: 60 };
    expect(facts('rate_limit', limits({ primary: older }))).toMatchObject([
      { resetsAt: START + 60_000, plan: null },
    ]);
  });

  test('the limit of another product is not the subscription', () => {
    expect(facts('rate_limit', limits({ limit_id: 'codex_reviews', primary }))).toEqual([]);
  });

  test('null for a whole session, and a window that is null', () => {
    expect(
      facts(
        'rate_limit',
        limits({ primary: null, secondary: null }),
        event('token_count', { info: null, rate_limits: null }),
      ),
    ).toEqual([]);
  });

  test('the same again within a minute is not told again, a minute later it is', () => {
    const rows = [
      limits({ primary }),
      limits({ primary }, START + 5_000),
      limits({ primary }, START + 60_000),
    ];
    expect(facts('rate_limit', ...rows)).toHaveLength(2);
    expect(
      facts('rate_limit', limits({ primary }), limits({ primary: { ...primary, used_percent: 53 } })),
    ).toHaveLength(2);
  });

  test('a percentage that is none is a clamped field', () => {
    const [, , wrong] = read([meta(), turn(), limits({ primary: { ...primary, used_percent: 'much' } })]);
    expect(wrong).toMatchObject({ clampedFields: 1, facts: [] });
  });
});
