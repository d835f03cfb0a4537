// Everything that operators can set, in one table. Whoever reads a variable has a line here: unknown names are refused at start.
import { subgraphNames } from '../schema/sdl.ts';

/** Which processes read a setting: the gateway, one subgraph or all, or the commands of the package. */
export type SettingReader = 'gateway' | (typeof subgraphNames)[number] | 'subgraphs' | 'commands';

export interface Setting {
  name: string;
  /** What it is for, in Markdown; shown by `npm run config` and in docs/operators.md. */
  meaning: string;
  /** What may stand there, in words. */
  type: string;
  /** What is in effect without it; null where nothing is. */
  default: string | null;
  readBy: readonly SettingReader[];
  /** Never shown; may be given as a file too, by its name with `_FILE`. */
  isSecret: boolean;
  /** The heading in docs/operators.md that says more, as a link has it. */
  see?: string;
}

const setting = (
  name: string,
  type: string,
  fallback: string | null,
  readBy: SettingReader | readonly SettingReader[],
  meaning: string,
  more: Partial<Pick<Setting, 'isSecret' | 'see'>> = {},
): Setting => ({ name, meaning, type, default: fallback, readBy: [readBy].flat(), isSecret: false, ...more });

const all: readonly SettingReader[] = ['gateway', 'subgraphs', 'commands'];
const both: readonly SettingReader[] = ['gateway', 'subgraphs'];

/** Of the OpenTelemetry specification, under the names that it gives them. */
const telemetry: readonly [string, string, string | null, string][] = [
  [
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'URL, http: or https:',
    null,
    'where traces are sent, `http://collector:4318`; without it nowhere',
  ],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'URL, http: or https:', null, 'the same, with the path'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', 'http/protobuf', 'how'],
  ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf', 'http/protobuf', 'the same'],
  [
    'OTEL_EXPORTER_OTLP_HEADERS',
    'list of name=value',
    null,
    'headers that are sent with them, `authorization=Bearer%20…`: values as in a URL',
  ],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'list of name=value', null, 'the same'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', 'number', '10000', 'ms that the collector may take to answer'],
  ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'number', '10000', 'the same'],
  ['OTEL_SDK_DISABLED', 'true, false', 'false', 'no traces'],
  ['OTEL_TRACES_EXPORTER', 'otlp, none', 'otlp', 'no traces, if `none`'],
  ['OTEL_TRACES_SAMPLER', 'as in the specification', 'parentbased_always_on', 'which requests are traced'],
  ['OTEL_TRACES_SAMPLER_ARG', 'number from 0 to 1', '1', 'which share of them'],
  ['OTEL_SERVICE_NAME', 'text', null, 'the name of the process in traces'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'list of name=value', null, 'what else is said of the process'],
  ['OTEL_BSP_SCHEDULE_DELAY', 'number', '5000', 'ms between two sendings'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', 'number', '2048', 'spans that wait at most'],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'number', '512', 'spans that are sent at once'],
  ['OTEL_BSP_EXPORT_TIMEOUT', 'number', '30000', 'ms that a sending may take'],
];

