// Serves what was built: a page by its path, never kept without being asked for again; its files by their hashed names, kept for ever.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { readManifest } from './freshness.ts';
import { distFolder, type Manifest, webFolder } from './pages.ts';

export interface ServedPage {
  /** Its folder in web/. */
  folder: string;
  /** Where it is: `/counter`. */
  path: string;
  /** A file of the folder that is served as `/FOLDER-worker.js`: the page's service worker (none). */
  worker?: string;
  /** What the page's script finds in `<script type="application/json" id="config">`, read for each visit (nothing). */
  config?: () => Promise<object> | object;
}

interface ServeOptions {
  pages: readonly ServedPage[];
  /** Resolves when the pages are built, by whoever has them built; visits wait for it (at once). */
  built?: Promise<unknown> | undefined;
  dist?: string;
}

/** Monaco, the editor in GraphiQL, writes style elements; all else comes from this origin, as files. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.wasm': 'application/wasm',
};

/**
 * A plugin that serves built pages. The HTML is in the language that the browser asks for, Chinese or English, by `<html lang>`.
 * @example app.register(servePages({ pages: [{ folder: 'counter', path: '/counter' }] }))
 */
export function servePages({ pages, built, dist = distFolder }: ServeOptions): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    for (const page of pages) {
      if (page.worker !== undefined) {
        const file = join(webFolder, page.folder, page.worker);
        app.get(`/${page.folder}-worker.js`, async (_request, reply) => {
          secure(reply).header('cache-control', 'no-cache').type('text/javascript; charset=utf-8');
          return readFile(file);
        });
      }
      app.get(page.path, async (request, reply) => {
        await built;
        const manifest = readManifest(dist);
        if (!manifest?.pages.includes(page.folder)) return notBuilt(reply);
        const source = await readFile(join(dist, manifest.build, page.folder, 'index.html'), 'utf8');
        const html = withConfig(source, (await page.config?.()) ?? {}).replace(
          /<html lang="[^"]*">/,
          `<html lang="${languageOf(request)}">`,
        );
        const etag = etagOf(html);
        secure(reply).header('cache-control', 'no-cache').header('etag', etag).type('text/html; charset=utf-8');
        reply.header('vary', 'accept-encoding, accept-language');
        if (request.headers['if-none-match'] === etag) return reply.code(304).send();
        return compressed(html, etag, request, reply);
      });
    }

    app.get<{ Params: { file: string } }>('/assets/:file', async (request, reply) => {
      await built;
      const { file } = request.params;
      const found = await assetOf(readManifest(dist), file, encodingOf(request), dist);
      if (!found) return reply.callNotFound();
      // The name has the hash of the content.
      const etag = `"${file}"`;
      secure(reply).header('cache-control', 'public, max-age=31536000, immutable').header('etag', etag);
      reply.header('vary', 'accept-encoding').type(types[extname(file)] ?? 'application/octet-stream');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      if (found.encoding) reply.header('content-encoding', found.encoding);
      return found.content;
    });
  };
}

type Encoding = 'br' | 'gzip' | undefined;

/** A file of the build that is current, or of the one before it, which a page may still ask for. */
async function assetOf(manifest: Manifest | undefined, file: string, encoding: Encoding, dist: string) {
  if (!manifest || !/^[\w.-]+$/.test(file) || !(extname(file) in types)) return undefined;
  const ending = { br: '.br', gzip: '.gz', none: '' }[encoding ?? 'none'];
  const builds = manifest.assets.includes(file) ? [manifest.build] : manifest.last;
  for (const build of builds) {
    const content = await readFile(join(dist, build, 'assets', `${file}${ending}`)).catch(() => undefined);
    if (content) return { content, encoding };
  }
  return undefined;
}

function notBuilt(reply: FastifyReply): string {
  reply.code(503).header('cache-control', 'no-store').type('text/plain; charset=utf-8');
  return '网页尚未构建：请运行 npm run build。The pages are not built: run  npm run build  and reload. The graph answers at /graphql.\n';
}

function secure(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', contentSecurityPolicy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer');
}

function withConfig(html: string, config: object): string {
  const text = JSON.stringify(config).replaceAll('<', '\\u003c');
  return html.replace(/(<script type="application\/json" id="config">).*?(<\/script>)/s, (_whole, open, close) => {
    return `${open}${text}${close}`;
  });
}

/** Chinese unless the browser would rather have something else (RFC 9110, 12.5.4). */
function languageOf({ headers }: FastifyRequest): 'zh-CN' | 'en' {
  const asked = String(headers['accept-language'] ?? '').split(',');
  const ranked = asked
    .map((range) => ({ tag: range.trim().toLowerCase(), weight: Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1) }))
    .filter(({ tag }) => tag !== '')
    .toSorted((one, other) => other.weight - one.weight);
  const first = ranked.find(({ tag }) => /^(zh|en)\b/.test(tag)) ?? ranked[0];
  return first === undefined || /^(zh|\*)/.test(first.tag) ? 'zh-CN' : 'en';
}

function encodingOf({ headers }: FastifyRequest): Encoding {
  const accepted = String(headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);
/** Of the pages that were asked for last, by encoding and content. */
const recent = new Map<string, Promise<Buffer>>();
const recentLimit = 32;

/** The page differs by language and config, of which there are few. */
async function compressed(html: string, etag: string, request: FastifyRequest, reply: FastifyReply) {
  const encoding = encodingOf(request);
  if (!encoding) return html;
  reply.header('content-encoding', encoding);
  const key = `${encoding} ${etag}`;
  const known = recent.get(key);
  if (known) return known;
  const work = encoding === 'br' ? brotli(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : gzipped(html);
  recent.set(key, work);
  const [oldest] = recent.keys();
  if (recent.size > recentLimit && oldest !== undefined) recent.delete(oldest);
  return work;
}

function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}
