import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** CI asks for a JSON report beside the plain one (`.ci/run`). */
const report = process.env.VITEST_JSON;

export default defineConfig({
  // The names under which the bundle knows what scripts/quick-*.mjs stand in for.
  resolve: {
    alias: {
      'string-width-itself': 'string-width',
      'ink-output-itself': fileURLToPath(new URL('output.js', import.meta.resolve('ink'))),
    },
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    pool: 'forks',
    // The default leaves a core idle, which on two cores is half of the time.
    maxWorkers: '100%',
    setupFiles: ['test/helpers/outside-ci.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['dot'] : ['dot', 'json'],
    ...(report !== undefined && { outputFile: { json: report } }),
    execArgv: ['--disable-proto=throw'],
  },
});
