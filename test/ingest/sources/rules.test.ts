/** Every rule of every format document is proven by a test, which the tables in rules/ name; what is not done says why. */

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../../src/ingest/sources/registry.ts';
import { RULE_TABLES } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';

const TESTS = path.resolve(import.meta.dirname, '../..');
const FORMATS = '/work/shared/formats';
const DOCUMENTS = [
  ...['beads.md', 'bosun.md', 'claude-code.md', 'codex.md', 'gastown.md', 'gemini.md', 'ledger.md'],
  ...['opencode.md', 'task-completion.md', 'work-stream.md'],
];

const sources = new Map<string, string | null>();

/** Text of a test file; null when there is none. */
function sourceOf(proof: string): string | null {
  const file = path.join(TESTS, proof);
  if (!sources.has(proof)) sources.set(proof, fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null);
  return sources.get(proof) ?? null;
}

/** What may stand before the title of a test: `it(`, `test.each([…])(`, or the start of a table's cell. */
const BEFORE_TITLE = /(?:\b(?:it|test)(?:\.\w+)*(?:<[^<>]*>)?\(|\)\(|[[,:])$/;

/** Does the file hold a test with this title, or a table row that begins with it? */
function holdsTest(source: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => {
    const written = `${quote}${title.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
    for (let at = source.indexOf(written); at !== -1; at = source.indexOf(written, at + 1)) {
      if (BEFORE_TITLE.test(source.slice(Math.max(0, at - 300), at).trimEnd())) return true;
    }
    return false;
  });
}

/** Titles of placeholders alone could be any table's. */
const saysSomething = (title: string): boolean =>
  /[a-z]{3}/i.test(title.replaceAll(/%[a-z]|\$[a-z]\w*/g, ''));

/** Why a rule is not proven; null when it is, or says why it is not done. */
function faultOf(rule: Rule): string | null {
  if ('notDone' in rule) return rule.notDone.length < 20 ? 'no reason given' : null;
  if (!saysSomething(rule.test)) return `"${rule.test}" is no title of its own`;
  const source = sourceOf(rule.proof);
  if (source === null || !/\.test\.tsx?$/.test(rule.proof)) return `no test file ${rule.proof}`;
  return holdsTest(source, rule.test) ? null : `no test "${rule.test}" in ${rule.proof}`;
}

describe.each(RULE_TABLES)('$document: $rules.length rules', ({ rules, chapters }) => {
  it.each(rules.map((rule) => [`${rule.section} ${rule.rule}`, rule] as const))('%s', (_rule, rule) => {
    expect(faultOf(rule)).toBeNull();
  });

  it('has each rule once, and rules of every chapter', () => {
    const names = rules.map(({ section, rule }) => `${section} ${rule}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const found = new Set(rules.map(({ section }) => /^§(\d+)/.exec(section)?.[1]));
    const missing = Array.from({ length: chapters }, (_, n) => String(n + 1)).filter((n) => !found.has(n));
    expect(missing).toEqual([]);
  });
});

const open = RULE_TABLES.flatMap(({ document, rules }) =>
  rules.flatMap((rule) => ('notDone' in rule ? [`${document} ${rule.section} ${rule.rule}`] : [])),
);

it(`${open.length} rules are not done, each with a reason: ${open.join('; ')}`, () => {
  expect(new Set(open).size).toBe(open.length);
});

it('every document has its table, and no other', () => {
  expect(RULE_TABLES.map(({ document }) => document).toSorted()).toEqual(DOCUMENTS);
});

it('every adapter has a table', () => {
  const tabled = new Set(RULE_TABLES.map(({ source }) => source));
  expect(ADAPTERS.map(({ id }) => id).filter((id) => !tabled.has(id))).toEqual([]);
});

it.skipIf(!fs.existsSync(FORMATS))('the tables know all documents, and how many chapters each has', () => {
  const found = fs.readdirSync(FORMATS).filter((name) => name.endsWith('.md'));
  expect(found.toSorted()).toEqual(DOCUMENTS);
  const chapters = (name: string): number =>
    fs.readFileSync(path.join(FORMATS, name), 'utf8').match(/^## \d+\./gm)?.length ?? 0;
  expect(RULE_TABLES.map(({ document, chapters: count }) => [document, count])).toEqual(
    RULE_TABLES.map(({ document }) => [document, chapters(document)]),
  );
});

it('a title is found as a test or a row, not as any text', () => {
  const source = `describe('a', () => { it.each([\n  [\n 'row'],\n])('%s', f); test("it's", () => call(x, 'no' + y)); });`;
  expect(['row', '%s', "it's"].every((title) => holdsTest(source, title))).toBe(true);
  expect(['a', 'absent', 'f'].some((title) => holdsTest(source, title))).toBe(false);
});