/** All settings, in the order of the documents. */
export const settings: readonly Setting[] = [
  setting(
    'PORT',
    'number from 1 to 65535',
    '4000',
    all,
    'where the process answers; as a process of its own any free port',
  ),
  setting('HOST', 'address', '127.0.0.1', both, 'on which address of the machine; `0.0.0.0` is all'),
  setting('LOG_LEVEL', 'fatal, error, warn, info, debug, trace, silent', 'warn', both, 'how much is logged', {
    see: 'logs-and-health',
  }),
  setting('SHELFGRAPH_CONFIG', 'file', null, all, 'a file with settings, `NAME=value` a line', {
    see: 'configuration',
  }),
  setting('SHELFGRAPH_DATA', 'folder', '.data', all, 'the data folder', { see: 'the-data-folder' }),
  setting(
    'SHELFGRAPH_KEYS',
    'folder',
    null,
    all,
    'the folder in which `keys/` lies, unless that is the data folder; all processes of a network share it',
    { see: 'the-data-folder' },
  ),
  ...subgraphNames.map((name) =>
    setting(
      `DATABASE_URL_${name.toUpperCase()}`,
      'URL, postgresql:',
      null,
      [name, 'commands'],
      `the database of ${name}: all four or none, for the embedded PostgreSQL`,
      { isSecret: true, see: 'your-own-postgresql' },
    ),
  ),
  setting(
    'DATABASE_URL_GATEWAY',
    'URL, postgresql:',
    null,
    'gateway',
    "the gateway's own database, in which gateways share what clients use of their rates. The embedded PostgreSQL has one",
    { isSecret: true, see: 'limits' },
  ),
  setting(
    'SHELFGRAPH_DATABASE_PASSWORD',
    'text',
    null,
    [...both, 'commands'],
    'the password of those database URLs that have none',
    { isSecret: true, see: 'configuration' },
  ),
  ...subgraphNames.map((name) =>
    setting(
      `SUBGRAPH_URL_${name.toUpperCase()}`,
      'URL, http: or https:',
      null,
      both,
      `where ${name} answers the other processes, \`http://host:4101/graphql\``,
    ),
  ),
  setting(
    'SHELFGRAPH_WORKERS',
    'number from 1 to 64, or auto',
    '1',
    'gateway',
    'processes of `gateway/main.ts`; `auto` is one for each core',
    {
      see: 'a-process-for-each-core',
    },
  ),
  setting(
    'SHELFGRAPH_ONLY_GATEWAY',
    'yes, no',
    'no',
    'gateway',
    'for `gateway/main.ts`: `yes` joins equal fetches that are under way, which only one gateway with one worker may do',
  ),
  setting(
    'SHELFGRAPH_EMBEDDED',
    'yes, no',
    'no',
    'gateway',
    'whether the databases are those that the network has embedded: `npm run network` says so to its gateways, whose pages then sign in by a click',
  ),
  setting(
    'SHELFGRAPH_DRAIN_SECONDS',
    'number from 0 to 300',
    '0',
    both,
    'how long a process that is asked to end still answers, while `/ready` says 503 and every answer closes its connection. As long as your balancer needs to look elsewhere',
  ),
  setting('SHELFGRAPH_ISSUERS', 'JSON, or a file with it', null, 'gateway', 'who vouches for people', {
    see: 'who-may-sign-in-登录',
  }),
  setting(
    'SHELFGRAPH_ORIGINS',
    'list of origins',
    null,
    'gateway',
    'pages of which other origins may call the gateway, `https://opac.example.org, https://kiosk.example.org`',
    { see: 'browsers-certificates-slow-clients' },
  ),
  setting(
    'SHELFGRAPH_TRUST_PROXY',
    'list of addresses and networks',
    null,
    'gateway',
    'the proxies in front, `10.0.0.7, fd00::/8`: what they write into `X-Forwarded-For` is who the client is. Without it all that comes through a proxy comes from one address',
  ),
  setting(
    'SHELFGRAPH_TLS_CERT',
    'file in PEM',
    null,
    'gateway',
    'the certificate with its chain: the gateway then answers by `https`, TLS 1.2 and above',
    { see: 'browsers-certificates-slow-clients' },
  ),
  setting('SHELFGRAPH_TLS_KEY', 'file in PEM', null, 'gateway', 'its key', {
    see: 'browsers-certificates-slow-clients',
  }),
  setting(
    'SHELFGRAPH_SUPERGRAPH',
    'file',
    'schema/supergraph.graphql',
    'gateway',
    'the composed supergraph, where it is another than that of the network alone: one with [guests](join.md)',
  ),
  setting(
    'SHELFGRAPH_LIMITS',
    'JSON file',
    null,
    'gateway',
    'limits of roles that are other than [the usual ones](developers.md#how-much-may-be-asked-at-once)',
    {
      see: 'limits',
    },
  ),
  setting(
    'SHELFGRAPH_INTROSPECTION',
    'list of audience:on or :off',
    'all on',
    'gateway',
    'to which audiences the schema is not told, `public:off,bookstore:off`',
    { see: 'views-and-introspection-各类用户所见' },
  ),
  setting(
    'SHELFGRAPH_TRUSTED_DOCUMENTS',
    'folder',
    null,
    ['gateway', 'commands'],
    'documents that apps have registered',
    {
      see: 'registered-documents-登记文档',
    },
  ),
  setting(
    'SHELFGRAPH_TRUSTED_DOCUMENTS_MODE',
    'list of role:off, :log or :enforce',
    'off',
    'gateway',
    'which roles may run registered documents alone, `reader:enforce,clerk:log`',
    { see: 'registered-documents-登记文档' },
  ),
  setting(
    'SHELFGRAPH_IMPORT_LIMIT_MB',
    'number from 1 to 1048576',
    '16384',
    ['gateway', 'central'],
    'how large a file to import may be, as it is sent and unpacked; see [import.md](import.md)',
  ),
  setting(
    'SHELFGRAPH_WEBHOOK_ALLOW',
    'list of hosts, addresses and networks',
    null,
    'bookstores',
    'where webhooks of stores may go beside public addresses, `pos.example.org, 10.20.0.0/16, fd00::/8`',
    { see: 'webhooks-of-stores' },
  ),
  setting(
    'SHELFGRAPH_SOURCE_ALLOW',
    'list of hosts, addresses and networks',
    null,
    'districts',
    'where the systems of member libraries may be beside public addresses',
    { see: 'systems-of-member-libraries' },
  ),
  setting(
    'SHELFGRAPH_CREDIT_URL',
    'URL, http: or https:',
    null,
    'lending',
    'an outside source of credit bands: it is asked by POST for `{ "reader": pseudonym }` and answers `{ "band": "GOOD", "asOf": "…" }` within a second; a score is not read. Without one the network\'s own ledger says. One that does not answer leaves the last band, marked `stale`',
  ),
  setting(
    'SHELFGRAPH_CREDIT_KEY',
    'text',
    null,
    'lending',
    "the bearer token for it, and the key of the readers' pseudonyms",
    { isSecret: true },
  ),
  setting('SHELFGRAPH_NOTIFIER', 'console, file, webhook', 'console', 'lending', 'how readers are reminded', {
    see: 'reminders-of-readers',
  }),
  setting(
    'SHELFGRAPH_NOTIFIER_URL',
    'URL, http: or https:',
    null,
    'lending',
    'for `webhook`: your system that writes to readers, `https://messages.example.org/notices`',
    { see: 'reminders-of-readers' },
  ),
  setting(
    'SHELFGRAPH_NOTIFIER_KEY',
    'whsec_ and 24 to 64 random bytes in base64',
    null,
    'lending',
    'for `webhook`: the secret with which messages are signed',
    { isSecret: true, see: 'reminders-of-readers' },
  ),
  setting(
    'SHELFGRAPH_METRICS_PORT',
    'number from 1 to 65535',
    null,
    both,
    'where the process tells its metrics to Prometheus, at `/metrics`; without it nowhere',
  ),
  setting('SHELFGRAPH_METRICS_HOST', 'address', '127.0.0.1', both, 'on which address of the machine'),
  setting(
    'SHELFGRAPH_SLOW_MS',
    'number from 1 to 600000',
    '1000',
    'gateway',
    'an operation that takes so long is logged with its parts',
  ),
  setting(
    'SHELFGRAPH_TRACE_FROM',
    'list of addresses and networks',
    null,
    'gateway',
    'whose `traceparent` is taken up, `10.0.0.7, fd00::/8`; that of others is not',
  ),
  ...telemetry.map(([name, type, fallback, meaning]) =>
    setting(name, type, fallback, both, meaning, { isSecret: name.endsWith('_HEADERS') }),
  ),
  setting('SHELFGRAPH_TOKEN', 'token', null, 'commands', 'who asks, for commands that ask the gateway', {
    isSecret: true,
  }),
];

/** By the names of variables, those of secrets' files too. */
export const settingByName: ReadonlyMap<string, Setting> = new Map(
  settings.flatMap((each) => [
    [each.name, each] as const,
    ...(each.isSecret ? [[`${each.name}_FILE`, each] as const] : []),
  ]),
);

/** The table of docs/operators.md. */
export function settingsInMarkdown(): string {
  return [
    '| variable | what may stand there | default | read by | |',
    '|---|---|---|---|---|',
    ...settings.map(rowOf),
  ].join('\n');
}

function rowOf({ name, type, default: fallback, readBy, meaning, isSecret, see }: Setting): string {
  const cells = [
    `\`${name}\`${isSecret ? ' *' : ''}`,
    type,
    fallback === null ? '' : `\`${fallback}\``,
    readBy.join(', '),
    `${meaning}${see ? ` ([more](#${see}))` : ''}`,
  ];
  return `| ${cells.join(' | ')} |`;
}
