// Links and snippets of an operation. The token is in none of them: whoever follows one asks as they are.

import { config } from './config.ts';
import type { Document } from './store.ts';

const marker = '#operation=';

/** The page's address with an operation in its fragment, which browsers do not send. */
export async function linkTo({ query, variables }: Document): Promise<string> {
  const bytes = await through(
    new CompressionStream('deflate-raw'),
    new TextEncoder().encode(JSON.stringify({ query, variables })),
  );
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  return `${location.origin}${location.pathname}${marker}${text}`;
}

/** The operation of such an address; undefined where it has none that can be read. The fragment is taken off: a reload keeps what was edited. */
export async function takeShared(): Promise<Document | undefined> {
  if (!location.hash.startsWith(marker)) return undefined;
  const text = location.hash.slice(marker.length).replaceAll('-', '+').replaceAll('_', '/');
  history.replaceState(null, '', location.pathname + location.search);
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const json = new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytes));
    const { query, variables } = JSON.parse(json) as Partial<Document>;
    return typeof query === 'string' ? { query, variables: typeof variables === 'string' ? variables : '' } : undefined;
  } catch {
    return undefined;
  }
}

/** The operation for a shell. */
export function asCurl(document: Document, isSignedIn: boolean): string {
  const authorization = isSignedIn ? ` \\\n  -H "authorization: Bearer $TOKEN"` : '';
  const body = bodyOf(document).replaceAll("'", `'\\''`);
  return `curl ${location.origin}${config.endpoint} \\\n  -H 'content-type: application/json'${authorization} \\\n  -d '${body}'`;
}

/** The operation for a program in TypeScript. */
export function asFetch({ query, variables }: Document, isSignedIn: boolean): string {
  const authorization = isSignedIn ? '\n    authorization: `Bearer ${token}`,' : '';
  const text = query.trim().replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `const query = /* GraphQL */ \`\n${text}\n\`;
const variables = ${variables.trim() || '{}'};

const response = await fetch('${location.origin}${config.endpoint}', {
  method: 'POST',
  headers: {
    'content-type': 'application/json',${authorization}
  },
  body: JSON.stringify({ query, variables }),
});
const { data, errors } = await response.json();
`;
}

function bodyOf({ query, variables }: Document): string {
  try {
    return JSON.stringify(
      { query: query.trim(), ...(variables.trim() ? { variables: JSON.parse(variables) } : {}) },
      null,
      2,
    );
  } catch {
    return JSON.stringify({ query: query.trim() }, null, 2);
  }
}

async function through(stream: GenericTransformStream, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream as never)).arrayBuffer());
}
