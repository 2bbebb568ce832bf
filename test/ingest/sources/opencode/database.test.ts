/** How changed rows are found, and where they stand (opencode.md 1). */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SQL } from '../../../../src/ingest/sources/opencode/queries.ts';
import { answer, calls, MadeUp, ofType, question, START, tokens, tool } from './made-up.ts';

let folder: string;
const open: MadeUp[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
});
afterEach(() => {
  for (const made of open.splice(0)) made.close();
  fs.rmSync(folder, { recursive: true });
});

function database(generation: 'v1' | 'v2' = 'v1', name = 'opencode.db'): MadeUp {
  const made = new MadeUp(folder, generation, name);
  open.push(made);
  return made;
}

/** A session with one finished turn. */
function withTurn(made: MadeUp, session: string, at: number): void {
  made.session(session, { time_created: at, time_updated: at + 2000 });
  made.message(`msg_u${session}`, session, question(at));
  made.part(`prt_u${session}`, `msg_u${session}`, session, { type: 'text', text: 'please' }, at);
  made.message(`msg_a${session}`, session, answer(at + 100, { tokens: tokens(at % 1000, 1) }));
}

describe('opencode §1: rows change in place', () => {
  test('only what changed is given again, with all its facts, at its place', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    withTurn(made, 'ses_b', START + 60_000);
    made.part(
      'prt_t',
      'msg_ases_b',
      'ses_b',
      tool('bash', { status: 'running', time: { start: START + 60_200 } }),
      START + 60_200,
    );
    const first = made.located();
    expect(first).toHaveLength(9);
    const running = first.find(({ result }) => 'kind' in result && result.kind === 'tool');
    const state = {
      status: 'completed',
      output: 'ok',
      metadata: { exit: 0 },
      time: { start: START + 60_200, end: START + 90_200 },
    };
    made.update('part', 'prt_t', tool('bash', state), START + 90_200);
    const [again, ...others] = made.located();
    expect(others).toEqual([]);
    expect(again?.offset).toBe(running?.offset);
    expect(again?.result).toMatchObject({
      facts: [{ type: 'tool_call' }, { type: 'tool_result', durationMs: 30_000 }],
    });
    expect(made.located()).toEqual([]);
  });

  test('a part that changes while its session row stays is found, hours after its session was touched', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    const at = START + 3 * 3_600_000;
    made.part('prt_t', 'msg_ases_a', 'ses_a', tool('bash', { status: 'running', time: { start: at } }), at);
    expect(made.read()).toHaveLength(5);
    made.update(
      'part',
      'prt_t',
      tool('bash', { status: 'error', error: 'no', time: { start: at, end: at + 9 } }),
      at + 3_600_000,
    );
    expect(ofType(made.read(), 'tool_result')).toHaveLength(1);
  });

  test('rows that bear an old time are found when they are new: a fork copies them as they are', () => {
    const made = database('v2');
    made.session('ses_a', {}, 'session_v2');
    made.entry('msg_1', 'ses_a', 'user', { text: 'please', time: { created: START } });
    made.read();
    made.session('ses_f', { time_created: START + 90_000, time_updated: START + 90_000 }, 'session_v2');
    made.entry('msg_2', 'ses_f', 'user', { text: 'please', time: { created: START } });
    expect(made.read().map(({ kind, copied }) => [kind, copied])).toEqual([
      ['session', false],
      ['user', true],
    ]);
  });

  test('a new session is looked at as a whole once', () => {
    const made = database('v2');
    made.session('ses_a', { time_created: START, time_updated: START }, 'session_v2');
    made.entry('msg_1', 'ses_a', 'user', { text: 'please', time: { created: START - 90_000 } });
    made.entry('msg_2', 'ses_a', 'user', { text: 'go', time: { created: START } }, START);
    expect(made.read()).toHaveLength(3);
    made.entry('msg_3', 'ses_a', 'user', { text: 'on', time: { created: START + 10 } }, START + 10);
    expect(made.read().map(({ at }) => at)).toEqual([START + 10]);
  });

  test('rows of a session that is not there are read, once', () => {
    const made = database();
    made.message('msg_1', 'ses_gone', answer(START));
    made.session('ses_a');
    expect(made.read().map(({ kind, session }) => [kind, session?.id])).toEqual([
      ['session', 'ses_a'],
      ['assistant', 'ses_gone'],
    ]);
    made.message('msg_2', 'ses_gone', answer(START + 90_000));
    expect(made.read()).toHaveLength(1);
    expect(made.read()).toEqual([]);
  });

  test('a row number that is given again after an undo is another place', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    const before = made.located().at(-1);
    made.db.exec(`DELETE FROM message WHERE id = 'msg_ases_a'`);
    made.message('msg_new', 'ses_a', answer(START + 90_000));
    const after = made.located().at(-1);
    expect(after?.lineNo).toBe(before?.lineNo);
    expect(after?.offset).not.toBe(before?.offset);
  });

  test.each([1, 3, 9])(
    'row numbers that an undo freed are seen when a session takes them that nobody watches: %i of them',
    (count) => {
      const made = database();
      const later = START + 4 * 3_600_000;
      made.session('ses_quiet', { time_created: START, time_updated: START });
      withTurn(made, 'ses_a', START);
      made.session('ses_b', { time_created: later, time_updated: later });
      for (let index = 0; index < count; index++)
        made.message(`msg_${index}`, 'ses_b', question(later), later);
      made.read();
      made.db.exec(`DELETE FROM message WHERE session_id = 'ses_b'`);
      for (let index = 0; index < count; index++)
        made.message(`msg_new${index}`, 'ses_quiet', question(later + 7), later + 7);
      const given = made.read(later + 10_000).filter(({ session }) => session?.id === 'ses_quiet');
      expect(given).toHaveLength(count);
      expect(made.read(later + 20_000)).toEqual([]);
    },
  );

  test('the questions use the indexes: neither messages nor parts are looked through', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    const questions: [string, ...(string | number)[]][] = (['message', 'part', 'entry'] as const).flatMap(
      (kind) => [
        [SQL.changedRows(kind), 'ses_a', START, 5],
        [SQL.sessionsOfNewRows(kind), 5],
        [SQL.row(kind), 5],
        [SQL.someRows(kind), '[5]'],
        [SQL.lastRow(kind === 'entry' ? 'session_message' : kind), 5],
      ],
    );
    questions.push(
      [SQL.messageById, 'x'],
      [SQL.smallParts, 'x'],
      [SQL.parts, 'x'],
      [SQL.newerAnswer, 'x', 5],
    );
    for (const [sql, ...values] of questions) {
      const plan = made.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
      const steps = plan.map(({ detail }) => detail);
      expect(
        steps.filter((step) => /^SCAN (?:message|part|session_message)\b/.test(step)),
        sql,
      ).toEqual([]);
      expect(
        steps.some((step) => /^SEARCH (?:message|part|session_message)\b/.test(step)),
        `${sql}: ${steps.join('; ')}`,
      ).toBe(true);
    }
  });

  test('a large database comes in parts; one that is broken off goes on where it was', () => {
    const made = database();
    made.db.transaction(() => {
      for (let session = 0; session < 6; session++) {
        made.session(`ses_${session}`);
        for (let message = 0; message < 500; message++)
          made.message(
            `msg_${session}_${message}`,
            `ses_${session}`,
            answer(START + session * 100_000 + message * 100),
          );
      }
    })();
    const parts = made.parts();
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map(({ records }) => records.length))).toBeLessThan(3000);
    const whole = parts.flatMap(({ records }) => records.map(({ offset }) => offset));
    expect(new Set(whole).size).toBe(3006);
    made.saved = parts[0]?.saved ?? null;
    const rest = made.located().map(({ offset }) => offset);
    expect(rest.length).toBeLessThan(3006);
    expect(new Set([...(parts[0]?.records.map(({ offset }) => offset) ?? []), ...rest])).toEqual(
      new Set(whole),
    );
    expect(Math.max(...parts.map(({ saved }) => saved.length))).toBeLessThan(16_384);
    expect(made.located()).toEqual([]);
  });

  test('an answer found unfinished before a reading was broken off is counted when nobody finishes it', () => {
    const made = database();
    made.session('ses_0');
    made.message('msg_open', 'ses_0', answer(START, { time: { created: START } }), START);
    made.db.transaction(() => {
      made.session('ses_1');
      for (let message = 0; message < 2500; message++)
        made.message(`msg_${message}`, 'ses_1', answer(START - 60_000 + message));
    })();
    made.saved = made.parts(START + 100)[0]?.saved ?? null;
    expect(made.parts(START + 200).at(-1)?.lookAgainAt).toBe(START + 200);
    expect(made.parts(START + 300).at(-1)?.lookAgainAt).toBeGreaterThan(START + 300);
    expect(calls(made.read(START + 11 * 60_000))).toHaveLength(1);
  });

  test('what was written while it was read is given the next time', () => {
    const made = database();
    withTurn(made, 'ses_a', START);
    made.read(START + 50);
    made.update('message', 'msg_ases_a', answer(START + 100, { cost: 1 }), START + 1500);
    expect(calls(made.read()).map((call) => call.reportedCostUsdMicros)).toEqual([1_000_000]);
  });
});

test('rows whose data is no object are rejected with a reason', () => {
  const made = database();
  made.session('ses_a');
  for (const [index, data] of ['', '{"role":', '[1]'].entries())
    made.db
      .prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)')
      .run(`msg_${index}`, 'ses_a', START, START, data);
  expect(
    made
      .located()
      .slice(1)
      .map(({ result }) => result),
  ).toEqual([{ rejected: 'blank' }, { rejected: 'invalid_json' }, { rejected: 'not_an_object' }]);
});
