import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/commands/nearest.ts';

describe('nearest', () => {
  it.each([
    ['exprt', ['ingest', 'export'], 'export'],
    ['EXPORT', ['export'], 'export'],
    ['ot', ['to'], 'to'],
    ['totlas', ['models', 'totals'], 'totals'],
    ['opus-4-6', ['claude-opus-4-1', 'claude-opus-4-6'], 'claude-opus-4-6'],
    ['pus-4-6', ['claude-opus-4-6'], null],
    ['x', ['db'], null],
    ['frobnicate', ['ingest', 'export'], null],
    ['', ['a'], 'a'],
    ['a', [], null],
  ])('of %j in %j is %j', (word, known, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });
});
