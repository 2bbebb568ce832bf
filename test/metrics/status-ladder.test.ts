import { describe, expect, test } from 'vitest';
import { statusOf } from '../../src/metrics/status.ts';
import { STATUS_RULES, WORD_SOURCES } from '../../src/metrics/status-rules.ts';
import { ago, NOW, signs } from './status-signs.ts';

/** What it is, the signs, and what comes of them: `STATUS RUNG [ENDED_REASON]`. */
type Row = readonly [name: string, signs: string, expected: string];

function check([, text, expected]: Row): void {
  const { status, evidence, endedReason } = statusOf(signs(text), NOW);
  expect([status, evidence.rung, endedReason].filter((word) => word !== null).join(' ')).toBe(expected);
}

describe('each rung alone', () => {
  test.each<Row>([
    ['a hook that says waiting', 'running@9m hook:waiting@5m', 'waiting hook'],
    ['a hook that says working', 'hook:working@5m', 'working hook'],
    ['a hook that says idle', 'hook:idle@5m', 'idle hook'],
    ['a hook that says ended', 'hook:ended@90h', 'ended hook'],
    ['a hook that says how it ended', 'running@1h hook:ended:failed@1m', 'ended hook failed'],
    ['an end in the middle of a turn', 'running@1h hook:ended@1m', 'ended hook interrupted'],
    ['an end after a turn', 'done@1h hook:ended@1m', 'ended hook completed'],
    ['a registry that says working', 'registry:working@1h', 'working registry'],
    ['a registry that says waiting', 'registry:waiting@9h', 'waiting registry'],
    ['a registry that says idle', 'registry:idle@90h', 'idle registry'],
    ['a log that asks', 'asking@1h', 'waiting log'],
    ['a log that says that it waits', 'running@1m log:waiting@1m', 'waiting log'],
    ['a log whose turn runs', 'running@1m', 'working log'],
    ['a log whose turn is over', 'done@1m', 'idle log'],
    ['a process that lives, an open turn of yesterday', 'running@30h alive@3s', 'working process'],
    ['a process that lives, a turn that ended yesterday', 'done@30h alive@3s', 'idle process'],
    ['a process that lives, a question of last week', 'asking@99h alive@3s', 'waiting process'],
    ['a process that lives, a log without turns', 'line@30h alive@3s', 'unknown process'],
    ['a process that is gone in a turn', 'running@1m gone@1s', 'ended process abandoned'],
    ['a process that is gone after its turn', 'done@1m gone@1s', 'ended process completed'],
    ['a process that is gone after an interrupt', 'interrupted@1m gone@1s', 'ended process interrupted'],
    ['nobody says anything', 'line@1m', 'unknown guess'],
  ])('%s', (...row) => check(row));
});

describe('age', () => {
  test.each<Row>([
    ['a hook waits through a night', 'running@25h hook:waiting@23h', 'waiting hook'],
    ['not longer', 'running@25h hook:waiting@24.5h', 'ended guess abandoned'],
    ['longer beside its process', 'running@25h hook:waiting@24.5h alive@3s', 'waiting process'],
    ['a hook that said working hours ago', 'hook:working@2.1h', 'ended guess abandoned'],
    ['not even beside its process: it may rest', 'hook:working@2.1h alive@3s', 'unknown process'],
    ['a hook that said idle hours ago', 'done@3h hook:idle@2.5h', 'ended guess completed'],
    ['a registry seen 30 s ago', 'running@1h registry:idle@1m/30s', 'idle registry'],
    ['a registry seen longer ago: the log counts', 'running@1h registry:idle@1m/31s', 'working log'],
    ['a registry of a monitor that stopped', 'running@9h registry:waiting@9h/8h', 'ended guess abandoned'],
    ['a process seen 30 s ago', 'running@9h alive@30s', 'working process'],
    ['a process seen longer ago', 'running@9h alive@31s', 'ended guess abandoned'],
    [
      'sights ahead of a clock set back',
      'running@9h registry:working@1m/-1h alive@-1h',
      'ended guess abandoned',
    ],
    ['a process that is gone stays so', 'running@30h gone@29h', 'ended process abandoned'],
  ])('%s', (...row) => check(row));
});

