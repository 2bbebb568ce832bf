/**
 * Builds dist/: the command line and its two workers, whose chunks a small loader runs with the code that V8 kept of them
 * (docs/decisions/0007). Only the native part of better-sqlite3 stays outside.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { NATIVE_SQLITE, PLUGINS } from './bundle-plugins.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const outdir = path.join(root, 'dist');

const ENTRIES = ['src/cli.ts', 'src/monitor-worker.ts', 'src/ingest/parse-worker.ts'];

const COMMON = {
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** All chunks by name, as ESM: only for that format does esbuild share chunks between entries. */
async function bundled() {
  const { outputFiles } = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir,
    write: false,
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    external: [NATIVE_SQLITE],
    plugins: PLUGINS,
    define: {
      'process.env.NODE_ENV': '"production"',
      __AGENTPERF_VERSION__: JSON.stringify(version),
      'import.meta': 'importMeta',
    },
  });
  return new Map(outputFiles.map((file) => [path.basename(file.path), file.text]));
}

/**
 * One chunk as a function of CommonJS, as src/loading/loader.ts calls it: the only kind whose compiled code Node 20 can keep. Its imports
 * become require(), the dynamic ones too.
 */
async function asCommonJs(name, text) {
  const { code } = await transform(text.replace(/^#!.*\n/, ''), {
    ...COMMON,
    format: 'cjs',
    supported: { 'dynamic-import': false },
  });
  const light = code
    // An imported CommonJS module would be copied name by name; the loader wraps it instead.
    .replace(/__toESM\(require\(("node:[\w/]+")\)(?:,1)?\)/g, 'builtin(require($1))')
    // Loaded when something of it is used: these take milliseconds.
    .replace(/\brequire\(("node:(?:child_process|worker_threads|zlib)")\)/g, 'later($1)');
  if (/[^\0-\x7f]/.test(light))
    throw new Error(`${name} is not ASCII: the loader reads a byte as a character`);
  return `(function(exports,require,module,importMeta,builtin,later){"use strict";${light}\n})`;
}

/** The file that is started: the loader, and what it is to load. */
async function starter(name, loaded, digest) {
  const { outputFiles } = await build({
    ...COMMON,
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'cjs',
    stdin: {
      resolveDir: root,
      contents: `
        import { start } from './src/loading/start.ts';
        start({
          file: __filename,
          chunk: ${JSON.stringify(loaded)},
          build: ${JSON.stringify(digest)},
          isThread: ${name !== 'cli.js'},
          require: (name) => require(name),
        });`,
    },
  });
  return `${name === 'cli.js' ? '#!/usr/bin/env node\n' : ''}${outputFiles[0].text}`;
}

const entries = ENTRIES.map((file) => `${path.basename(file, '.ts')}.js`);
const loadedName = (name) => (entries.includes(name) ? name.replace('.js', '-main.js') : name);

const files = new Map();
for (const [name, text] of await bundled()) files.set(loadedName(name), await asCommonJs(name, text));
const digest = createHash('sha256')
  .update(JSON.stringify([...files]))
  .digest('hex')
  .slice(0, 16);
for (const name of entries) files.set(name, await starter(name, loadedName(name), digest));
files.set('package.json', '{"type":"commonjs"}\n');

// Written only when all of it was built, so that a failed build leaves the last good one.
fs.rmSync(outdir, { recursive: true, force: true });
fs.mkdirSync(outdir);
for (const [name, text] of files) fs.writeFileSync(path.join(outdir, name), text);
fs.chmodSync(path.join(outdir, 'cli.js'), 0o755);
process.stdout.write(`built dist/ (agentperf ${version})\n`);
