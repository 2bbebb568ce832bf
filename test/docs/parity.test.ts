/** docs/parity.md is what the adapters declare; `UPDATE_DOCS=1` writes it anew. */

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FACTS } from '../../src/domain/parity.ts';
import { ADAPTERS } from '../../src/ingest/sources/registry.ts';

const PAGE = new URL('../../docs/parity.md', import.meta.url);

function page(): string {
  const names = ADAPTERS.map(({ displayName }) => displayName);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# What each source can tell',
    '',
    'Facts that a format writes down (at least in its newest versions). A figure that needs one that is missing here is not logged:',
    '`n/a` on the screen, `null` in the export, and never 0.',
    '',
    row(['fact', ...names]),
    row(['---', ...names.map(() => ':-:')]),
    ...FACTS.map((fact) =>
      row([fact.replaceAll('_', ' '), ...ADAPTERS.map(({ yields }) => (yields.includes(fact) ? 'yes' : ''))]),
    ),
    '',
  ].join('\n');
}

it('is the table of what the adapters declare', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page());
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});
