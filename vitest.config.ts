import { defineConfig } from 'vitest/config';

/** CI asks for a JSON report beside the plain one (`.ci/run`). */
const report = process.env.VITEST_JSON;

export default defineConfig({
  // The name under which the bundle knows the package that scripts/quick-string-width.mjs stands in for.
  resolve: { alias: { 'string-width-itself': 'string-width' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    pool: 'forks',
    setupFiles: ['test/helpers/outside-ci.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['dot'] : ['dot', 'json'],
    ...(report !== undefined && { outputFile: { json: report } }),
    execArgv: ['--disable-proto=throw'],
  },
});
