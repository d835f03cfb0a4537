// A worker that begins a job and never ends it, for a test that kills it. Its argument is the database.
import { startJobs } from '../lib/jobs.ts';
import { createLog } from '../lib/logging.ts';

const stuck = () => {
  console.log('begun');
  return new Promise<void>(() => {});
};
await startJobs(process.argv[2] ?? '', { stuck }, createLog('stuck-worker'));
