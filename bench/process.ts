// `npm run bench -- process`: the whole system in one process against the same over HTTP, by the CPU of all its processes.
import { join, resolve } from 'node:path';
import { compareAnswers } from './answers.ts';
import { oneProcess, ours, type Peer } from './peers.ts';
import { gatewayCore, stop } from './processes.ts';
import { interval, printTable, writeResults } from './report.ts';
import { type Gateway, type Measured, measure, openStage, type Stage, send, startGateway } from './stage.ts';
import { type Estimate, estimate, median } from './statistics.ts';
import { holdingsOf, type Workload } from './workloads.ts';

interface Result {
  system: string;
  workload: string;
  oneProcess: number;
  overHttp: number;
  /** CPU in one process divided by that over HTTP, pair by pair. */
  ratio: Estimate;
  /** CPU of PostgreSQL for a request, which is not in the other figures. */
  postgres: number;
}

const root = resolve(import.meta.dirname, '..');
const node = process.execPath;
const networkStart = 120_000;

/** Measures with subgraphs in memory and with the real ones, and writes bench/results/process.json. */
export async function benchProcess({
  pairs,
  seconds,
  connections,
}: {
  pairs: number;
  seconds: number;
  connections: number;
}) {
  const results: Result[] = [];
  const extent = { pairs, seconds };
  results.push(...(await inMemory('answers', extent, connections)));
  results.push(...(await inMemory('execute', extent, connections)));
  results.push(...(await real(extent, connections)));
  printTable([
    ['whole system, CPU µs for a request', 'one process', 'over HTTP', 'ratio', 'PostgreSQL'],
    ...results.map(({ system, workload, oneProcess, overHttp, ratio, postgres }) => [
      `${system}, ${workload}`,
      oneProcess.toFixed(0),
      overHttp.toFixed(0),
      interval(ratio),
      postgres.toFixed(0),
    ]),
  ]);
  writeResults('process', { pairs, seconds, connections, results });
}

async function inMemory(
  how: 'answers' | 'execute',
  extent: { pairs: number; seconds: number },
  connections: number,
): Promise<Result[]> {
  const stage = await openStage({ connections, subgraphs: how, subgraphCore: gatewayCore });
  const workloads = [1, 20, 100].map((first) => holdingsOf(first, '0'));
  const probe = workloads[0]?.bodies[0] ?? '';
  const one = await startGateway(stage, 'one-process', oneProcess(how), {
    probe,
  });
  const http = await startGateway(stage, 'over-http', ours(), { probe });
  http.counted.push(stage.subgraphs);
  const results: Result[] = [];
  for (const workload of workloads)
    results.push(
      await compare(
        stage,
        how === 'answers' ? 'answers in memory' : 'graphql-js in memory',
        one,
        http,
        workload,
        extent,
      ),
    );
  await Promise.all([one.running, http.running, stage.subgraphs, stage.load].map((each) => stop(each)));
  return results;
}

async function real(extent: { pairs: number; seconds: number }, connections: number): Promise<Result[]> {
  const stage = await openStage({ connections });
  const workloads = [1, 20].map((first) => holdingsOf(first, '样例'));
  const options = { probe: workloads[0]?.bodies[0] ?? '', limitMs: networkStart };
  const one = await startGateway(stage, 'start', realSystem('npm start', 'scripts/start.ts'), options);
  const http = await startGateway(stage, 'network', realSystem('npm run network', 'scripts/network.ts'), options);
  const results: Result[] = [];
  for (const workload of workloads) results.push(await compare(stage, 'real subgraphs', one, http, workload, extent));
  await Promise.all([one.running, http.running, stage.subgraphs, stage.load].map((each) => stop(each, 20_000)));
  return results;
}

async function compare(
  stage: Stage,
  system: string,
  one: Gateway,
  http: Gateway,
  workload: Workload,
  { pairs, seconds }: { pairs: number; seconds: number },
): Promise<Result> {
  await compareAnswers([one, http], workload);
  for (const gateway of [one, http]) await send(stage, gateway, workload, { seconds: Math.max(2, 2 * seconds) });
  const seen: { one: Measured; http: Measured }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = await measure(stage, pair % 2 === 0 ? one : http, workload, { seconds });
    const second = await measure(stage, pair % 2 === 0 ? http : one, workload, { seconds });
    seen.push(pair % 2 === 0 ? { one: first, http: second } : { one: second, http: first });
  }
  return {
    system,
    workload: workload.name,
    oneProcess: median(seen.map((each) => each.one.cpuMicroseconds)),
    overHttp: median(seen.map((each) => each.http.cpuMicroseconds)),
    ratio: estimate(seen.map((each) => each.one.cpuMicroseconds / each.http.cpuMicroseconds)),
    postgres: median(seen.map((each) => each.one.postgresMicroseconds)),
  };
}

function realSystem(title: string, file: string): Peer {
  return {
    title,
    commandOf: ({ port, folder }) => ({
      command: node,
      args: [join(root, file), '--port', String(port), '--data', join(folder, 'data')],
    }),
  };
}
