import { describe, expect, test } from 'vitest';
import type { AlertPrecision } from '../../src/domain/report.ts';
import { UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';
import { segmentsWidth } from '../../src/ui/layout.ts';
import { precisionLine } from '../../src/ui/precision.ts';
import { FLEET_PRECISION } from '../helpers/fake-fleet-alerts.ts';

const line = (precision: readonly AlertPrecision[], width = 118): string =>
  precisionLine(precision, width, UNICODE_GLYPHS)
    .map((segment) => segment.text)
    .join('')
    .trim();

describe('precision at the foot of the alerts', () => {
  test('a share comes with its interval and its n', () => {
    expect(line([{ type: 'error_loop', real: 11, notReal: 1, low: 0.6461, high: 0.9851 }])).toBe(
      'precision, 95 % interval  error_loop 92 % (65 to 99 %, n 12)',
    );
  });

  test('too few judged alerts have a count and never a share', () => {
    const few = line([{ type: 'stuck_agent', real: 4, notReal: 0, low: null, high: null }]);
    expect(few).toContain('stuck_agent 4 judged');
    expect(few.replace('95 % interval', '')).not.toContain('%');
  });

  test('says which keys judge when nothing is judged', () => {
    expect(line([])).toBe('precision  no alert judged yet: d not real, y was real');
  });

  test.each([118, 98, 78, 58, 40])('fills %d cells exactly, and keeps the shares longest', (width) => {
    const segments = precisionLine(FLEET_PRECISION, width, UNICODE_GLYPHS);
    expect(segmentsWidth(segments)).toBe(width);
    expect(line(FLEET_PRECISION, width)).toContain('error_loop 92 % (65 to 99 %, n 12)');
  });
});
