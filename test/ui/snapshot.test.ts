import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { plainSnapshot } from '../../src/ui/snapshot.ts';
import { initialTheme, isColourForbidden, THEME_NAMES, themeAfter, themeNamed } from '../../src/ui/theme.ts';
import { emptyFleet, FOLLOWING, fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_NOW, LOOKED_IN } from '../helpers/fake-fleet-parts.ts';

const OPTIONS = { columns: 100, now: FLEET_NOW, ascii: false, lookedIn: LOOKED_IN };

describe('the plain snapshot', () => {
  test('has no escape and no line that is too wide, at any width', () => {
    const { reports } = fakeFleet();
    for (const columns of [1, 40, 80, 200]) {
      const text = plainSnapshot(reports, FOLLOWING, { ...OPTIONS, columns });
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
      expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(
        Math.max(40, columns),
      );
    }
  });

  test('answers the three questions: who needs me, who is stuck, what does it cost', () => {
    const text = plainSnapshot(fakeFleet().reports, FOLLOWING, OPTIONS);
    expect(text.split('\n')[0]).toBe(
      'agentperf  4 working  1 waiting  1 looping  1 stalled  2 idle  today $12.40  412k tok/min',
    );
    expect(text).toContain('looping 4m');
    expect(text).toContain('high error_loop 4m rig/polecats/nux');
    expect(text).toContain('trigger_ai_autofix');
    expect(text).not.toContain('dismissed');
  });

  test('says what is being read, who writes, and what the user should do', () => {
    const { reports } = fakeFleet();
    const reading = {
      ...FOLLOWING,
      mode: 'reading' as const,
      bytesRead: 61,
      banners: ['disk is full: free some space'],
    };
    expect(plainSnapshot(reports, reading, OPTIONS)).toContain('reading 61 %');
    expect(plainSnapshot(reports, reading, OPTIONS)).toContain('! disk is full');
    const reader = { ...FOLLOWING, mode: 'reader' as const, writerPid: 4711 };
    expect(plainSnapshot(reports, reader, OPTIONS)).toContain('reader (pid 4711 writes)');
  });

  test('of nothing new says how much older there is, and how to see it', () => {
    const { reports } = fakeFleet({ rows: [], recorded: 1200 });
    expect(plainSnapshot(reports, FOLLOWING, OPTIONS)).toContain(
      '1,200 older ones are recorded: --since 90d shows more.',
    );
    expect(plainSnapshot(emptyFleet().reports, FOLLOWING, OPTIONS)).not.toContain('older');
  });

  test('of nothing says where it looked', () => {
    const text = plainSnapshot(emptyFleet().reports, FOLLOWING, OPTIONS);
    expect(text).toContain('No session in the last 24 h.');
    expect(text).toContain('~/.claude/projects');
    expect(text).toContain('agentperf tui --demo');
  });

  test('keeps to ASCII when asked to', () => {
    const plain = { ...fakeFleet(), rows: [] };
    const text = plainSnapshot(plain.reports, FOLLOWING, { ...OPTIONS, ascii: true });
    expect(text).toContain('! looping 4m');
    expect(text).not.toMatch(/[▲●▁…]/u);
  });
});

describe('themes', () => {
  test.each([
    [{}, null, 'dark'],
    [{}, 'light', 'light'],
    [{ NO_COLOR: '' }, 'light', 'light'],
    [{ NO_COLOR: '0' }, 'light', 'mono'],
    [{ TERM: 'dumb' }, null, 'mono'],
  ] as const)('%j and %s give %s', (env, wanted, theme) => {
    expect(initialTheme(env, wanted)).toBe(theme);
    expect(isColourForbidden(env)).toBe(theme === 'mono');
  });

  test('the key goes through all of them and comes back', () => {
    const seen = THEME_NAMES.map((_, index) =>
      Array.from({ length: index }).reduce<(typeof THEME_NAMES)[number]>(themeAfter, 'dark'),
    );
    expect(seen).toEqual(THEME_NAMES);
    expect(themeAfter('mono')).toBe('dark');
  });

  test('every coloured theme gives each role a colour of its own', () => {
    for (const name of THEME_NAMES.filter((theme) => theme !== 'mono')) {
      const colours = Object.values(themeNamed(name).colours);
      expect(new Set(colours).size).toBe(5);
      expect(colours.every((colour) => /^#[0-9a-f]{6}$/u.test(colour ?? ''))).toBe(true);
    }
  });
});
