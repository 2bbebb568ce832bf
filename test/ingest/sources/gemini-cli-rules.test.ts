/** Rules of gemini.md that no other test proves. */

import { describe, expect, it } from 'vitest';
import { geminiCliAdapter } from '../../../src/ingest/sources/gemini-cli.ts';
import { type Fields, gemini, header, only, records, time, tokens, user } from './gemini-cli/chats.ts';

const allFacts = (...rows: Fields[]) => records([header(), ...rows]).flatMap(({ facts }) => facts);

describe('gemini §3: the event log', () => {
  it('a header may come again, in part, and says what changed', () => {
    const again = { sessionId: header().sessionId, lastUpdated: time(9), summary: 'Done' };
    const [, , patched] = records([header(), user('u1', 'go'), again]);
    expect(only(patched?.facts ?? [], 'session_info')).toMatchObject([{ title: 'Done', titleRank: 2 }]);
  });

  it('a rewind to an unknown message counts nothing and takes nothing back', () => {
    const rows = [user('u1', 'go'), gemini('g1', 2, { tokens: tokens() }), { $rewindTo: 'nobody' }];
    expect(allFacts(...rows)).toEqual(allFacts(...rows.slice(0, 2)));
    expect(only(allFacts(...rows), 'model_call')).toHaveLength(1);
  });
});

describe('gemini §4: tokens', () => {
  it('they are those of one response, not a running total: equal ones add up', () => {
    const rows = [gemini('g1', 2, { tokens: tokens() }), gemini('g2', 3, { tokens: tokens() })];
    const [one, other] = only(allFacts(...rows), 'model_call');
    expect(one?.usage).toEqual(other?.usage);
    expect(one?.messageKey).not.toBe(other?.messageKey);
  });
});

describe('gemini §5: deriving', () => {
  it('the branch is not stored, and declared so', () => {
    expect(only(allFacts(user('u1', 'go')), 'session_info').some((info) => 'branch' in info)).toBe(false);
    expect(geminiCliAdapter.yields).not.toContain('branch');
  });
});
