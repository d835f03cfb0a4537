import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/sequencer.ts';

// Tests that take minutes are named *.long.test.ts and run with LONG=1 only (npm run test:long).
const long = process.env.LONG === '1';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.data/**', ...(long ? [] : ['**/*.long.test.ts'])],
    globalSetup: 'test/server.ts',
    pool: 'forks',
    // One more than cores: tests wait for jobs and processes a quarter of their time.
    maxWorkers: 3,
    // A process loads the product once, and not once for each file.
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What happens soon is waited for as long as anything else: a second is short on a machine that is busy.
    expect: { poll: { interval: 20, timeout: 15_000 } },
    // Node itself loads the files, as in production. Vite's loader would bring a second copy of graphql.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
