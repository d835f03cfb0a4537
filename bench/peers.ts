// The gateways that are measured: how each is started over one supergraph.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { publicSubgraphSdl } from './network/public-sdl.ts';

/** How to start a gateway. */
export interface Command {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** Where it answers; `/graphql` when absent. */
  path?: string;
}

interface Site {
  port: number;
  /** A folder for this gateway's files. */
  folder: string;
  supergraphFile: string;
  urls: Record<SubgraphName, string>;
  /** Identical fetches under way may be joined. Off, each request makes all of its own. */
  isCoalescing: boolean;
}

export interface Peer {
  title: string;
  /** Knows the holdings question only. */
  isProxy?: boolean;
  commandOf: (site: Site) => Command;
  /** Another text of a query with the same answer, where this gateway needs one. */
  rewrite?: (query: string) => string;
}

const root = resolve(import.meta.dirname, '..');
const node = process.execPath;
const modules = join(root, 'bench/peers/node_modules');
/** As scripts/run.mjs starts ours. */
const youngObjects = ['--max-semi-space-size=32'];

/** Our gateway, of the checkout in `tree`. */
export function ours({ tree = root } = {}): Peer {
  return { title: 'Shelfgraph', commandOf: (site) => ownGateway(site, tree) };
}

/** Our gateway with the subgraphs in memory in the same process (network/one-process.ts). */
export function oneProcess(how: 'answers' | 'execute'): Peer {
  const file = join(root, 'bench/network/one-process.ts');
  return {
    title: 'in one process',
    commandOf: ({ port }) => ({ command: node, args: [...youngObjects, file, String(port), how] }),
  };
}

export const peers: Record<string, Peer> = {
  proxy: {
    title: 'hand-written proxy',
    isProxy: true,
    commandOf: ({ port, urls }) => ({
      command: node,
      args: [join(root, 'bench/proxy.ts'), String(port), urls.central, urls.districts, urls.bookstores],
    }),
  },
  apollo: {
    title: '@apollo/gateway 2.14.4',
    commandOf: ({ port, supergraphFile }) => ({
      command: node,
      args: [join(root, 'bench/peers/apollo.ts'), String(port), supergraphFile],
    }),
  },
  hive: { title: 'Hive Gateway 2.15.1', commandOf: (site) => hive(site, []) },
  'hive-rust': {
    title: 'Hive Gateway, router-runtime 1.4.23',
    commandOf: (site) => hive(site, ['--hive-router-runtime']),
  },
  grafbase: { title: 'Grafbase 0.103.0', commandOf: grafbase, rewrite: withoutInterfaceField },
};

function ownGateway({ port, supergraphFile, isCoalescing }: Site, tree: string): Command {
  const options = ['--supergraph', supergraphFile, '--port', String(port), ...(isCoalescing ? ['--coalesce'] : [])];
  return { command: node, args: [...youngObjects, join(tree, 'scripts/gateway.ts'), ...options] };
}

function hive({ port, folder, supergraphFile, isCoalescing }: Site, options: string[]): Command {
  const config = join(folder, 'gateway.config.mjs');
  // It joins identical fetches unless told not to.
  const transport = { '*': { options: { deduplicateInflightRequests: isCoalescing } } };
  writeFileSync(config, `export const gatewayConfig = ${JSON.stringify({ transportEntries: transport })};\n`);
  return {
    command: node,
    args: [
      join(modules, '@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      supergraphFile,
      '--config-path',
      config,
      '--port',
      String(port),
      '--host',
      '127.0.0.1',
      '--polling',
      '24h',
      '--disable-websockets',
      ...options,
    ],
    cwd: folder,
    env: { LOG_LEVEL: 'error' },
  };
}

/** Its development server federates without a registry: it composes the subgraphs from files. */
function grafbase({ port, folder, urls }: Site): Command {
  const subgraphs = subgraphNames.map((name) => {
    const file = join(folder, `${name}.graphql`);
    writeFileSync(file, publicSubgraphSdl(name));
    return `[subgraphs.${name}]\nurl = "${urls[name]}"\nschema_path = "${file}"\n`;
  });
  const config = join(folder, 'grafbase.toml');
  writeFileSync(config, subgraphs.join('\n'));
  return {
    command: join(modules, '@grafbase/cli-x86_64-unknown-linux-musl/grafbase'),
    args: ['--home', folder, 'dev', '--config', config, '--listen-address', `127.0.0.1:${port}`],
    cwd: folder,
  };
}

/** It panics in merging a field of an interface whose types take it from different subgraphs; with the types it answers. */
function withoutInterfaceField(query: string): string {
  return query.replaceAll(
    'now { available }',
    '... on CentralHoldings { now { available } } ... on DistrictHoldings { now { available } }',
  );
}
