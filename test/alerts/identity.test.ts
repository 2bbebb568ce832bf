import { expect, it } from 'vitest';
import { alertId } from '../../src/alerts/identity.ts';

const FINDING = { type: 'error_loop', subject: 'E1', episodeStart: 1_770_714_000_000 } as const;

it('is 32 hex digits, the same for the same episode on every machine', () => {
  expect(alertId(FINDING, 'session')).toBe('96c86cfc1af75c2e543348637d2cc817');
});

it('differs in each of its four parts, however they are cut', () => {
  const ids = [
    alertId(FINDING, 'session'),
    alertId({ ...FINDING, type: 'tool_loop' }, 'session'),
    alertId({ ...FINDING, subject: 'E2' }, 'session'),
    alertId({ ...FINDING, episodeStart: 1 }, 'session'),
    alertId(FINDING, 'other'),
    alertId({ ...FINDING, subject: '","E1' }, 'session'),
    alertId(FINDING, 'session","E1'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
