// Who may vouch for people: the issuers of tokens, as SHELFGRAPH_ISSUERS names them. Whatever is not said is decided for the safer.
import { readFileSync } from 'node:fs';
import { actionsOf } from './actions.ts';
import type { Role } from './identity.ts';
import { type PublicJwk, publicKeyOf } from './public-keys.ts';

/** The signatures that are known; an issuer may allow fewer. */
export const tokenAlgorithms = ['EdDSA', 'ES256', 'RS256'] as const;
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/** Who can hold a token. */
export const tokenRoles = ['reader', 'clerk', 'librarian', 'admin'] as const;
export type TokenRole = Extract<Role, (typeof tokenRoles)[number]>;

/** Where in a token's claims something stands: `["realm_access", "roles"]`. */
export type ClaimPath = readonly string[];

export interface IssuerSettings {
  /** What its tokens have as `iss`, to the letter. */
  issuer: string;
  /** Where its keys are published, or the keys themselves. */
  keys: { url: string } | { list: readonly PublicJwk[] };
  /** One of these stands in a token's `aud`. */
  audience: readonly string[];
  algorithms: readonly TokenAlgorithm[];
  /** What `typ` may be, lower-cased, without "application/"; a token without one is taken where `jwt` is. */
  types: readonly string[];
  /** How far its clock and ours may be apart, in seconds. */
  clockSkew: number;
  /** Whom it may vouch for, and for which stores and libraries (null: all). */
  roles: readonly TokenRole[];
  stores: readonly string[] | null;
  libraries: readonly string[] | null;
  claims: ClaimMapping;
  /** Keys are read again when they are so many seconds old, … */
  refresh: number;
  /** … for a key that is not known at most once in so many, … */
  cooldown: number;
  /** … and are good for so many at most while the issuer does not answer. */
  stale: number;
}

export interface ClaimMapping {
  subject: ClaimPath;
  /** Null where the issuer vouches for one role only. */
  role: ClaimPath | null;
  /** Its words for roles; null where they are ours. */
  roleValues: Readonly<Record<string, TokenRole>> | null;
  card: ClaimPath;
  store: ClaimPath;
  library: ClaimPath;
  /** Null where what it says of scopes is not meant for this network: its people have the whole role. */
  scopes: ClaimPath | null;
  /** Its words for scopes, beside ours. */
  scopeValues: Readonly<Record<string, readonly string[]>>;
}

/** How many seconds by default. */
const seconds = { clockSkew: 30, refresh: 300, cooldown: 30, stale: 86_400 };

/**
 * Reads the issuers from a JSON list or, where the text is none, from the file that it names.
 * @throws Error that lists everything that is wrong, a line each
 */
