// From the claims of a token to a person of this network. An issuer vouches for the roles, stores and libraries that the operators
// have said, and for no others.
import type { JWTPayload } from 'jose';
import { actionsOf } from '../../lib/actions.ts';
import type { Anonymous, Identity, ServiceIdentity } from '../../lib/identity.ts';
import { type ClaimPath, type IssuerSettings, type TokenRole, tokenRoles } from '../../lib/issuers.ts';
import { refusal, shown } from './refusals.ts';

/** Who can hold a token. */
export type Person = Exclude<Identity, Anonymous | ServiceIdentity>;

const textLimit = 200;
const scopesAtMost = 200;

/**
 * The person whom the claims name.
 * @throws CallerError UNAUTHENTICATED that names the claim which is missing, wrong, or not this issuer's to say
 */
export function personOf(payload: JWTPayload, settings: IssuerSettings): Person {
  const { claims, stores, libraries } = settings;
  const named = (name: 'card' | 'store' | 'library') => {
    const text = textAt(payload, claims[name]);
    if (text === null)
      throw refusal(
        `令牌缺少“${claims[name].join('.')}”。A token of the role ${role} must have the claim "${claims[name].join('.')}".`,
      );
    return text;
  };
  const role = roleOf(payload, settings);
  const subject = textAt(payload, claims.subject);
  if (subject === null)
    throw refusal(
      `令牌缺少“${claims.subject.join('.')}”。The token must have the claim "${claims.subject.join('.')}", a text of at most ${textLimit} letters.`,
    );
  const scopes = scopesOf(payload, settings);
  const common = scopes ? { subject, scopes } : { subject };
  switch (role) {
    case 'reader':
      return { role, ...common, card: named('card') };
    case 'clerk':
      return { role, ...common, store: vouched('store', named('store'), stores, settings) };
    case 'librarian':
      return { role, ...common, library: vouched('library', named('library'), libraries, settings) };
    case 'admin':
      return { role, ...common };
  }
}

function roleOf(payload: JWTPayload, { issuer, roles, claims }: IssuerSettings): TokenRole {
  if (!claims.role) return roles[0] as TokenRole;
  const said = valueAt(payload, claims.role);
  const words = [said].flat();
  const meant = words.flatMap((word) => {
    if (!claims.roleValues) return isRole(word) ? [word] : [];
    const role =
      typeof word === 'string' && Object.hasOwn(claims.roleValues, word) ? claims.roleValues[word] : undefined;
    return role ? [role] : [];
  });
  const [role, ...others] = new Set(meant);
  if (!role)
    throw refusal(`令牌的角色无效。The token's role is ${shown(said)}; it must be ${wordsFor(claims.roleValues)}.`);
  if (others.length > 0) {
    throw refusal(
      `令牌含有多个角色。The token has the roles ${[role, ...others].join(' and ')}: ask with a token that has one of them.`,
    );
  }
  if (!roles.includes(role)) {
    throw refusal(
      `该签发者无权签发此角色。The issuer ${issuer} may not vouch for the role ${role}: it may for ${roles.join(', ')}.`,
    );
  }
  return role;
}

function wordsFor(values: Readonly<Record<string, TokenRole>> | null): string {
  const words = values ? Object.keys(values) : [...tokenRoles];
  return words.length > 1
    ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
    : (words[0] ?? 'one that is known here');
}

function vouched(claim: string, value: string, allowed: readonly string[] | null, { issuer }: IssuerSettings): string {
  if (allowed && !allowed.includes(value)) {
    throw refusal(
      `该签发者无权代表 ${shown(value)}。The issuer ${issuer} may not vouch for the ${claim} ${shown(value)}: it may for ${allowed.join(', ')}.`,
    );
  }
  return value;
}

/** What a token says of scopes; words that are nobody's here give nothing, and a token that says nothing has the whole role. */
function scopesOf(payload: JWTPayload, { claims }: IssuerSettings): string[] | undefined {
  if (!claims.scopes) return undefined;
  const said = valueAt(payload, claims.scopes);
  if (said === undefined || said === null) return undefined;
  const words = typeof said === 'string' ? said.split(' ') : said;
  if (!Array.isArray(words) || words.length > scopesAtMost) {
    throw refusal(
      `令牌的权限范围无效。The token's claim "${claims.scopes.join('.')}" is a text or a list of at most ${scopesAtMost} scopes.`,
    );
  }
  const scopes = words.flatMap((word) => {
    if (typeof word !== 'string') return [];
    if (Object.hasOwn(claims.scopeValues, word)) return claims.scopeValues[word] ?? [];
    return actionsOf(word).length > 0 ? [word] : [];
  });
  return [...new Set(scopes)];
}

/** A text that can be kept and shown; null for anything else. */
function textAt(payload: JWTPayload, path: ClaimPath): string | null {
  const value = valueAt(payload, path);
  // oxlint-disable-next-line no-control-regex
  return typeof value === 'string' && value !== '' && value.length <= textLimit && !/[\x00-\x1f\x7f]/.test(value)
    ? value
    : null;
}

function valueAt(payload: JWTPayload, path: ClaimPath): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined,
    payload,
  );
}

function isRole(word: unknown): word is TokenRole {
  return tokenRoles.some((role) => role === word);
}
