// `npm run token`: a bearer token for the embedded network, signed with the key in its data folder.
import type { Person } from '../gateway/auth/claims.ts';
import { developmentEntry, issueToken } from '../gateway/auth/development.ts';
import { loadOrCreateKeys, readTokenKey } from '../gateway/keys.ts';
import { command, configured, type OptionValues, UsageError } from './command.ts';
import { askEndpoint } from './endpoint.ts';

const usage = `Usage: npm run token -- --role ROLE [options]

Prints a token for the embedded network. Send it as the header  Authorization: Bearer TOKEN
A network on databases of your own takes such tokens only where SHELFGRAPH_ISSUERS names this key: see --issuer.

  --role reader --card N2026000001      a reader, by the number on the card
  --role clerk --store QINGCHUN         a clerk of a bookstore, or its POS
  --role librarian --library NJ-JL      a librarian of a library
  --role admin                          an administrator
  --ttl SECONDS                         how long it is valid (43200, twelve hours)
  --data DIR                            data folder with the keys (.data, or SHELFGRAPH_DATA)
  --port N                              where the network of this machine answers (4000, or PORT): if it does, one
                                        whom it does not know is told here
  --issuer                              prints what SHELFGRAPH_ISSUERS has to be for another network to take
                                        these tokens: whoever has the key in the data folder can be anybody there
  --help                                this text`;

const options = {
  role: { type: 'string' },
  card: { type: 'string' },
  store: { type: 'string' },
  library: { type: 'string' },
  ttl: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string' },
  issuer: { type: 'boolean' },
} as const;

await command(usage, options, async (values) => {
  if (values['issuer']) {
    const { tokenPublicKey } = await loadOrCreateKeys(configured(values).keysDir);
    console.log(JSON.stringify([developmentEntry(tokenPublicKey)]));
    return;
  }
  const person = personOf(values);
  const ttl = Number(values['ttl'] ?? 43_200);
  if (!Number.isInteger(ttl) || ttl < 1) {
    throw new UsageError(`--ttl is a number of seconds, 1 or more, not "${String(values['ttl'])}".`);
  }
  const { keysDir, port } = configured(values);
  const tokenPrivateKey = await readTokenKey(keysDir);
  if (!tokenPrivateKey) {
    throw new Error(
      `There are no keys in ${keysDir}, so no gateway would know the token. Start the network first (npm start), or give the data folder that it was started with: --data DIR`,
    );
  }
  const token = await issueToken(tokenPrivateKey, person, { ttl });
  console.log(token);
  if (await isUnknown(token, person, port)) {
    const [what, code] = Object.entries(person).find(([key]) => key !== 'role' && key !== 'subject') ?? [];
    console.error(
      `网络中没有 ${code}，请核对后重新生成。The network at http://127.0.0.1:${port} has no ${what} ${code}, so there this token is good for nothing: check --${what}, and print another.`,
    );
  }
});

interface Answer {
  data?: { me: Record<string, unknown> | null } | null;
  errors?: { extensions: { code: string } }[];
}

/** Whether the network that answers here says that it has no such reader, store or library. False where none answers, or not for this key. */
async function isUnknown(token: string, { role }: Person, port: number): Promise<boolean> {
  const field = { reader: 'reader { name }', clerk: 'store { name }', librarian: 'library { name }', admin: 'role' };
  const endpoint = { origin: `http://127.0.0.1:${port}`, headers: { authorization: `Bearer ${token}` } };
  const { data, errors = [] } = await askEndpoint<Answer>(endpoint, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ me { ${field[role]} } }` }),
    signal: AbortSignal.timeout(2_000),
  }).catch((): Answer => ({}));
  // Who is silent says nothing of anybody.
  return Boolean(data?.me && Object.values(data.me).includes(null) && errors.every(isOfNobody));
}

function isOfNobody({ extensions }: NonNullable<Answer['errors']>[number]): boolean {
  return extensions.code === 'NON_NULL_VIOLATION';
}

function personOf(values: OptionValues): Person {
  const role = values['role'];
  const named = (option: 'card' | 'store' | 'library', example: string): string => {
    const value = values[option];
    if (typeof value !== 'string' || value === '') {
      throw new UsageError(
        `A token of the role ${String(role)} needs --${option}, for example --${option} ${example}.`,
      );
    }
    return value;
  };
  switch (role) {
    case 'reader': {
      const card = named('card', 'N2026000001');
      return { role, subject: card, card };
    }
    case 'clerk': {
      const store = named('store', 'QINGCHUN');
      return { role, subject: `clerk@${store}`, store };
    }
    case 'librarian': {
      const library = named('library', 'NJ-JL');
      return { role, subject: `librarian@${library}`, library };
    }
    case 'admin':
      return { role, subject: 'admin' };
    default:
      throw new UsageError(
        `--role is reader, clerk, librarian or admin${role === undefined ? '' : `, not "${String(role)}"`}.\n\n${usage}`,
      );
  }
}
