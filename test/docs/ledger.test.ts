/** docs/ledger.md is what emit and the reader of ledgers take; `UPDATE_DOCS=1` writes it anew. */

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  COMMON_LINE_FIELDS,
  type FieldKind,
  LEDGER_LINE_TYPES,
  LINE_FIELDS,
  NOTE_FIELDS,
  REQUIRED_FIELDS,
} from '../../src/domain/ledger-schema.ts';

const PAGE = new URL('../../docs/ledger.md', import.meta.url);

const KINDS: Readonly<Record<Exclude<FieldKind, readonly string[]>, string>> = {
  id: 'an id',
  text: 'text',
  word: 'a word; kept in lower case',
  words: 'a list of words',
  time: 'ISO 8601 time',
  count: 'whole number',
  share: 'number from 0 to 1',
  percent: 'number from 0 to 100',
  micros: 'micro-dollars (1,000,000 = $1)',
  cents: 'cents (100 = $1)',
  ms: 'milliseconds',
  flag: 'true or false',
};

const ROW = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const rows = (fields: Readonly<Record<string, FieldKind>>) => [
  ROW(['field', 'value']),
  ROW(['---', '---']),
  ...Object.entries(fields).map(([name, kind]) =>
    ROW([
      `\`${name}\``,
      typeof kind === 'string' ? KINDS[kind] : kind.map((word) => `\`${word}\``).join(', '),
    ]),
  ),
];

function page(): string {
  const fields = { ...LINE_FIELDS, ...NOTE_FIELDS } as Readonly<
    Record<string, Readonly<Record<string, FieldKind>>>
  >;
  return [
    '# Records of a work ledger',
    '',
    'A ledger is JSON Lines: one object a line, with its `type`. `agentperf emit TYPE` writes one from flags (`--bead-id` for `bead_id`) or from',
    'a JSON object on its standard input. The same `id` again is the same record, and the last one stands. Work in a session that agentperf reads',
    'should name it (`session_id`): the session then tells what the work took, and the record is not added to it.',
    '',
    '## Of every type',
    '',
    ...rows(COMMON_LINE_FIELDS),
    ...LEDGER_LINE_TYPES.flatMap((type) => [
      '',
      `## ${type}`,
      '',
      `Needs ${REQUIRED_FIELDS[type]
        .map((names) =>
          names
            .split('|')
            .map((name) => `\`${name}\``)
            .join(' or '),
        )
        .join(' and ')}.`,
      '',
      ...rows(fields[type] ?? {}),
    ]),
    '',
  ].join('\n');
}

it('is the table of the fields', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page());
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});
