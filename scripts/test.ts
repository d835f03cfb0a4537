// `npm test`: runs the tests with vitest and ends with the line `N passed, N failed`, whatever happened.
import { parseCLI, startVitest, type Vitest } from 'vitest/node';

const usage = `Usage: npm test [-- FILTER... OPTIONS]

Runs all tests, or those whose path contains a FILTER. Each run starts a PostgreSQL of its own.

  npm test -- lending                only files with "lending" in their path
  npm test -- -t LOAN_QUOTA          only tests with LOAN_QUOTA in their title
  npm run test:long                  also the tests that take minutes (*.long.test.ts)

Other options are vitest's. The last line is "N passed, N failed"; a run without a test has failed.
`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(usage);
  process.exit();
}
const { passed, failed, skipped } = await run();
if (passed + failed === 0) process.stdout.write('No test ran.\n');
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exit(failed > 0 || passed === 0 || process.exitCode ? 1 : 0);

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}

async function run(): Promise<Outcome> {
  try {
    const { filter, options } = parseCLI(['vitest', 'run', ...args]);
    const vitest = await startVitest(filter, { ...options, watch: false });
    await vitest.close();
    return count(vitest);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** What failed outside a test (a file that does not load, a hook, a rejection that nobody handles) counts as one each. */
function count({ state }: Vitest): Outcome {
  const modules = state.getTestModules();
  const results = modules.flatMap((module) => Array.from(module.children.allTests(), (test) => test.result().state));
  const suites = modules.flatMap((module) => Array.from(module.children.allSuites()));
  const outside = [...modules, ...suites].flatMap((suite) => suite.errors()).length + state.getUnhandledErrors().length;
  const having = (wanted: string) => results.filter((each) => each === wanted).length;
  return {
    passed: having('passed'),
    failed: having('failed') + outside,
    skipped: having('skipped') + having('pending'),
  };
}
