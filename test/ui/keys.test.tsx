import { describe, expect, test } from 'vitest';
import { KEYMAP } from '../../src/ui/keymap.ts';
import { appsOfEachTest } from '../helpers/app-frames.tsx';
import { fakeFleet } from '../helpers/fake-fleet.ts';
import { KEYS } from '../helpers/keys.ts';

const open = appsOfEachTest();

const { enter, escape: esc, left, right, tab, shiftTab, down, up } = KEYS;

/** Line of the selected row. */
const selected = (frame: string): string => frame.split('\n').find((line) => line.includes('│▌')) ?? '';

/**
 * What each row of the keymap does, told by what can be seen or by what was done. Keys before the colon of a case bring the
 * screen there. The test below walks the keymap: a row without a case fails.
 */
type Case = readonly [before: string[], keys: string[], check: (frame: string, deeds: string[]) => void];

const sees =
  (...texts: string[]) =>
  (frame: string) => {
    for (const text of texts) {
      expect(frame).toContain(text);
    }
  };
const does = (deed: string) => (_: string, deeds: string[]) => expect(deeds).toEqual([deed]);
const selects = (text: string) => (frame: string) => expect(selected(frame)).toContain(text);

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'view.live': [[['6'], ['1'], sees('STATUS↓')]],
  'view.agents': [
    [[], ['2'], sees('quality', 'time to close', '42 done', 'handoffs accepted 0.90 ×10')],
    [['2', enter], ['2'], sees('4 of 4 agents')],
  ],
  'view.models': [[[], ['3'], sees('MODEL', '$/SUCC', 'Most tasks: the others are held against it')]],
  'view.cost': [
    [[], ['4'], sees('COST↓', 'codex 5h 93 %', '$3.24 an hour', 'by day')],
    [['4', 'b', enter], ['4'], sees('agent: 5 rows')],
  ],
  'view.trends': [
    [[], ['5'], sees('METRIC', 'success, 30 days: 83 %', 'improving')],
    [['5'], ['j', 'j', 'j'], sees('tokens/day, 30 days: 5.5M', 'rising')],
    [['5'], ['G'], sees('Not logged')],
  ],
  'view.alerts': [
    [[], ['6'], sees('SEVERITY', 'error_loop', '6 errors')],
    [['6'], ['6'], sees('COUNT↓', 'SESSIONS', 'redirects to the page')],
    [['6', '6'], ['6'], sees('SEVERITY')],
    [['6', enter], ['6'], sees('SEVERITY')],
  ],
  'view.next': [
    [[], [tab], sees('time to close')],
    [[], [tab, tab], sees('$/SUCC')],
    [['3'], [tab], sees('BASIS')],
    [['4'], [tab], sees('success, 30 days')],
    [['5'], [tab], sees('SEVERITY')],
    [['5', tab], [tab], sees('COUNT↓')],
    [['6', '6'], [tab], sees('STATUS↓')],
  ],
  'view.previous': [[['2'], [shiftTab], sees('STATUS↓')]],
  'section.next': [
    [[enter], [tab], sees('200k┼', '13:50:00')],
    [['2', enter], [tab], sees('Rotate the keys', 'left out: passed with failed gates')],
    [['2', enter], [tab, tab], sees('rework requested', 'hq-cv-1')],
    [['2', enter], [tab, tab, tab], sees('SEVERITY', 'blocked')],
  ],
  'section.previous': [
    [[enter], [shiftTab], sees('MODEL', 'claude-haiku-4-5')],
    [['2', enter], [shiftTab], sees('Split the Terraform state')],
  ],
  'move.up': [[['G'], [up], selects('failed')]],
  'move.down': [
    [[], [down], selects('stalled')],
    [[], ['jj'], selects('waiting')],
    [['2'], ['j'], selects('rig/crew/max')],
    [['3'], ['j'], sees('opus-4-6 · claude_code in all tasks', '+14 points (3 to 25)')],
  ],
  'page.up': [[['G'], [KEYS.pageUp], selects('looping')]],
  'page.down': [[[], [KEYS.pageDown], selects('abandoned')]],
  first: [[['G'], ['g'], selects('looping')]],
  last: [[[], [KEYS.end], selects('abandoned')]],
  'time.earlier': [[[enter], [left, left], sees('as of 14:28:00, 2m ago', 'until then')]],
  'time.later': [[[enter, left], [right], sees('started 2026-03-14 13:49')]],
  open: [
    [[], [enter], sees('Fix the login redirect loop', 'claude --resume 90d3f7c1', 'TIME')],
    [[enter, left, left, left], [enter], sees('result: error', 'exit code 1', 'expected 302, got 200')],
    [['6'], [enter], sees('claude --resume 90d3f7c1')],
    [['6', 'j', 'j'], [enter], sees('Split the Terraform state')],
    [['2', 'j'], [enter], sees('rig/crew/max', 'COURSE', 'improving')],
    [['4', 'b', 'j'], [enter], sees('rig/crew/max', 'COURSE')],
    [['4'], [enter], sees('only agents, projects and departments can be opened')],
    [['2', enter], [enter], sees('only its sessions can be opened')],
    [['2', enter, shiftTab], [enter], sees('Split the Terraform state', 'TIME')],
  ],
  back: [
    [[enter], [esc], sees('STATUS↓')],
    [[enter, enter], [KEYS.backspace], sees('WHAT')],
    [['?'], [esc], sees('STATUS↓')],
    [['2', enter, shiftTab, enter], [esc], sees('sessions 5', 'LAST')],
    [['2', enter], [esc], sees('4 of 4 agents')],
  ],
  copy: [
    [[enter], ['c'], does('copy cd ~/src/api && claude --resume 90d3f7c1')],
    [[enter], ['c'], sees('copied: cd ~/src/api && claude --resume 90d3f7c1')],
  ],
  filter: [
    [[], ['/', 'web'], sees('/ web', '2 of 12 sessions', 'Dark mode')],
    [['6'], ['/', 'web'], sees('1 of 5 alerts')],
    [['2'], ['/', 'crew'], sees('1 of 4 agents')],
    [['3'], ['/', 'gpt'], sees('by task type: 2 rows', ' ?  ')],
    [['3'], ['/', 'haiku'], sees('by task type: 1 row', '1,204 calls, but in no completed task')],
    [['3', 'bb'], ['/', 'output tok'], sees('estimates: 1 row')],
    [['4'], ['/', 'opus'], sees('model: 1 row')],
    [['4', 'bbbbbb'], ['/', 'tier'], sees('unpriced: 1 row')],
    [['4'], ['/', 'nobody'], sees('No model matches')],
    [['5'], ['/', 'tokens'], sees('1 metric ', 'tokens/day, 30 days')],
    [['6', '6'], ['/', 'overl'], sees('1 of 3 kinds of error', '529 overloaded_error')],
  ],
  'filter.keep': [[['/', 'web'], [enter], sees('"web"', '2 of 12 sessions')]],
  'filter.clear': [
    [['/', 'web'], [esc], sees('12 of 12 sessions')],
    [['/', 'web', enter], [esc], sees('12 of 12 sessions')],
  ],
  status: [
    [[], ['f'], sees('only needs a person', '3 of 12 sessions')],
    [['2'], ['f', 'f'], sees('only with failures', '2 of 4 agents')],
  ],
  sort: [
    [[], ['s'], sees('COST↓')],
    [['6', '6'], ['s', 's'], sees('LAST↓')],
    [['2'], ['s'], sees('sorted by failed')],
    [['4'], ['s', 's', 's', 's'], sees('MODEL↓')],
  ],
  reverse: [[['s'], ['S'], sees('COST↑')]],
  tree: [[[], ['t'], (frame) => expect(frame).not.toContain('codex/explore')]],
  group: [
    [['2'], ['b'], sees('cards of each department', '4 of 4 departments')],
    [['4'], ['b'], sees('cost by agent', 'rig/polecats/nux')],
    [['4'], ['bbbbb'], sees('cost by task type', '$/SUCC', 'type not known', 'no task')],
    [['4'], ['bbbbbb'], sees('calls without a price', 'unknown model')],
    [['4'], ['bbbbbbb'], sees('burn, budgets and limits', 'claude_code 5h', 'own count')],
    [['4'], ['bbbbbbbb'], sees('cost by model')],
    [['3'], ['b'], sees('all tasks: 4 rows')],
    [['3'], ['b', 'b'], sees('ACTUAL/ESTIMATE', '×1.31')],
  ],
  grain: [
    [['4'], ['p'], sees('by week', 'week of 2026-02-09', 'week of 2026-03-09')],
    [['4', 'p'], ['p'], sees('by month', '2026-02')],
    [['4', 'p', 'p'], ['p'], sees('by day', '2026-03-14')],
  ],
  pause: [
    [[], [' '], sees('‖ paused')],
    [[], [' ', ' '], (frame) => expect(frame).not.toContain('paused')],
  ],
  window: [
    [[], ['w'], sees('7 days ─╮', '7 days $84.20 124M tok')],
    [['2'], ['w'], sees('90 days ─╮')],
    [['2', 'w'], ['1'], sees('24 h ─╮')],
    [['5'], ['w'], sees('90 days ─╮', 'success, 90 days')],
    [['5'], ['w', 'w'], sees('7 days ─╮', 'Too little to draw')],
  ],
  'alert.acknowledge': [[['6'], ['a'], does('acknowledge 5c11a0f2')]],
  'alert.snooze': [[['6'], ['z'], does('snooze 5c11a0f2')]],
  'alert.dismiss': [[['6'], ['d'], does('dismiss 5c11a0f2')]],
  'alert.wasReal': [[['6'], ['y'], does('was_real 5c11a0f2')]],
  export: [[[], ['e'], sees('export this view as', 'json', 'csv')]],
  'export.json': [
    [['e'], ['j'], does('export sessions.json')],
    [['e'], ['j'], sees('wrote /tmp/sessions.json')],
  ],
  'export.csv': [
    [['6', 'e'], ['c'], does('export alerts.csv')],
    [['6', '6', 'e'], ['c'], does('export errors.csv')],
    [['2', 'e'], ['c'], does('export agents.csv')],
    [['2', 'b', 'e'], ['c'], does('export departments.csv')],
    [['2', 'bb', 'e'], ['c'], does('export projects.csv')],
    [['3', 'e'], ['c'], does('export models.csv')],
    [['3', 'bb', 'e'], ['c'], does('export estimates.csv')],
    [['4', 'e'], ['c'], does('export costs.csv')],
    [['5', 'e'], ['c'], does('export trends.csv')],
  ],
  'export.cancel': [[['e'], [esc], sees('↑↓ move')]],
  theme: [[[], ['T'], sees('theme: light')]],
  help: [
    [[], ['?'], sees('pause the screen (reading goes on)')],
    [['?'], ['?'], sees('STATUS↓')],
  ],
  quit: [[[], ['q'], does('quit 0')]],
  interrupt: [[['/'], [KEYS.ctrlC], does('quit 130')]],
  suspend: [[[], [KEYS.ctrlZ], does('suspend')]],
};

describe('every key does what the keymap says', () => {
  const actions = [...new Set(KEYMAP.flatMap((row) => row.bindings.map((binding) => binding.action)))];

  test.each(actions)('%s', async (action) => {
    const cases = CASES[action];
    expect(cases, `no case for ${action}`).toBeDefined();
    for (const [before, keys, check] of cases ?? []) {
      const app = open(fakeFleet());
      await app.press(...before);
      await app.press(...keys);
      check(app.frame(), app.deeds);
    }
  });
});
