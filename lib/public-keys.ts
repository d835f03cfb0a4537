// Public keys that others have written.

/** A public key as RFC 7517 has it. */
export type PublicJwk = Readonly<Record<string, unknown>>;

/** 2,048 to 8,192 bits, in base64url. */
const modulus = /^[\w-]{342,1366}$/;

/** A key without its secret or unusual parts, if it is one that can verify what is allowed here; null for any other. */
export function publicKeyOf(value: unknown): PublicJwk | null {
  if (typeof value !== 'object' || value === null) return null;
  const key = value as PublicJwk;
  if (['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].some((part) => part in key)) return null;
  const { kty, crv, x, y, n, e, kid, alg, use } = key;
  if (use !== undefined && use !== 'sig') return null;
  const common = { kty, ...(typeof kid === 'string' ? { kid } : {}), ...(typeof alg === 'string' ? { alg } : {}) };
  if (kty === 'OKP' && crv === 'Ed25519' && isPart(x)) return { ...common, crv, x };
  if (kty === 'EC' && crv === 'P-256' && isPart(x) && isPart(y)) return { ...common, crv, x, y };
  if (kty === 'RSA' && typeof n === 'string' && modulus.test(n) && typeof e === 'string') return { ...common, n, e };
  return null;
}

/** 32 bytes in base64url. */
function isPart(part: unknown): boolean {
  return typeof part === 'string' && /^[\w-]{43}$/.test(part);
}