describe('conflicts between rungs', () => {
  test.each<Row>([
    ['a hook against older lines', 'running@2m hook:waiting@1m', 'waiting hook'],
    ['a hook loses against newer lines', 'running@1m hook:waiting@2m', 'working log'],
    ['an idle hook loses against a newer turn', 'running@1m hook:idle@2m', 'working log'],
    ['a working hook loses against a newer end of turn', 'done@1m hook:working@2m', 'idle log'],
    ['an end that was told, and the session goes on', 'running@1m hook:ended@2m', 'working log'],
    ['a hook that newer lines bear out stays', 'running@1m hook:working@2m', 'working hook'],
    ['a hook against an older state of the registry', 'hook:waiting@1m registry:working@9m', 'waiting hook'],
    ['a hook loses against a newer one', 'hook:waiting@2m registry:working@1m', 'working registry'],
    ['a hook loses against a process gone since', 'hook:waiting@2m gone@1m', 'ended process abandoned'],
    ['a hook of a session taken up again', 'done@9h hook:working@1m gone@8h', 'working hook'],
    ['the registry against older lines', 'running@1m registry:idle@9m', 'idle registry'],
    ['the registry loses against a line since it was read', 'running@1s registry:idle@9m', 'working log'],
    ['the registry, and a process gone since', 'registry:working@9m/8s gone@1s', 'ended process abandoned'],
    ['the registry after a process gone before', 'registry:waiting@1m gone@8h', 'waiting registry'],
    ['a question, and a registry idle while it asks', 'asking@5m registry:idle@4m', 'waiting log'],
    ['a question, and a registry busy since before', 'asking@5m registry:working@9m', 'waiting log'],
    ['a question loses against a registry busy since', 'asking@5m registry:working@1m', 'working registry'],
    ['a question, and the hook of the call that asks', 'asking@300s hook:working@299s', 'waiting log'],
    ['a question loses against a later hook', 'asking@5m hook:working@1m', 'working hook'],
    ['who agrees is named by the strongest', 'asking@5m registry:waiting@5m', 'waiting registry'],
    ['a question whose process is gone', 'asking@5m gone@1m', 'ended process abandoned'],
    ['a question behind lines since then', 'asking@5m more@1s gone@1m', 'waiting log'],
    ['a question behind an end that was told', 'asking@5m hook:ended@1m', 'ended hook interrupted'],
    ['a question behind lines since an end that was told', 'asking@5m more@1s hook:ended@1m', 'waiting log'],
    ['a note of the log loses against newer lines', 'running@1m log:waiting@2m', 'working log'],
    ['a process that lives does not end what the log says', 'done@1m alive@3s', 'idle log'],
    ['nor takes up what the log says is over', 'running@1h failed@1m alive@3s', 'ended log failed'],
    ['a process that was gone, and lines since', 'running@1m gone@1h', 'working log'],
    ['a log that says how it ended, and no process', 'running@1h failed@2m gone@1m', 'ended log failed'],
  ])('%s', (...row) => check(row));

  test('waiting needs somebody who says so: no age, process or alert makes it', () => {
    for (const log of ['running@1m', 'running@9h', 'done@1m', 'line@1m', ''])
      for (const other of ['', 'alive@3s', 'gone@1s', 'registry:working@9h', 'hook:idle@1m'])
        expect(statusOf(signs(`${log} ${other}`, ['stuck_agent']), NOW).status).not.toBe('waiting');
  });
});

describe('what is told with it', () => {
  const answer = (text: string) => statusOf(signs(text), NOW);

  test('age of a registry word: when it was read; since when: as it says', () => {
    expect(answer('registry:waiting@2h')).toMatchObject({ evidence: { at: ago('3s') }, since: ago('2h') });
  });

  test('working since the registry says so, but not since a hook about one of its calls', () => {
    expect(answer('registry:working@1h').since).toBe(ago('1h'));
    expect(answer('hook:working@1m').since).toBeNull();
  });

  test('the reason goes with the word that decides', () => {
    expect(answer('running@9m hook:waiting:permission@2m').evidence.reason).toBe('permission');
    expect(answer('running@1m hook:waiting:permission@2m').evidence.reason).toBeNull();
  });
});

describe('attention', () => {
  test.each<[string, string, string, string | null]>([
    ['a session known to wait is not stalled', 'running@1h hook:waiting@1m', 'stuck_agent', 'waiting'],
    ['nor one known to be idle', 'running@1h registry:idle@1m', 'stuck_agent', null],
    ['nor one whose process is gone', 'running@1h gone@1m', 'stuck_agent', null],
    ['one that is busy by its registry can be', 'running@1h registry:working@1h', 'stuck_agent', 'stalled'],
    ['a loop is one, whoever waits', 'running@1h hook:waiting@1m', 'tool_loop', 'looping'],
  ])('%s', (_name, text, alert, expected) => {
    expect(statusOf(signs(text, [alert]), NOW).attention).toBe(expected);
  });
});

test('the table has one row for each word that can be said, with a reason', () => {
  const said = STATUS_RULES.map(({ source, status }) => `${source} ${status}`);
  expect(new Set(said).size).toBe(said.length);
  expect(new Set(STATUS_RULES.map(({ source }) => source))).toEqual(new Set(WORD_SOURCES));
  expect(STATUS_RULES.filter(({ why }) => why === '')).toEqual([]);
});
