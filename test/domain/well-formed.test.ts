import { expect, it } from 'vitest';
import { wellFormed } from '../../src/domain/well-formed.ts';

it('replaces surrogates without a partner and keeps pairs', () => {
  expect(wellFormed('a\ud800b\udd1e\ud834 𝄞')).toBe('a\ufffdb\ufffd\ufffd 𝄞');
});
