// Where a request over HTTP names its document, and the same request with the text of that in its place: Apollo Server behind this reads
// texts alone.
import type { DocumentRequest } from './named.ts';

export interface HttpOperation {
  method: string;
  /** Of the URL, with its question mark. */
  search: string;
  body: unknown;
}

/** What names the document: the body of a POST, the query of the URL otherwise. */
export function documentIn({ method, search, body }: HttpOperation): DocumentRequest {
  if (method === 'POST') return isObject(body) ? body : {};
  const parameters = new URLSearchParams(search);
  return {
    query: parameters.get('query'),
    documentId: parameters.get('documentId'),
    extensions: extensionsIn(parameters),
    operationName: parameters.get('operationName'),
  };
}

/** The request with the text instead of a hash; the same one where it had the text alone. */
export function withDocument(operation: HttpOperation, query: string): HttpOperation {
  const { documentId, extensions } = documentIn(operation);
  const { persistedQuery, ...others } = isObject(extensions) ? extensions : {};
  if (documentId === undefined && persistedQuery === undefined) return operation;
  if (operation.method === 'POST') {
    return { ...operation, body: { ...Object(operation.body), query, documentId: undefined, extensions: others } };
  }
  if (documentId === null && persistedQuery === undefined) return operation;
  const parameters = new URLSearchParams(operation.search);
  parameters.set('query', query);
  parameters.delete('documentId');
  parameters.set('extensions', JSON.stringify(others));
  return { ...operation, search: `?${parameters}` };
}

/** What is no JSON is left to Apollo Server, which says so. */
function extensionsIn(parameters: URLSearchParams): unknown {
  const text = parameters.get('extensions');
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
