import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { portOf, readEnvironment } from './env.ts';
import { readNotifier } from './notifier.ts';
import { createSecret } from './webhook-signature.ts';

/** Variables that are wrong. */
const read = () =>
  readEnvironment({
    DATABASE_URL_CENTRAL: 'mysql://user:secret@db/central',
    DATABASE_URL_BOOKSTORES: 'user:secret@db',
    SUBGRAPH_URL_LENDING: 'ftp://lending',
    PORT: '70000',
    SHELFGRAPH_ONLY_GATEWAY: 'maybe',
    SHELFGRAPH_ORIGINS: 'https://good.example,https://opac.example/page,*',
    SHELFGRAPH_TLS_CERT: '/tls/cert.pem',
    SHELFGRAPH_DRAIN_SECONDS: 'long',
    OTEL_TRACES_SAMPLER: 'sometimes',
  });

describe('the environment', () => {
  test('may be empty: an embedded database in the data folder, on this machine only', () => {
    const dataDir = resolve('.data');
    expect(readEnvironment({})).toEqual({
      databaseUrls: {},
      subgraphUrls: {},
      dataDir,
      keysDir: dataDir,
      host: '127.0.0.1',
      port: null,
      trustedProxies: [],
      issuers: [],
      workers: 1,
      isEmbedded: false,
      isOnlyGateway: false,
      origins: [],
      supergraphFile: expect.stringMatching(/schema\/supergraph\.graphql$/),
      tlsFiles: null,
      drainMs: 0,
      telemetry: { traces: undefined, metrics: undefined, traceFrom: [], slowMs: 1_000 },
    });
  });

  test('names databases, subgraphs, folders, host and port', () => {
    const configuration = readEnvironment({
      DATABASE_URL_CENTRAL: 'postgresql://user:secret@db:5432/central',
      DATABASE_URL_LENDING: 'postgres://db/lending',
      SUBGRAPH_URL_DISTRICTS: 'https://districts.example/graphql',
      SHELFGRAPH_DATA: '/data',
      SHELFGRAPH_KEYS: '/keys',
      HOST: '0.0.0.0',
      PORT: '4000',
      SHELFGRAPH_ONLY_GATEWAY: 'yes',
      SHELFGRAPH_ORIGINS: 'https://opac.example.org, http://localhost:5173',
      SHELFGRAPH_TLS_CERT: '/tls/cert.pem',
      SHELFGRAPH_TLS_KEY: '/tls/key.pem',
      DATABASE_URL_GATEWAY: 'postgres://db/gateway',
      SHELFGRAPH_TRUST_PROXY: '10.0.0.7, fd00::/8',
      SHELFGRAPH_DRAIN_SECONDS: '7.5',
      SHELFGRAPH_METRICS_PORT: '9464',
      SHELFGRAPH_SLOW_MS: '250',
    });
    expect(configuration).toEqual({
      databaseUrls: { central: 'postgresql://user:secret@db:5432/central', lending: 'postgres://db/lending' },
      subgraphUrls: { districts: 'https://districts.example/graphql' },
      dataDir: '/data',
      keysDir: '/keys',
      host: '0.0.0.0',
      port: 4000,
      gatewayDatabaseUrl: 'postgres://db/gateway',
      trustedProxies: ['10.0.0.7', 'fd00::/8'],
      issuers: [],
      workers: 1,
      isEmbedded: false,
      isOnlyGateway: true,
      origins: ['https://opac.example.org', 'http://localhost:5173'],
      supergraphFile: expect.stringMatching(/schema\/supergraph\.graphql$/),
      tlsFiles: { cert: '/tls/cert.pem', key: '/tls/key.pem' },
      drainMs: 7_500,
      telemetry: { traces: undefined, metrics: { host: '127.0.0.1', port: 9464 }, traceFrom: [], slowMs: 250 },
    });
  });

  test('takes a variable that is empty as one that is not set', () => {
    expect(
      readEnvironment({ DATABASE_URL_CENTRAL: '', PORT: '', HOST: '', SHELFGRAPH_DATA: '', SHELFGRAPH_KEYS: '' }),
    ).toEqual(readEnvironment({}));
  });

  test('is refused with everything that is wrong at once, and no secret in it', () => {
    expect(read).toThrow(/DATABASE_URL_CENTRAL is not a URL like postgresql:/);
    expect(read).toThrow(/DATABASE_URL_BOOKSTORES is not a URL/);
    expect(read).toThrow(/SUBGRAPH_URL_LENDING is not a URL like http:/);
    expect(read).toThrow(/SHELFGRAPH_ONLY_GATEWAY is yes or no, not "maybe"/);
    expect(read).toThrow(/SHELFGRAPH_DRAIN_SECONDS is a number from 0 to 300, not "long"/);
    expect(read).toThrow(/OTEL_TRACES_SAMPLER is one of always_on, /);
    expect(read).toThrow(/PORT is a number from 1 to 65535, not "70000"/);
    expect(read).toThrow(/SHELFGRAPH_ORIGINS has "https:\/\/opac.example\/page": an origin is/);
    expect(read).toThrow(/SHELFGRAPH_ORIGINS has "\*"/);
    expect(read).toThrow(/SHELFGRAPH_TLS_CERT and SHELFGRAPH_TLS_KEY go together/);
    expect(read).not.toThrow(/secret|good\.example/);
  });
});

