import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { applyRulesToAll } from '../../src/db/identities.ts';
import type { RecorderOptions } from '../../src/db/stores.ts';
import { type Identity, NOBODY } from '../../src/domain/identity.ts';
import type { SessionInfo } from '../../src/domain/session-info.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, metrics, record, START, sessionEnd } from '../helpers/records.ts';
import { storedDays, summedDays } from '../helpers/rollup-oracle.ts';

const HOUR_MS = 3_600_000;

type Step =
  | { does: 'call'; session: number; hour: number; tokens: number; message: number; sidechain: boolean }
  | { does: 'name'; session: number; info: Partial<SessionInfo> }
  | { does: 'attempt'; session: number; attempt: number; tokens: number | null }
  | { does: 'measure'; attempt: number; tokens: number }
  | { does: 'rules'; identity: Identity }
  | { does: 'zone'; zone: string }
  | { does: 'restart' };

const word = fc.constantFrom('x', 'y', 'z');
const session = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    ...{ does: fc.constant('call' as const), session, hour: fc.integer({ min: -30, max: 30 }) },
    ...{ tokens: fc.nat({ max: 99 }), message: fc.nat({ max: 5 }), sidechain: fc.boolean() },
  }),
  fc.record({
    does: fc.constant('name' as const),
    session,
    info: fc.record({ agent: word, agentType: word, department: word, cwd: word }, { requiredKeys: [] }),
  }),
  fc.record({
    ...{ does: fc.constant('attempt' as const), session, attempt: fc.nat({ max: 1 }) },
    tokens: fc.option(fc.nat({ max: 99 })),
  }),
  fc.record({
    does: fc.constant('measure' as const),
    attempt: fc.nat({ max: 1 }),
    tokens: fc.nat({ max: 99 }),
  }),
  fc.record({
    does: fc.constant('rules' as const),
    identity: fc.record({ agent: fc.option(word), department: fc.option(word), project: fc.option(word) }),
  }),
  fc.record({ does: fc.constant('zone' as const), zone: fc.constantFrom('UTC', 'America/New_York') }),
  fc.constant({ does: 'restart' as const }),
);

const options: { identify?: RecorderOptions['identify']; timezone?: string } = {};
let database: TestDatabase | null = null;
afterEach(() => database?.remove());

function take(into: TestDatabase, one: Step): void {
  const stream = { harness: 'codex', session: 'attempt' };
  const feed = (source: 'claude-code' | 'work-stream', ...lines: Parameters<TestDatabase['feed']>[1]) =>
    into.feed(into.file(source), lines);
  switch (one.does) {
    case 'call': {
      const fields = { session: `s${one.session}`, at: START + one.hour * HOUR_MS };
      const usage = { input: one.tokens };
      feed(
        'claude-code',
        record(fields, call({ message: `m${one.message}`, usage, sidechain: one.sidechain })),
      );
      return;
    }
    case 'name':
      feed('claude-code', record({ session: `s${one.session}` }, { type: 'session_info', ...one.info }));
      return;
    case 'attempt': {
      const fields = { ...stream, session: `t${one.session}` };
      const end = sessionEnd({ totalTokens: one.tokens, costUsdMicros: one.tokens });
      const info = { type: 'session_info', attemptId: `attempt-${one.attempt}` } as const;
      feed('work-stream', record(fields, info, call({ usage: { input: 7 } })), record(fields, end));
      return;
    }
    case 'measure': {
      const fields = { ...stream, session: `attempt-${one.attempt}` };
      feed('work-stream', record(fields, metrics({ totalTokens: one.tokens, costUsdMicros: one.tokens })));
      return;
    }
    case 'rules':
      options.identify = () => one.identity;
      applyRulesToAll(into.db, { identify: options.identify, expand: (folder) => folder });
      into.restart();
      return;
    case 'zone':
      options.timezone = one.zone;
      into.restart();
      delete options.timezone;
      return;
    case 'restart':
      into.restart();
  }
}

/** A session takes over what was said of its attempt, under another name. */
const named: Step = { does: 'rules', identity: { agent: null, department: null, project: 'x' } };
const measured: Step = { does: 'measure', attempt: 0, tokens: 0 };
const adopted: Step = { does: 'attempt', session: 0, attempt: 0, tokens: null };

describe('sums by day', () => {
  test('are those of the rollups under the names of now, whatever is renamed, moved or cut anew', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        options.identify = () => NOBODY;
        database = new TestDatabase(options);
        try {
          for (const one of steps) take(database, one);
          // The oracle cuts days as the database does without a word.
          database.restart();
          expect(storedDays(database)).toEqual(summedDays(database));
        } finally {
          database.remove();
          database = null;
        }
      }),
      { numRuns: 100, examples: [[[named, measured, adopted]]] },
    );
  });
});
