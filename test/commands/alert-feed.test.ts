import { describe, expect, it } from 'vitest';
import { alertLine, createAlertFeed } from '../../src/commands/alert-feed.ts';
import { ALERT, AT } from '../helpers/fake-reports.ts';

const ENDED = { ...ALERT, status: 'resolved', resolvedAt: AT + 5000 } as const;

describe('the alert feed', () => {
  it('tells an alert once when it opens and once when it ends', () => {
    const feed = createAlertFeed();
    expect(feed.news([ALERT])).toEqual([ALERT]);
    expect(feed.news([ALERT])).toEqual([]);
    expect(feed.news([ENDED])).toEqual([ENDED]);
    expect(feed.news([ENDED])).toEqual([]);
  });

  it('is silent about history that had ended before anybody looked', () => {
    expect(createAlertFeed().news([{ ...ENDED, latencyMs: null }])).toEqual([]);
  });

  it('still tells a live alert that opened and ended between two looks', () => {
    expect(createAlertFeed().news([ENDED])).toEqual([ENDED]);
  });
});

describe('alertLine', () => {
  it('is one line with the evidence and the recommendation', () => {
    expect(alertLine(ALERT)).toBe(
      '2026-03-08T10:00:00.005Z open error_loop high session=s-1 agent=nux subject=fp-1 ' +
        'error_fingerprint=fp-1 occurrences=4 camelCase=1 -> trigger_ai_autofix',
    );
    expect(alertLine(ENDED)).toMatch(/^2026-03-08T10:00:05.005Z resolved error_loop high /);
  });

  it('quotes values that are more than one word, so that no text of a log passes for a field', () => {
    const line = alertLine({
      ...ALERT,
      agent: 'nux 2',
      subject: 'npm "x" severity=low',
      evidence: { step: "it's" },
    });
    expect(line).toContain(` agent="nux 2" subject="npm \\"x\\" severity=low" step="it's" -> `);
  });

  it('shows what logs smuggle in instead of obeying it', () => {
    const line = alertLine({ ...ALERT, agent: 'a\u001b]0;x\u0007\nb' });
    expect(line).not.toMatch(/[\u0000-\u001f]/);
  });
});
