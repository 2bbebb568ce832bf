import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exported, isoTime, snakeCase } from '../../src/commands/snake-case.ts';

describe('snakeCase', () => {
  it.each([
    ['sessionId', 'session_id'],
    ['costUsdMicros', 'cost_usd_micros'],
    ['cacheCreation5m', 'cache_creation_5m'],
    ['cacheCreation1h', 'cache_creation_1h'],
    ['p90CompletionTimeMs', 'p90_completion_time_ms'],
    ['prUrl', 'pr_url'],
    ['at', 'at'],
  ])('%s is %s', (key, expected) => {
    expect(snakeCase(key)).toBe(expected);
  });
});

describe('exported', () => {
  it('writes times by key, not by value', () => {
    expect(
      exported({ at: 0, startedAt: 1000, firstSeen: 0, since: null, durationMs: 1000, offset: 5 }),
    ).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      started_at: '1970-01-01T00:00:01.000Z',
      first_seen: '1970-01-01T00:00:00.000Z',
      since: null,
      duration_ms: 1000,
      offset: 5,
    });
  });

  it('turns numbers that JSON has not into null', () => {
    expect(exported({ a: Number.NaN, b: Number.POSITIVE_INFINITY, c: undefined, at: Number.NaN })).toEqual({
      a: null,
      b: null,
      c: null,
      at: null,
    });
    expect(isoTime(1e300)).toBeNull();
  });

  it('keeps every key of a Map as it is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 8 }), (keys) => {
        const object = exported(new Map(keys.map((key) => [key, 1]))) as object;
        expect(Object.keys(object).sort()).toEqual([...keys].sort());
      }),
      { numRuns: 100 },
    );
    expect(JSON.stringify(exported(new Map([['__proto__', 1]])))).toBe('{"__proto__":1}');
  });
});