test.each([
  ['1', 1],
  ['65535', 65_535],
  ['0', null],
  ['65536', null],
  ['-1', null],
  ['80.5', null],
  ['0x50', null],
  [' 80', null],
  ['', null],
])('the port %j is %j', (text, port) => {
  expect(portOf(text)).toBe(port);
});

test('what webhooks may reach beside the public Internet is a list of hosts and networks', () => {
  expect(() => readEnvironment({ SHELFGRAPH_WEBHOOK_ALLOW: 'pos.example.org, 10.0.0.0/8' })).not.toThrow();
  expect(() => readEnvironment({ SHELFGRAPH_WEBHOOK_ALLOW: '10.0.0.0/8, http://pos, 10.0.0.0/99' })).toThrow(
    'SHELFGRAPH_WEBHOOK_ALLOW has "http://pos", "10.0.0.0/99": each entry',
  );
  expect(() => readEnvironment({ SHELFGRAPH_SOURCE_ALLOW: '10.0.0.0/33' })).toThrow(
    'SHELFGRAPH_SOURCE_ALLOW has "10.0.0.0/33": each entry',
  );
});

test('the notifier is console, file or webhook, and a webhook has a URL and a key', () => {
  const key = createSecret();
  const url = 'http://127.0.0.1:9000/notices';
  for (const [env, wrong] of [
    [{}, null],
    [{ SHELFGRAPH_NOTIFIER: 'console' }, null],
    [{ SHELFGRAPH_NOTIFIER: 'file' }, null],
    [{ SHELFGRAPH_NOTIFIER: 'webhook', SHELFGRAPH_NOTIFIER_URL: url, SHELFGRAPH_NOTIFIER_KEY: key }, null],
    [{ SHELFGRAPH_NOTIFIER: 'pigeon' }, /SHELFGRAPH_NOTIFIER is console, file or webhook, not "pigeon"/],
    [
      { SHELFGRAPH_NOTIFIER: 'webhook' },
      /SHELFGRAPH_NOTIFIER_URL is not a URL like .*\n.*SHELFGRAPH_NOTIFIER_KEY is "whsec_"/,
    ],
    [
      { SHELFGRAPH_NOTIFIER: 'webhook', SHELFGRAPH_NOTIFIER_URL: 'ftp://x', SHELFGRAPH_NOTIFIER_KEY: key },
      /_URL is not a URL/,
    ],
    [
      { SHELFGRAPH_NOTIFIER: 'webhook', SHELFGRAPH_NOTIFIER_URL: url, SHELFGRAPH_NOTIFIER_KEY: 'secret' },
      /_KEY is "whsec_"/,
    ],
    [{ SHELFGRAPH_NOTIFIER_URL: url }, /are for SHELFGRAPH_NOTIFIER=webhook; it is console/],
  ] as const) {
    const read = () => readEnvironment({ ...env });
    if (wrong === null) expect(read).not.toThrow();
    else expect(read).toThrow(wrong);
  }
  expect(readNotifier({ SHELFGRAPH_NOTIFIER: 'file', SHELFGRAPH_DATA: '/srv/shelf' })).toEqual({
    kind: 'file',
    path: '/srv/shelf/notices.ndjson',
  });
});

test('proxies are trusted by their address; a database of the gateway is a URL', () => {
  const wrong = { SHELFGRAPH_TRUST_PROXY: 'proxy.local', DATABASE_URL_GATEWAY: 'gateway' };
  expect(() => readEnvironment(wrong)).toThrow(
    /DATABASE_URL_GATEWAY is not a URL like postgresql:[^]*SHELFGRAPH_TRUST_PROXY has "proxy\.local": each entry is an address/,
  );
  expect(() => readEnvironment({ SHELFGRAPH_TRUST_PROXY: '10.0.0.0/99' })).toThrow(/SHELFGRAPH_TRUST_PROXY has/);
});
