import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
}

const file: { services: Record<string, Service>; configs: { databases: { content: string } } } = parse(
  readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8'),
  { merge: true },
);
const { services } = file;
const subgraphs = ['central', 'districts', 'bookstores', 'lending'];

test('every subgraph listens where the others look for it, on a database of its own', () => {
  for (const name of subgraphs) {
    const own = services[name]?.environment ?? {};
    const url = `http://${name}:${own.PORT}/graphql`;
    for (const other of [...subgraphs, 'gateway']) {
      expect(services[other]?.environment).toHaveProperty(`SUBGRAPH_URL_${name.toUpperCase()}`, url);
    }
    const databases = Object.keys(own).filter((variable) => variable.startsWith('DATABASE_URL_'));
    expect(databases).toEqual([`DATABASE_URL_${name.toUpperCase()}`]);
    expect(services.seed?.environment).toHaveProperty(databases[0] ?? '', own[databases[0] ?? '']);
    expect(file.configs.databases.content).toContain(`create database ${name} owner ${name};`);
  }
});

test('services wait for services that exist and that say when they are healthy', () => {
  for (const { depends_on: needed } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(needed ?? {})) {
      expect(services).toHaveProperty(name);
      if (condition === 'service_healthy') expect(services[name]).toHaveProperty('healthcheck');
    }
  }
});

test('commands run files that exist', () => {
  const scripts = Object.values(services).flatMap(({ command = [] }) => command.filter((word) => word.endsWith('.ts')));
  expect(scripts).toHaveLength(6);
  expect(scripts.filter((script) => !existsSync(new URL(`../${script}`, import.meta.url)))).toEqual([]);
});
