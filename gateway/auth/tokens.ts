// One token, looked at once: what it is, who says so, whether that is true, and of whom it speaks. Nothing in a token says how it is
// to be verified: the operators have.
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { CallerError } from '../../lib/errors.ts';
import { type IssuerSettings, tokenAlgorithms } from '../../lib/issuers.ts';
import { type Person, personOf } from './claims.ts';
import { developmentName, isForDevelopment, tokenCommand } from './development.ts';
import { createKeySet, type KeySet, type OnKeysFailure } from './key-sets.ts';
import { refusal, shown, UnconfirmedError } from './refusals.ts';

/** An issuer with its keys. */
export interface Issuer extends IssuerSettings {
  keySet: KeySet;
}

/** What a good token says. */
export interface Verified {
  person: Person;
  expiresAt: Date;
  issuer: Issuer;
  /** Of the issuer's keys, with which it was verified. */
  generation: number | null;
}

/** What no token may bring along: its own key, or where to get one; and extensions that nobody here knows. */
const refusedHeaders = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc'];

/** @returns issuers by what tokens have as `iss` */
export function openIssuers(
  settings: readonly IssuerSettings[],
  onFailure: OnKeysFailure,
): ReadonlyMap<string, Issuer> {
  return new Map(settings.map((each) => [each.issuer, { ...each, keySet: createKeySet(each, onFailure) }]));
}

/**
 * Verifies a token and reads its person.
 * @throws CallerError UNAUTHENTICATED with what is wrong and what to do; UnconfirmedError while the issuer's keys cannot be had
 */
export async function verifyToken(token: string, issuers: ReadonlyMap<string, Issuer>, now: Date): Promise<Verified> {
  const { header, claims } = parts(token);
  if (!tokenAlgorithms.some((algorithm) => algorithm === header.alg))
    throw unreadable(`signed with ${shown(header.alg)}`);
  const foreign = refusedHeaders.find((name) => name in header);
  if (foreign)
    throw refusal(`令牌头不得含“${foreign}”。The token's header has "${foreign}", which no token may have here.`);
  const issuer = issuers.get(String(claims.iss));
  if (!issuer) throw unknownIssuer(claims, issuers);
  checkHeader(header, issuer);
  try {
    const { payload, generation } = await verifiedPayload(token, issuer, now);
    if ((payload.iat ?? 0) > now.getTime() / 1_000 + issuer.clockSkew) {
      throw refusal('令牌的签发时间在未来。The token was issued in the future: compare the clocks.');
    }
    const expiresAt = new Date(((payload.exp ?? 0) + issuer.clockSkew) * 1_000);
    return { person: personOf(payload, issuer), expiresAt, issuer, generation };
  } catch (error) {
    throw explained(error, claims, issuer);
  }
}

/** Verifies with the keys that are known, and once more where the issuer has others by now. */
async function verifiedPayload(token: string, { keySet, ...settings }: Issuer, now: Date) {
  const verify = async () => {
    const generation = keySet.generation(now);
    const { payload } = await jwtVerify(token, keySet.find, {
      algorithms: [...settings.algorithms],
      issuer: settings.issuer,
      audience: [...settings.audience],
      clockTolerance: settings.clockSkew,
      currentDate: now,
      requiredClaims: ['exp'],
    });
    return { payload, generation };
  };
  await keySet.prepare(now);
  const before = keySet.generation(now);
  try {
    return await verify();
  } catch (error) {
    if (!isAboutKeys(error)) throw error;
    await keySet.reread(now);
    if (keySet.generation(now) === before) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) keySet.checkAnswered();
      throw error;
    }
    return verify();
  }
}

function isAboutKeys(error: unknown): boolean {
  return [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JWSSignatureVerificationFailed].some(
    (kind) => error instanceof kind,
  );
}

interface Header {
  alg?: unknown;
  typ?: unknown;
}

/** What a token says that nobody vouches for yet. */
function parts(token: string): { header: Header; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    throw unreadable('');
  }
}

function checkHeader({ alg, typ }: Header, { issuer, algorithms, types }: IssuerSettings): void {
  if (!algorithms.some((algorithm) => algorithm === alg)) {
    throw refusal(
      `令牌的签名算法不对。The issuer ${issuer} signs with ${algorithms.join(' or ')}; this token says ${shown(alg)}.`,
    );
  }
  const type =
    typ === undefined
      ? 'jwt'
      : String(typ)
          .toLowerCase()
          .replace(/^application\//, '');
  if (!types.includes(type)) {
    throw refusal(
      `这不是访问令牌。This is not a token to ask with: its "typ" is ${shown(typ)}; ${types.join(' or ')} is taken.`,
    );
  }
}

function explained(error: unknown, claims: JWTPayload, issuer: Issuer): Error {
  if (error instanceof UnconfirmedError) return error;
  const again = (problem: string, more = '') => refusal(`${problem} ${howToGet(issuer, claims, more)}`);
  if (error instanceof errors.JWTExpired) {
    return again(
      `登录已过期，请重新登录。The token expired at ${new Date((error.payload.exp ?? 0) * 1000).toISOString()}.`,
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const isEarly = error.claim === 'nbf' && error.reason === 'check_failed';
    if (isEarly)
      return again(
        `令牌尚未生效。The token is good from ${new Date((error.payload.nbf ?? 0) * 1000).toISOString()} on, not before.`,
      );
    return again(
      `令牌不属于本网关。The token is not for this gateway: its claim "${error.claim}" is missing or wrong.`,
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return isForDevelopment(issuer)
      ? again(
          '令牌不是本网关签发的，或已被改动。The token was not signed by this gateway, or was changed since.',
          ' --data DIR, where DIR is the data folder that the gateway was started with',
        )
      : again(
          `令牌不是该签发者签发的，或已被改动。The token was not signed by ${issuer.issuer}, or was changed since.`,
        );
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return again(
      `令牌的签名密钥未公布。The token is signed with a key that ${issuer.issuer} does not publish, or does not tell from another by its "kid".`,
    );
  }
  // A refusal of what the claims say.
  if (error instanceof CallerError) return again(error.message);
  return again(unreadable('').message);
}

function unreadable(how: string): CallerError {
  return refusal(
    `令牌无法读取。The token cannot be read: it is not a JWT signed with ${tokenAlgorithms.slice(0, -1).join(', ')} or ${tokenAlgorithms.at(-1)}${how ? `, but ${how}` : ''}.`,
  );
}

function unknownIssuer(claims: JWTPayload, issuers: ReadonlyMap<string, Issuer>): CallerError {
  const problem = '令牌不属于本网关。The token is not for this gateway: its claim "iss" is missing or wrong.';
  const development = issuers.get(developmentName);
  if (development) return refusal(`${problem} ${howToGet(development, claims)}`);
  if (claims.iss === developmentName) {
    return refusal(
      `${problem} 开发令牌只适用于内嵌数据库的网络。Tokens of npm run token are taken by the embedded network only; here ${whoVouches(issuers)}.`,
    );
  }
  return refusal(`${problem} Here ${whoVouches(issuers)}.`);
}

function whoVouches(issuers: ReadonlyMap<string, Issuer>): string {
  return issuers.size > 0
    ? `${[...issuers.keys()].join(' and ')} vouch for people`
    : 'no issuer is configured (SHELFGRAPH_ISSUERS)';
}

function howToGet(issuer: Issuer, claims: JWTPayload, more = ''): string {
  return isForDevelopment(issuer)
    ? `Get a new one: ${tokenCommand(claims)}${more}.`
    : `Get a new one from ${issuer.issuer}.`;
}
