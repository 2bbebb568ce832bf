/** Builds dist/: the command line and its two workers as ESM files that share chunks; only better-sqlite3 stays outside (native). */

import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const outdir = path.join(root, 'dist');

const ENTRIES = ['src/cli.ts', 'src/monitor-worker.ts', 'src/ingest/parse-worker.ts'];

/** Ink asks for React's developer tools at load time; they are not installed and must not be bundled. */
const withoutDevtools = {
  name: 'without-react-devtools',
  setup(builder) {
    builder.onResolve({ filter: /^react-devtools-core$/ }, () => ({
      path: 'none',
      namespace: 'without-devtools',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'without-devtools' }, () => ({
      contents: 'export default {};',
    }));
  },
};

/** See scripts/quick-string-width.mjs. */
const quickStringWidth = {
  name: 'quick-string-width',
  setup(builder) {
    const real = fileURLToPath(import.meta.resolve('string-width'));
    builder.onResolve({ filter: /^string-width$/ }, () => ({
      path: path.join(root, 'scripts/quick-string-width.mjs'),
    }));
    builder.onResolve({ filter: /^string-width-itself$/ }, () => ({ path: real }));
  },
};

/** See scripts/quick-ink-output.mjs. */
const quickInkOutput = {
  name: 'quick-ink-output',
  setup(builder) {
    const real = fileURLToPath(new URL('output.js', import.meta.resolve('ink')));
    builder.onResolve({ filter: /^\.\/output\.js$/ }, ({ resolveDir }) =>
      resolveDir === path.dirname(real)
        ? { path: path.join(root, 'scripts/quick-ink-output.mjs') }
        : undefined,
    );
    builder.onResolve({ filter: /^ink-output-itself$/ }, () => ({ path: real }));
  },
};

// Written only when all of it was built, so that a failed build leaves the last good one.
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ENTRIES,
  outdir,
  write: false,
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  jsx: 'automatic',
  minifyWhitespace: true,
  minifySyntax: true,
  external: ['better-sqlite3'],
  plugins: [withoutDevtools, quickStringWidth, quickInkOutput],
  define: {
    'process.env.NODE_ENV': '"production"',
    __AGENTPERF_VERSION__: JSON.stringify(version),
  },
  // CommonJS packages in the bundle call require(); an ESM file has none of its own.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
});
fs.rmSync(outdir, { recursive: true, force: true });
fs.mkdirSync(outdir);
for (const file of outputFiles) fs.writeFileSync(file.path, file.contents);
fs.chmodSync(path.join(outdir, 'cli.js'), 0o755);
process.stdout.write(`built dist/ (agentperf ${version})\n`);
