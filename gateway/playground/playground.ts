// The page at `/` for people who try the graph: GraphiQL with the example operations, served from this process alone.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Asset, loadAssets } from './assets.ts';
import { type Example, readExamples } from './examples.ts';

export interface PlaygroundOptions {
  /** The folder of the example operations; see `readExamples`. */
  operations: string;
  /** Where the page sends operations. Default: /graphql. */
  endpoint?: string;
}

/** Monaco, the editor in GraphiQL, writes style elements; all else comes from this origin, as files. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the playground: a small page at `/`, its scripts under `/playground/` by content hash, compressed once, at the
 * first visit.
 * @example app.register(playground, { operations: 'schema/operations' })
 */
export async function playground(app: FastifyInstance, options: PlaygroundOptions): Promise<void> {
  app.get('/', async (request, reply) => {
    const [assets, examples] = await Promise.all([loadAssets(), readExamples(options.operations)]);
    const html = page(assets, examples, options.endpoint ?? '/graphql');
    const etag = `"${createHash('sha256').update(html).digest('base64url')}"`;
    secure(reply).header('cache-control', 'no-cache').header('etag', etag).type('text/html; charset=utf-8');
    return request.headers['if-none-match'] === etag ? reply.code(304).send() : html;
  });

  app.get<{ Params: { file: string } }>('/playground/:file', async (request, reply) => {
    const asset = (await loadAssets()).find(({ file }) => file === request.params.file);
    if (!asset) return reply.callNotFound();
    const etag = `"${asset.hash}"`;
    secure(reply).header('cache-control', 'public, max-age=31536000, immutable').header('etag', etag);
    reply.header('vary', 'accept-encoding').type(asset.type);
    return request.headers['if-none-match'] === etag ? reply.code(304).send() : encoded(asset, request, reply);
  });
}

/** The playground with the example operations of this network. */
export async function servePlayground(app: FastifyInstance): Promise<void> {
  await app.register(playground, { operations: fileURLToPath(new URL('../../schema/operations', import.meta.url)) });
}

function secure(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', contentSecurityPolicy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer');
}

async function encoded(asset: Asset, request: FastifyRequest, reply: FastifyReply): Promise<Uint8Array> {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) {
    reply.header('content-encoding', 'br');
    return asset.brotli;
  }
  if (/\bgzip\b/.test(accepted)) {
    reply.header('content-encoding', 'gzip');
    return asset.gzip;
  }
  return promisify(gunzip)(asset.gzip);
}

function page(assets: Asset[], examples: Example[], endpoint: string): string {
  const path = (name: string) => `/playground/${assets.find((asset) => asset.name === name)?.file}`;
  const workers = {
    editorWorkerService: path('editorWorkerService'),
    json: path('jsonWorker'),
    graphql: path('graphqlWorker'),
  };
  const config = JSON.stringify({ endpoint, workers, examples }).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shelfgraph</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M2 2h3v12H2zM6 2h3v12H6zm4 1 3-1 2 11-3 1z' fill='%232a6f4e'/%3E%3C/svg%3E">
<link rel="stylesheet" href="${path('css')}">
<link rel="stylesheet" href="${path('style')}">
</head>
<body>
<noscript>The playground needs JavaScript. The graph itself is at ${endpoint}.</noscript>
<header class="signing-in">
<label>Token <input id="token" type="password" autocomplete="off" spellcheck="false" placeholder="for all tabs, kept until this window closes"></label>
<p><strong id="audience"></strong> <span id="how"></span> <code id="command"></code></p>
</header>
<main id="root"></main>
<script type="application/json" id="config">${config}</script>
<script src="${path('js')}" defer></script>
<script src="${path('page')}" defer></script>
</body>
</html>
`;
}
