/** Runs a TypeScript entry: bundles it with esbuild into a temporary file, packages left outside, and imports that. */

import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  process.stderr.write('usage: node scripts/run-ts.mjs FILE.ts [arguments]\n');
  process.exit(2);
}

// Inside node_modules, so that packages resolve from the bundle as they do from the source.
const folder = resolve('node_modules/.cache/run-ts');
const bundle = resolve(folder, `${process.pid}.mjs`);
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [entry],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
});
process.on('exit', () => rmSync(bundle, { force: true }));
process.argv = [process.argv[0], resolve(entry), ...rest];
await import(pathToFileURL(bundle).href);
