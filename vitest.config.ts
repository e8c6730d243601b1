import { defineConfig, type ViteUserConfig } from 'vitest/config'

// continuous integration counts the tests from what is written here
const resultsDir = process.env['CI_RESULTS_DIR']
const results: ViteUserConfig['test'] = {
  reporters: ['default', ['json', { outputFile: `${resultsDir}/${process.pid}.json` }]],
}

// one PostgreSQL for a run of tests, started by the first file that asks for it
const globalSetup = ['packages/engine/test/support/test-postgres.ts']

/**
 * Five suites: `unit` stands beside the code, `flow` drives the HTTP API over the real store and DuckDB, `house` tests
 * the repository itself, `golden` compares whole migrations with what people have reviewed, `e2e` walks through the dashboard in
 * a Chromium that the machine must have.
 */
export default defineConfig({
  test: {
    ...(resultsDir ? results : {}),
    // Two files at a time: the flow suite starts PostgreSQL and DuckDB processes of its own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], globalSetup } },
      {
        extends: true,
        test: { name: 'flow', include: ['packages/*/test/flow/**/*.test.ts'], globalSetup, testTimeout: 180_000 },
      },
      { extends: true, test: { name: 'house', include: ['packages/*/test/house/**/*.test.ts'], globalSetup } },
      { extends: true, test: { name: 'golden', include: ['packages/*/test/golden/**/*.test.ts'], globalSetup } },
      { extends: true, test: { name: 'e2e', include: ['e2e/**/*.e2e.ts'], globalSetup } },
    ],
  },
})
