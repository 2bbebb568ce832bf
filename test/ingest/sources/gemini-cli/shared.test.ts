/** The adapter against chats that nobody here wrote; skipped where ../shared is absent. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SOURCE_IDS, type SourceRoot } from '../../../../src/domain/source.ts';
import { createFinder } from '../../../../src/writing/find-files.ts';
import { ingestOnce } from '../../../../src/writing/ingest-once.ts';
import { Logs } from '../../../helpers/logs.ts';

const SAMPLES = path.resolve('../shared/samples');
const HOME = path.join(SAMPLES, 'home/.gemini/tmp');
const LOOSE = path.join(SAMPLES, 'loose/gemini-cli');
const EXPECTED = path.join(SAMPLES, 'EXPECTED.json');
const hasSamples = [HOME, LOOSE, EXPECTED].every((place) => existsSync(place));
if (!hasSamples)
  console.warn(
    'SKIPPED: Gemini CLI sample chats (../shared/samples) not found; the adapter is not checked against them',
  );

const TOTALS = ['model_calls', 'input', 'cache_read', 'output', 'reasoning'] as const;

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const read = async (roots: readonly SourceRoot[]) => ingestOnce(logs.options({ roots }));
const sum = (name: string, model = '%') =>
  logs.value(
    `SELECT coalesce(sum(${name}), 0) FROM rollups LEFT JOIN models m USING (model_id) WHERE coalesce(m.name, '') LIKE '${model}'`,
  ) ?? 0;
const count = (table: string) => logs.value(`SELECT count(*) FROM ${table}`) ?? 0;

/** Entries of a chat: its messages, its head, its last change; or lines. */
function entriesOf(file: string): number {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.jsonl')) return text.trimEnd().split('\n').length;
  const chat = JSON.parse(text);
  return (chat.messages ?? chat.history).length + 1 + (chat.lastUpdated === undefined ? 0 : 1);
}

describe.skipIf(!hasSamples)('shared samples of Gemini CLI', () => {
  test('real chats are counted as expected, model by model', async () => {
    const { by_model, ...expected } = JSON.parse(readFileSync(EXPECTED, 'utf8')).gemini_cli;
    expect(await read([{ source: 'gemini-cli', path: HOME, explicit: false }])).toMatchObject({
      problems: [],
      skipped: 0,
      duplicates: 0,
    });
    const totals = (model?: string) => Object.fromEntries(TOTALS.map((name) => [name, sum(name, model)]));
    expect({ ...totals(), tool_calls: sum('tool_calls'), sessions: count('sessions') }).toEqual(expected);
    const models = Object.keys(by_model);
    expect(Object.fromEntries(models.map((model) => [model, totals(model)]))).toEqual(by_model);
    expect([count('models'), sum('clamped_fields')]).toEqual([models.length, 0]);
  });

  test('every loose file is recognised by its content, by this adapter alone, and accounted for', async () => {
    const roots = SOURCE_IDS.map((source) => ({ source, path: LOOSE, explicit: true }));
    const files = readdirSync(LOOSE);
    const found = createFinder(roots)();
    expect(found.problems).toEqual([]);
    expect(found.files.map(({ file }) => [path.basename(file.path), file.source]).toSorted()).toEqual(
      files.map((file) => [file, 'gemini-cli']).toSorted(),
    );
    expect(await read(roots)).toMatchObject({ problems: [], files: files.length });
    const accounted = (file: string) =>
      logs.value(
        `SELECT (SELECT count(*) FROM events e WHERE e.lineage = f.lineage) + (SELECT count(*) FROM skipped s WHERE s.lineage = f.lineage) FROM files f WHERE path LIKE '%${file}'`,
      );
    expect(files.map((file) => [file, accounted(file)])).toEqual(
      files.map((file) => [file, entriesOf(path.join(LOOSE, file))]),
    );
    expect([count('skipped'), sum('tool_calls'), sum('tool_errors'), sum('model_calls')]).toEqual([
      0, 4, 1, 8,
    ]);
  });

  test('nothing else among the samples is claimed', () => {
    const others = readdirSync(path.join(SAMPLES, 'loose')).filter((folder) => folder !== 'gemini-cli');
    const roots = others.map((folder) => ({
      source: 'gemini-cli' as const,
      path: path.join(SAMPLES, 'loose', folder),
      explicit: true,
    }));
    expect(createFinder(roots)().files).toEqual([]);
    const homes = ['home/.claude', 'home/.codex', 'gastown', 'beads'].map((folder) => ({
      source: 'gemini-cli' as const,
      path: path.join(SAMPLES, folder),
      explicit: true,
    }));
    expect(createFinder(homes)().files).toEqual([]);
  });
});
