/** The rules of gastown.md section 4: costs.jsonl is reported, never counted. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Fields, factsOf, type OpenFact, readLog, readLogRows } from './gastown-lines.ts';

const FIXTURE = readFileSync('test/fixtures/gastown/.gt/costs.jsonl', 'utf8');

/** What the ledger keeps: of several facts with one id, the one with the largest version. */
function kept(facts: readonly OpenFact[]): OpenFact[] {
  const newest = new Map<string | null, OpenFact>();
  for (const fact of facts)
    if ((newest.get(fact.recordId)?.version ?? -1) <= (fact.version ?? 0)) newest.set(fact.recordId, fact);
  return [...newest.values()];
}

const cost = (name: string, usd: unknown, minute: number, fields: Fields = {}): Fields => ({
  ...{ session_id: name, role: 'deacon', worker: 'deacon', cost_usd: usd },
  ended_at: `2026-03-02T10:${String(minute).padStart(2, '0')}:00Z`,
  ...fields,
});

it('gastown §4: each line holds the whole cost so far: the last line of a session and run stands, a falling cost begins a run', () => {
  const runs = kept(factsOf(readLog(FIXTURE))).map(({ agent, taskId, data }) => [
    data.session_name,
    data.cost_usd_micros,
    agent,
    taskId,
  ]);
  expect(runs).toEqual([
    ['hq-boot', 90_531, 'deacon', null],
    ['gt-Toast', 1_250_000, 'gastown/polecats/Toast', 'gt-abc12'],
    ['hq-boot', 10_000, 'deacon', null],
  ]);
});

it('gastown §4: a reported cost is a ledger fact only: no call, no total, no session', () => {
  for (const result of readLog(FIXTURE)) {
    expect(result).toMatchObject({ kind: 'cost', session: null });
    expect('facts' in result && result.facts.map(({ type }) => type)).toEqual(['ledger']);
  }
});

it('gastown §4: in pieces as whole', () => {
  expect(readLog(FIXTURE, 1)).toEqual(readLog(FIXTURE));
});

it('gastown §4: the optional fields of newer versions are accepted', () => {
  const fact = factsOf(readLog(FIXTURE)).find(({ data }) => data.parse_errors !== undefined);
  expect(fact?.data).toMatchObject({
    models: ['claude-opus-4-6'],
    pricing_version: '2026-02',
    parse_errors: 2,
  });
});

it('gastown §4: the digest rewrites the file without a day: lines that stay are the same lines', () => {
  const rows = [cost('hq-mayor', 1, 1), cost('hq-mayor', 2, 2), cost('hq-mayor', 3, 3)];
  const keys = readLogRows(rows).map((result) => 'uidKey' in result && result.uidKey);
  expect(readLogRows(rows.slice(1)).map((result) => 'uidKey' in result && result.uidKey)).toEqual(
    keys.slice(1),
  );
});

it.each([
  ['polecat', 'gastown', 'Toast', 'gastown/polecats/Toast'],
  ['crew', 'gastown', 'max', 'gastown/crew/max'],
  ['refinery', 'gastown', undefined, 'gastown/refinery'],
  ['mayor', undefined, undefined, 'mayor'],
])('a %s of rig %s named %s is %s', (role, rig, worker, address) => {
  expect(factsOf(readLogRows([cost('x', 1, 1, { role, rig, worker })]))[0]?.agent).toBe(address);
});

it.each([-1, 'many', 1e9, null, {}])('a cost of %j gives no fact and one clamped field', (usd) => {
  const [result] = readLogRows([cost('x', usd, 1)]);
  expect(result).toMatchObject({ facts: [], clampedFields: 1 });
});
