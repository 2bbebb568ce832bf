/** The README repeats what the program says of itself; `UPDATE_DOCS=1` writes it anew. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configTable } from '../../src/commands/config-keys.ts';
import { HELP } from '../../src/commands/help.ts';
import { ADAPTERS } from '../../src/ingest/sources/registry.ts';
import { keymapMarkdown } from '../../src/ui/keymap-text.ts';

const README = new URL('../../README.md', import.meta.url);

const PARTS: Readonly<Record<string, () => string>> = {
  usage: () => `\`\`\`text\n${HELP.trimEnd()}\n\`\`\``,
  keys: () => keymapMarkdown().trimEnd(),
  configuration: () => configTable().trimEnd(),
};

const between = (name: string) => new RegExp(`(<!-- ${name} -->\n)([\\s\\S]*?)(\n?<!-- /${name} -->)`);

describe('README.md', () => {
  if (process.env.UPDATE_DOCS === '1') {
    let text = readFileSync(README, 'utf8');
    for (const [name, make] of Object.entries(PARTS))
      text = text.replace(between(name), (_all, open: string) => `${open}${make()}\n<!-- /${name} -->`);
    writeFileSync(README, text);
  }
  const readme = readFileSync(README, 'utf8');

  it.each(Object.keys(PARTS))('has the %s of the program', (name) => {
    expect(between(name).exec(readme)?.[2]).toBe(PARTS[name]?.());
  });

  it.each(ADAPTERS.map((adapter) => adapter.id))('lists the source %s, and it has a fixture', (id) => {
    expect(readme).toContain(`(\`${id}\`)`);
    expect(existsSync(new URL(`../fixtures/${id}`, import.meta.url))).toBe(true);
  });

  it('shows pictures that exist', () => {
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1] as string);
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures)
      expect(existsSync(new URL(`../../${picture}`, import.meta.url)), picture).toBe(true);
  });
});