export function readIssuers(text: string | undefined): IssuerSettings[] {
  const problems: string[] = [];
  const issuers = issuerEntries(text).map((entry, index) => issuerOf(entry, `SHELFGRAPH_ISSUERS[${index}]`, problems));
  const names = issuers.map(({ issuer }) => issuer);
  for (const name of new Set(names.filter((each, index) => each !== '' && names.indexOf(each) !== index))) {
    problems.push(`SHELFGRAPH_ISSUERS names the issuer "${name}" more than once.`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return issuers;
}

/**
 * The entries as they are written.
 * @throws Error when there is no list
 */
export function issuerEntries(text: string | undefined): unknown[] {
  const parsed = text?.trim() ? parse(text.trim()) : [];
  if (Array.isArray(parsed)) return parsed;
  throw new Error('SHELFGRAPH_ISSUERS is a list of issuers, [{ "issuer": …, "jwks": …, "audience": …, "roles": … }].');
}

function parse(text: string): unknown {
  const isJson = /^[[{"]/.test(text);
  let json = text;
  try {
    if (!isJson) json = readFileSync(text, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`SHELFGRAPH_ISSUERS is neither a JSON list nor a file that can be read (${code}): "${text}".`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    const where = isJson ? '' : `, in the file "${text}",`;
    throw new Error(
      `SHELFGRAPH_ISSUERS${where} is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}

type Fields = Record<string, unknown>;

/** What an entry is read with: each look names what is wrong and goes on. */
interface Reading {
  fields: Fields;
  wrong: (field: string, what: string) => void;
}

const knownFields =
  'issuer jwks keys plainHttp audience algorithms types roles stores libraries claims clockSkewSeconds refreshSeconds cooldownSeconds staleSeconds'.split(
    ' ',
  );

function issuerOf(entry: unknown, place: string, problems: string[]): IssuerSettings {
  const fields = isFields(entry) ? entry : {};
  const wrong = (field: string, what: string) => problems.push(`${place}${field ? `.${field}` : ''} ${what}.`);
  if (!isFields(entry)) wrong('', 'is an object with issuer, jwks, audience and roles');
  const reading = { fields, wrong };
  refuseUnknown(reading, '', fields, knownFields);
  const issuer = fields['issuer'];
  if (typeof issuer !== 'string' || issuer === '') wrong('issuer', 'is what its tokens have as "iss"');
  const roles = wordsOf(reading, 'roles', tokenRoles, null);
  return {
    issuer: typeof issuer === 'string' ? issuer : '',
    keys: keysOf(reading),
    audience:
      textsOf(reading, 'audience', 'is what its tokens for this network have in "aud", one text or several') ?? [],
    algorithms: wordsOf(reading, 'algorithms', tokenAlgorithms, tokenAlgorithms),
    types: (fields['types'] === undefined
      ? ['jwt', 'at+jwt']
      : (textsOf(reading, 'types', 'is a list, ["at+jwt"]') ?? [])
    ).map((type) => type.toLowerCase().replace(/^application\//, '')),
    clockSkew: secondsOf(reading, 'clockSkew', 0, 300),
    roles,
    stores: optionalTexts(reading, 'stores'),
    libraries: optionalTexts(reading, 'libraries'),
    claims: claimsOf(reading, roles),
    refresh: secondsOf(reading, 'refresh', 1, 86_400),
    cooldown: secondsOf(reading, 'cooldown', 1, 3_600),
    stale: secondsOf(reading, 'stale', 1, 30 * 86_400),
  };
}

function keysOf({ fields, wrong }: Reading): IssuerSettings['keys'] {
  const { jwks, keys, plainHttp } = fields;
  if ((jwks === undefined) === (keys === undefined)) {
    wrong('jwks', 'is where its keys are published, https://login.example.org/jwks; or "keys" has them. One of both');
  }
  if (plainHttp !== undefined && typeof plainHttp !== 'boolean') wrong('plainHttp', 'is true or false');
  if (keys !== undefined) {
    const list = Array.isArray(keys) && keys.length > 0 ? keys.map(publicKeyOf) : [null];
    if (list.includes(null)) {
      wrong('keys', 'is a list of public keys as JWK: OKP with Ed25519, EC with P-256, or RSA of 2048 bits and more');
    }
    return { list: list.filter((key) => key !== null) };
  }
  if (jwks !== undefined && !isKeyAddress(jwks, plainHttp === true)) {
    wrong('jwks', 'is a URL with https, or with http on this machine or with "plainHttp": true; without a user name');
  }
  return { url: String(jwks) };
}

function isKeyAddress(text: unknown, isPlainAllowed: boolean): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && (isHere || isPlainAllowed));
  return isSafe && username === '' && password === '';
}

function claimsOf(reading: Reading, roles: readonly TokenRole[]): ClaimMapping {
  const given = reading.fields['claims'] ?? {};
  const claims = isFields(given) ? given : {};
  if (!isFields(given)) reading.wrong('claims', 'is an object: { "role": "…", "card": "…" }');
  refuseUnknown(reading, 'claims.', claims, ['subject', 'role', 'card', 'store', 'library', 'scopes']);
  const role = mapped(reading, 'role', claims['role']);
  const scopes = claims['scopes'] === null ? null : mapped(reading, 'scopes', claims['scopes']);
  const plain = (name: string, usual: string) => pathOf(reading, `claims.${name}`, claims[name] ?? usual);
  return {
    subject: plain('subject', 'sub'),
    role: claims['role'] === undefined && roles.length === 1 ? null : (role.path ?? ['role']),
    roleValues: role.values && roleValues(reading, role.values),
    card: plain('card', 'card'),
    store: plain('store', 'store'),
    library: plain('library', 'library'),
    scopes: scopes && (scopes.path ?? ['scope']),
    scopeValues: scopes?.values ? scopeValues(reading, scopes.values) : {},
  };
}

/** A claim by its name or path, or `{ "claim": …, "values": { theirs: ours } }`. */
function mapped(reading: Reading, name: string, given: unknown): { path: ClaimPath | null; values: Fields | null } {
  if (!isFields(given)) {
    return { path: given === undefined ? null : pathOf(reading, `claims.${name}`, given), values: null };
  }
  refuseUnknown(reading, `claims.${name}.`, given, ['claim', 'values']);
  const { claim, values } = given;
  if (values !== undefined && !isFields(values))
    reading.wrong(`claims.${name}.values`, 'is an object of their words and ours');
  return {
    path: claim === undefined ? null : pathOf(reading, `claims.${name}.claim`, claim),
    values: isFields(values) ? values : null,
  };
}

function roleValues({ wrong }: Reading, values: Fields): Record<string, TokenRole> {
  for (const [word, role] of Object.entries(values)) {
    if (!isRole(role)) wrong(`claims.role.values["${word}"]`, `is one of ${tokenRoles.join(', ')}`);
  }
  return values as Record<string, TokenRole>;
}

function scopeValues({ wrong }: Reading, values: Fields): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(values).map(([word, given]) => {
      const scopes = [given].flat();
      const unknown = scopes.filter((scope) => typeof scope !== 'string' || actionsOf(scope).length === 0);
      if (unknown.length > 0 || scopes.length === 0) {
        wrong(
          `claims.scopes.values["${word}"]`,
          'is an action or a group of actions, "order.submit" or "order", or a list of them',
        );
      }
      return [word, scopes.map(String)];
    }),
  );
}

function pathOf({ wrong }: Reading, field: string, given: unknown): ClaimPath {
  const path = [given].flat();
  if (path.length > 0 && path.every((part) => typeof part === 'string' && part !== '')) return path as string[];
  wrong(field, 'is the name of a claim, "role", or the way to one, ["realm_access", "roles"]');
  return [];
}

function secondsOf({ fields, wrong }: Reading, name: keyof typeof seconds, least: number, most: number): number {
  const given = fields[`${name}Seconds`] ?? seconds[name];
  const isRight = typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most;
  if (!isRight) wrong(`${name}Seconds`, `is a number from ${least} to ${most}`);
  return isRight ? given : seconds[name];
}

function wordsOf<Word extends string>(
  { fields, wrong }: Reading,
  name: string,
  words: readonly Word[],
  usual: readonly Word[] | null,
): readonly Word[] {
  const given = fields[name] ?? usual;
  const isRight = Array.isArray(given) && given.length > 0 && given.every((word) => words.includes(word));
  if (!isRight) wrong(name, `is a list of ${words.join(', ')}`);
  return isRight ? given : [];
}

function optionalTexts(reading: Reading, name: string): string[] | null {
  return reading.fields[name] === undefined ? null : textsOf(reading, name, 'is a list of ids, without it all');
}

function textsOf({ fields, wrong }: Reading, name: string, what: string): string[] | null {
  const given = fields[name] === undefined ? [] : [fields[name]].flat();
  if (given.length > 0 && given.every((text) => typeof text === 'string' && text !== '')) return given as string[];
  wrong(name, what);
  return null;
}

function refuseUnknown({ wrong }: Reading, prefix: string, given: Fields, known: readonly string[]): void {
  for (const name of Object.keys(given).filter((each) => !known.includes(each))) {
    wrong(`${prefix}${name}`, `is not known; there is ${known.join(', ')}`);
  }
}

function isRole(role: unknown): role is TokenRole {
  return tokenRoles.some((known) => known === role);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
