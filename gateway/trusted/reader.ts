// From what a request names to the text of its document, or why there is none: the one place, for every transport, in which documents
// are looked up, held against those that are registered, and against the limits.
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Role } from '../../lib/identity.ts';
import { DocumentStore } from '../documents.ts';
import type { DocumentCheck } from '../limits/documents.ts';
import { audienceOf, byAudience } from '../views/audiences.ts';
import { type DocumentRequest, type NamedDocument, namedDocument } from './named.ts';
import { sha256Of } from './registered.ts';
import type { TrustedMode, TrustedSettings } from './settings.ts';

export interface DocumentReader {
  /** The text of the document that a request means, empty when it names none; or why it is not looked into further. */
  read(request: DocumentRequest, role: Role): string | GraphQLError;
  /** The text that `read` would look at first, as far as it is known; nothing comes of asking. */
  peek(request: DocumentRequest, role: Role): string | undefined;
}

interface DocumentReaderOptions {
  trusted: TrustedSettings;
  checkDocument: DocumentCheck;
  logger: Logger;
}

/** Hashes that were told to the log; one is told again when so many others came since. */
const toldKept = 1_000;

export function createDocumentReader({ trusted, checkDocument, logger }: DocumentReaderOptions): DocumentReader {
  const { registered } = trusted;
  // Texts that clients have sent with their hashes, of each audience apart: nobody pushes out those of others.
  const persisted = byAudience(() => new DocumentStore<string>({}, ({ length }) => length));
  const told = new DocumentStore<true>({ count: toldKept }, () => 0);
  const modeOf = (role: Role): TrustedMode => (role === 'service' ? 'off' : trusted.modes[role]) ?? 'off';

  function lookUp(sha256: string, role: Role): string | undefined {
    return registered.textOf(sha256) ?? persisted[audienceOf(role)].get(sha256);
  }

  function textOf({ query, sha256, isPersisted }: NamedDocument, role: Role): string | GraphQLError {
    if (sha256 === undefined) return query;
    const known = lookUp(sha256, role);
    if (query !== '') return known === query || sha256Of(query) === sha256 ? query : notItsHash();
    if (known !== undefined) return known;
    if (modeOf(role) === 'enforce') return notTrusted(sha256);
    return isPersisted ? notPersisted() : notRegistered(sha256);
  }

  /** Before anything is parsed. */
  function distrust(text: string, { operationName }: DocumentRequest, role: Role): GraphQLError | undefined {
    const mode = modeOf(role);
    if (mode === 'off' || text === '' || registered.has(text)) return undefined;
    const sha256 = sha256Of(text);
    if (mode === 'enforce') return notTrusted(sha256);
    const key = `${role} ${sha256}`;
    if (!told.get(key)) {
      told.set(key, true);
      logger.warn({ role, sha256, operationName: nameOf(text, operationName) }, 'a document is not registered');
    }
    return undefined;
  }

  return {
    read(request, role) {
      const named = namedDocument(request);
      if (named instanceof GraphQLError) return named;
      const text = textOf(named, role);
      if (text instanceof GraphQLError) return text;
      const refusal = distrust(text, request, role) ?? checkDocument(text, role);
      if (refusal) return refusal;
      if (named.isPersisted && named.sha256 !== undefined && registered.textOf(named.sha256) === undefined) {
        persisted[audienceOf(role)].set(named.sha256, text);
      }
      return text;
    },
    peek(request, role) {
      const named = namedDocument(request);
      if (named instanceof GraphQLError) return undefined;
      return named.query || named.sha256 === undefined ? named.query : lookUp(named.sha256, role);
    },
  };
}

/** The name that the client says, else that of the first operation. */
function nameOf(text: string, operationName: unknown): string | null {
  const name =
    typeof operationName === 'string' && operationName !== ''
      ? operationName
      : /(?:^|[\s}])(?:query|mutation|subscription)\s+(\w+)/.exec(text.slice(0, 10_000))?.[1];
  return name?.slice(0, 100) ?? null;
}

function notTrusted(sha256: string): GraphQLError {
  return new GraphQLError(
    `此文档未登记：您的身份只能执行已登记的文档。This document is not registered, and callers like you may run registered ones alone. Register its very text, whose SHA-256 is ${sha256}, with the operators of the network, or send one that is registered.`,
    { extensions: { code: 'DOCUMENT_NOT_TRUSTED', sha256 } },
  );
}

function notRegistered(sha256: string): GraphQLError {
  return new GraphQLError(
    `没有此 documentId 的文档。No document has this id; send its text as \`query\`, or have it registered by the operators of the network.`,
    { extensions: { code: 'DOCUMENT_NOT_FOUND', sha256 } },
  );
}

/** In the words that clients of persisted queries wait for: they send the text with the hash then. */
function notPersisted(): GraphQLError {
  return new GraphQLError('PersistedQueryNotFound', { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
}

function notItsHash(): GraphQLError {
  return new GraphQLError(
    'sha256Hash 与 query 不符。The sha256Hash is not that of the `query` that came with it: hash its very text, in UTF-8.',
    { extensions: { code: 'BAD_REQUEST' } },
  );
}
