// How a request says which document it means: by its text, or by the hash of that, as persisted queries of Apollo's clients
// (`extensions.persistedQuery`) and the draft of GraphQL over HTTP (`documentId`) have it.
import { GraphQLError } from 'graphql';

/** The parts of a request that name its document; nobody has looked at them yet. */
export interface DocumentRequest {
  query?: unknown;
  documentId?: unknown;
  extensions?: unknown;
  operationName?: unknown;
}

/** A document as it is named. */
export interface NamedDocument {
  /** Empty where it is named by its hash alone. */
  query: string;
  sha256: string | undefined;
  /** It is named as a persisted query, which may be sent with its text to be kept. */
  isPersisted: boolean;
}

/** Reads what a request says. The error says what is wrong with it. */
export function namedDocument({ query, documentId, extensions }: DocumentRequest): NamedDocument | GraphQLError {
  const text = typeof query === 'string' ? query : '';
  const persisted = isObject(extensions) ? extensions['persistedQuery'] : undefined;
  if (isGiven(documentId)) {
    if (text !== '') return wrong('用 query 或 documentId，不可同时使用。Send `query` or `documentId`, not both.');
    const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(String(documentId)) ?? [];
    return sha256 ? { query: '', sha256, isPersisted: false } : wrong(documentIdForm);
  }
  if (!isGiven(persisted)) return { query: text, sha256: undefined, isPersisted: false };
  const { version, sha256Hash } = isObject(persisted) ? persisted : {};
  if (version !== 1 || typeof sha256Hash !== 'string' || !/^[0-9a-f]{64}$/.test(sha256Hash))
    return wrong(persistedForm);
  return { query: text, sha256: sha256Hash, isPersisted: true };
}

const documentIdForm =
  'documentId 的格式为 sha256: 加 64 位小写十六进制。`documentId` is `sha256:` and the 64 hexadecimal digits, in small letters, of the SHA-256 of the document.';
const persistedForm =
  'extensions.persistedQuery 须含 version 1 与 sha256Hash。`extensions.persistedQuery` has the version 1 and, as sha256Hash, the 64 hexadecimal digits, in small letters, of the SHA-256 of the document.';

function wrong(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
